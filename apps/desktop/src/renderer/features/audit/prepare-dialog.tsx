import { LANGUAGES, type Language } from '@nrm/domain/language';
import type { CaseId } from '@nrm/domain/shared';
import { FileCheck2 } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { AuditState } from '../../../bridge/audit.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useQueryOf } from '../../app/bridge-client.ts';
import { CheckboxField, Chip, Row, Select, Stack, TextField } from '../../design/index.ts';
import { formatDay, formatNumberOfCase } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

const FOUND_AT_ONCE = 5;

/** Which files, for whom, in which language, and who asked. */
export function PrepareDialog({
  auditors,
  onClose,
}: {
  readonly auditors: AuditState['auditors'];
  readonly onClose: () => void;
}) {
  const t = useWords('audit');
  const shown = useLanguage();
  const usable = auditors.filter(({ use }) => use === 'usable');
  const [auditor, setAuditor] = useState<string | null>(usable.length === 1 ? (usable[0]?.id ?? null) : null);
  const [language, setLanguage] = useState<Language | null>(shown);
  const [reason, setReason] = useState('');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ReadonlyMap<CaseId, string>>(new Map());
  const [isAsked, setIsAsked] = useState(false);
  const { data: session } = useQueryOf('session.state', {});
  const { data: people } = useQueryOf('people.search', {
    text: useDeferredValue(text),
    status: 'all',
    limit: FOUND_AT_ONCE,
  });
  const office = session?.office?.id;
  const isWhole = chosen.size > 0 && auditor !== null && language !== null && reason.trim() !== '';

  /** With its number: two people may have one name. */
  const choose = (id: CaseId, name: string, isChosen: boolean) => {
    const next = new Map(chosen);
    if (isChosen) next.set(id, name);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <ActDialog
      title={t('prepare')}
      button={t('verbs:audit-export.prepare.button')}
      icon={FileCheck2}
      size="wide"
      done={t('prepare-done')}
      steps={() => {
        setIsAsked(true);
        if (!isWhole || office === undefined) return null;
        const intent = { cases: [...chosen.keys()], auditor, language, reason };
        return [{ type: 'audit-export.prepare', subject: { kind: 'office', id: office }, intent }];
      }}
      onClose={onClose}
    >
      <Select
        label={t('auditor')}
        choices={usable.map(({ id, name, validUntil }) => ({
          value: id as string,
          label: name,
          description: t('auditor-until', { day: formatDay(validUntil, shown) }),
        }))}
        value={auditor}
        onChange={setAuditor}
      />
      <TextField label={t('find')} description={t('find-words')} value={text} onChange={setText} />
      <div role="group" aria-label={t('found')}>
        <Stack gap={2}>
          {people?.rows.map(({ id, fullName, number }) => (
            <CheckboxField
              key={id}
              label={fullName}
              description={`\u2066${formatNumberOfCase(number)}\u2069`}
              isSelected={chosen.has(id)}
              onChange={(isChosen) =>
                choose(id, t('one-chosen', { name: fullName, number: formatNumberOfCase(number) }), isChosen)
              }
            />
          ))}
        </Stack>
      </div>
      {chosen.size > 0 && (
        <div role="group" aria-label={t('chosen')}>
          <p className="quiet">
            {t('chosen')}: {t('files', { count: chosen.size })}
          </p>
          <Row>
            {[...chosen].map(([id, name]) => (
              <Chip key={id} onRemove={() => choose(id, name, false)} removeLabel={t('remove', { name })}>
                {name}
              </Chip>
            ))}
          </Row>
        </div>
      )}
      <Select
        label={t('language')}
        choices={LANGUAGES.map((value) => ({ value, label: t(`shell:language.${value}`) }))}
        value={language}
        onChange={setLanguage}
      />
      <TextField
        label={t('reason')}
        description={t('reason-words')}
        value={reason}
        onChange={setReason}
        maxLength={500}
      />
      {isAsked && !isWhole && (
        <p role="alert" className="field-error">
          {t('missing')}
        </p>
      )}
    </ActDialog>
  );
}
