import type { Consent } from '@nrm/domain/consent';
import type { ConsentId, OccurredOn } from '@nrm/domain/shared';
import { ShieldCheck, ShieldX } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useDirectoryName } from '../../app/directory-names.ts';
import { useMay } from '../../app/may.ts';
import { today } from '../../app/today.ts';
import { Button, Card, DayField, EmptyState, Facts, Stack, StateBadge, TextField } from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

/** What the person allowed, to whom, and how they said it; each can be taken back at any time, by a word. */
export function ConsentsPart({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const consents = (Object.entries(file.state.consents) as [ConsentId, Consent][]).reverse();
  if (consents.length === 0)
    return <EmptyState icon={ShieldCheck} title={t('no-consents')} words={t('no-consents-words')} />;
  return (
    <div className="case-lines">
      {consents.map(([id, consent]) => (
        <ConsentCard key={id} id={id} consent={consent} file={file} />
      ))}
    </div>
  );
}

function ConsentCard({
  id,
  consent,
  file,
}: {
  readonly id: ConsentId;
  readonly consent: Consent;
  readonly file: CaseFile;
}) {
  const t = useWords('case');
  const language = useLanguage();
  const may = useMay();
  const nameOf = useDirectoryName();
  const [isOpen, setOpen] = useState(false);
  const given = file.story.find(({ entry }) => entry === consent.givenBy);
  const taken = file.story.find(({ entry }) => entry === consent.withdrawnBy);
  return (
    <Card {...(consent.withdrawnBy === null ? {} : { tone: 'note' as const })}>
      <Stack gap={3}>
        <div className="case-line">
          <h3>{nameOf(consent.recipientName)}</h3>
          {consent.withdrawnBy === null ? (
            <StateBadge tone="good" icon={ShieldCheck} word={t('consent-stands')} />
          ) : (
            <StateBadge tone="late" icon={ShieldX} word={t('consent-withdrawn')} />
          )}
        </div>
        <Facts
          facts={[
            {
              label: t('entry.fields'),
              value: consent.fields
                .map((field) => t(`words:consent-field.${field}`))
                .join(language === 'en' ? ', ' : '، '),
            },
            { label: t('consent-how'), value: t(`words:consent-method.${consent.method}`) },
            ...(given ? [{ label: t('consent-given-on'), value: formatDay(given.occurredOn.day, language) }] : []),
            ...(taken ? [{ label: t('consent-withdrawn-on'), value: formatDay(taken.occurredOn.day, language) }] : []),
          ]}
        />
        {consent.withdrawnBy === null && may('consent.withdraw') && (
          <div>
            <Button
              size="small"
              icon={ShieldX}
              onPress={() => setOpen(true)}
              aria-label={t('withdraw-consent-of', { recipient: nameOf(consent.recipientName) })}
            >
              {t('verbs:consent.withdraw.button')}
            </Button>
          </div>
        )}
      </Stack>
      {isOpen && <WithdrawDialog file={file} id={id} consent={consent} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function WithdrawDialog({
  file,
  id,
  consent,
  onClose,
}: {
  readonly file: CaseFile;
  readonly id: ConsentId;
  readonly consent: Consent;
  readonly onClose: () => void;
}) {
  const t = useWords('case');
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  return (
    <ActDialog
      title={t('verbs:consent.withdraw.button')}
      button={t('verbs:consent.withdraw.button')}
      kind="danger"
      done={t('consent-withdrawn-done')}
      onClose={onClose}
      steps={() =>
        on === null
          ? null
          : [
              {
                type: 'consent.withdraw',
                subject: { kind: 'case', id: file.id },
                intent: { consent: id, words },
                occurredOn: on,
              },
            ]
      }
    >
      <p>{t('withdraw-what-happens', { recipient: consent.recipientName })}</p>
      <DayField label={t('when-person-said')} value={on} onChange={setOn} today={today()} latest={today()} />
      <TextField
        label={t('words')}
        description={t('interface:optional')}
        value={words}
        onChange={setWords}
        multiline
        rows={2}
        maxLength={2000}
      />
    </ActDialog>
  );
}
