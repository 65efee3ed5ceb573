import { type PaperField, type PersonState, paperField } from '@nrm/domain/case';
import { DOCUMENT_KINDS, type DocumentKind, type IdentityDocument, needsReplacing } from '@nrm/domain/document';
import { isContested } from '@nrm/domain/ledger';
import type { NeedId } from '@nrm/domain/shared';
import { ClipboardPlus, FilePlus, Split, SquarePen } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { newId, useAct } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import { Button, Card, FaultNote, RefusalNote, Row, Section, Stack, StateBadge, say } from '../../design/index.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { PaperDialog } from './paper-dialog.tsx';
import { usePersonValue } from './person-values.ts';

/** Papers that most services ask for; of the others nobody has to be asked. */
const USUAL: readonly DocumentKind[] = [
  'unified-national-card',
  'civil-status-id',
  'nationality-certificate',
  'residence-card',
  'ration-card',
  'passport',
];

const findPaper = (person: PersonState, kind: DocumentKind): IdentityDocument | undefined =>
  person[paperField(kind) as PaperField]?.value;

/** Which papers the person has, which are missing, and which nobody has asked about. */
export function PapersSection({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const may = useMay();
  const language = useLanguage();
  const personValue = usePersonValue();
  const [open, setOpen] = useState<DocumentKind | 'new' | null>(null);
  const { person } = file.state;
  const known = DOCUMENT_KINDS.flatMap((kind) => findPaper(person, kind) ?? []);
  const rest = USUAL.filter((kind) => findPaper(person, kind) === undefined);
  return (
    <Section
      title={t('group.papers')}
      actions={
        may('case.correct') && (
          <Button size="small" kind="quiet" icon={FilePlus} onPress={() => setOpen('new')}>
            {t('papers.write')}
          </Button>
        )
      }
    >
      <Card>
        <Stack gap={3}>
          {known.length === 0 && <span className="not-asked">{t('papers.none')}</span>}
          {known.map((paper) => {
            const name = t(`words:document.${paper.kind}`);
            return (
              <div key={paper.kind} className="case-line">
                <Stack gap={1}>
                  <strong>{name}</strong>
                  <span className="paper-value">
                    <bdi>{personValue(paperField(paper.kind), paper)}</bdi>
                  </span>
                  {isContested(person[paperField(paper.kind)]) && (
                    <StateBadge tone="note" icon={Split} word={t('two-answers', { count: 1 })} />
                  )}
                </Stack>
                {may('case.correct') && (
                  <Button
                    size="small"
                    kind="quiet"
                    icon={SquarePen}
                    onPress={() => setOpen(paper.kind)}
                    aria-label={t('papers.correct', { paper: name })}
                  >
                    {t('verbs:case.correct.button')}
                  </Button>
                )}
              </div>
            );
          })}
          {known.length > 0 && rest.length > 0 && (
            <span className="not-asked">
              {t('papers.rest', {
                papers: rest.map((kind) => t(`words:document.${kind}`)).join(language === 'en' ? ', ' : '، '),
              })}
            </span>
          )}
        </Stack>
      </Card>
      {known.some((paper) => needsReplacing(paper) && paper.status !== 'in-process') && <OfferNeed file={file} />}
      {open !== null && <PaperDialog file={file} kind={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

/** A missing paper may be a need; whether it is one the person says. */
function OfferNeed({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const may = useMay();
  const { act, busy, refusal, fault } = useAct();
  const stands = Object.values(file.state.needs).some(
    ({ topic, settled }) => topic === 'civil-documentation' && settled === null,
  );
  if (stands || file.state.status !== 'open' || !may('need.identify')) return null;

  async function write(): Promise<void> {
    const intent = { need: newId<NeedId>(), topic: 'civil-documentation', urgency: 'normal', words: '' };
    const entries = await act([{ type: 'need.identify', subject: { kind: 'case', id: file.id }, intent }]);
    if (entries) say(t('need-written'));
  }

  return (
    <Card tone="note">
      <Row>
        <p className="paper-offer">{t('papers.offer')}</p>
        <Button icon={ClipboardPlus} isBusy={busy} onPress={() => void write()}>
          {t('papers.offer-button')}
        </Button>
      </Row>
      <RefusalNote refusal={refusal} />
      <FaultNote fault={fault} />
    </Card>
  );
}
