import { type PaperField, PERSON_FIELDS, type PersonFields, paperField } from '@nrm/domain/case';
import {
  DOCUMENT_KINDS,
  DOCUMENT_STATUSES,
  type DocumentKind,
  type DocumentStatus,
  needsReplacing,
  parseNationalCardNumber,
} from '@nrm/domain/document';
import { westernDigits } from '@nrm/domain/name';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { ComboBox, RadioCards, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

/** One paper: which, how it stands, and its number as printed. Everything but the first two may stay empty. */
export function PaperDialog({
  file,
  kind: given,
  onClose,
}: {
  readonly file: CaseFile;
  /** null: a paper nobody has written down yet */
  readonly kind: DocumentKind | null;
  readonly onClose: () => void;
}) {
  const t = useWords('case');
  const { person } = file.state;
  const before = given === null ? undefined : person[paperField(given) as PaperField]?.value;
  const [kind, setKind] = useState(given);
  const [status, setStatus] = useState<DocumentStatus | null>(before?.status ?? null);
  const [number, setNumber] = useState<string>(before?.number ?? '');
  const [what, setWhat] = useState(before?.kind === 'other' ? before.what : '');
  const [note, setNote] = useState(before?.note ?? '');
  const [wasLeft, setLeft] = useState(false);
  const [isAsked, setAsked] = useState(false);

  const card = kind === 'unified-national-card' && number.trim() !== '' ? parseNationalCardNumber(number) : null;
  const badNumber = card !== null && !card.ok ? t(`refusals:${card.refusal.code}`) : undefined;
  const lacksWhat = kind === 'other' && what.trim() === '';

  function changes(): PersonFields | null {
    if (kind === null || status === null || badNumber || lacksWhat) return null;
    const { number: _number, note: _note, ...kept } = before ?? {};
    const paper = PERSON_FIELDS[paperField(kind) as PaperField].safeParse({
      ...kept,
      kind,
      status,
      ...(number.trim() !== '' && { number: card?.ok ? card.value : westernDigits(number).trim() }),
      ...(note.trim() !== '' && { note }),
      ...(kind === 'other' && { what }),
    });
    if (!paper.success || JSON.stringify(paper.data) === JSON.stringify(before)) return null;
    const isMissing = needsReplacing({ status }) && person.missingPapers?.value !== true;
    return { [paperField(kind)]: paper.data, ...(isMissing && { missingPapers: true }) };
  }
  const isUnchanged = kind !== null && status !== null && !badNumber && !lacksWhat && changes() === null;

  return (
    <ActDialog
      title={given === null ? t('papers.write') : t('papers.correct', { paper: t(`words:document.${given}`) })}
      button={t('interface:save')}
      done={t('corrected')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        const ready = changes();
        if (ready === null) return null;
        return [{ type: 'case.correct', subject: { kind: 'case', id: file.id }, intent: { changes: ready } }];
      }}
    >
      {given === null && (
        <ComboBox
          label={t('papers.which')}
          value={kind}
          onChange={setKind}
          choices={DOCUMENT_KINDS.filter((one) => person[paperField(one)] === undefined).map((value) => ({
            value,
            label: t(`words:document.${value}`),
          }))}
          {...(isAsked && kind === null ? { error: t('papers.choose') } : {})}
        />
      )}
      {kind === 'other' && (
        <TextField
          label={t('papers.what')}
          value={what}
          onChange={setWhat}
          maxLength={120}
          {...(isAsked && lacksWhat ? { error: t('papers.what-missing') } : {})}
        />
      )}
      <RadioCards
        label={t('papers.status')}
        columns={3}
        value={status}
        onChange={setStatus}
        choices={DOCUMENT_STATUSES.map((value) => ({ value, label: t(`words:document-status.${value}`) }))}
        {...(isAsked && status === null ? { error: t('papers.choose-status') } : {})}
      />
      <div className="two-columns">
        <TextField
          label={t('papers.number')}
          description={t('interface:optional')}
          value={number}
          onChange={setNumber}
          onBlur={() => setLeft(true)}
          direction="ltr"
          autoComplete="off"
          maxLength={40}
          {...((wasLeft || isAsked) && badNumber ? { error: badNumber } : {})}
        />
        <TextField
          label={t('papers.note')}
          description={t('papers.note-hint')}
          value={note}
          onChange={setNote}
          maxLength={300}
        />
      </div>
      {isAsked && isUnchanged && <p className="field-error">{t('nothing-changed')}</p>}
    </ActDialog>
  );
}
