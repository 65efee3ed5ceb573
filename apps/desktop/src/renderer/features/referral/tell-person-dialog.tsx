import type { EntryId, OccurredOn } from '@nrm/domain/shared';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { today } from '../../app/today.ts';
import { DayField, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import type { ReportedReferral } from './reported-referral.ts';

/** Every answer, also "no", leaves a task until the person has heard it from us. */
export function TellPersonDialog({
  of,
  about,
  onClose,
}: {
  readonly of: ReportedReferral;
  readonly about: readonly EntryId[];
  readonly onClose: () => void;
}) {
  const t = useWords('referrals');
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  return (
    <ActDialog
      title={t('told-of', { provider: of.organisationName })}
      button={t('verbs:referral.tell-person.button')}
      done={t('written')}
      onClose={onClose}
      steps={() =>
        on === null
          ? null
          : about.map((entry) => ({
              type: 'referral.tell-person',
              subject: { kind: 'case', id: of.case },
              intent: { referral: of.referral, about: entry, words },
              occurredOn: on,
            }))
      }
    >
      <p>{t('tell-how')}</p>
      <DayField label={t('when-told')} value={on} onChange={setOn} today={today()} latest={today()} />
      <TextField
        label={t('what-person-said')}
        description={t('interface:optional')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={2000}
      />
    </ActDialog>
  );
}
