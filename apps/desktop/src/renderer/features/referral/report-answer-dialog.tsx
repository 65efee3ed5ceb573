import type { Answer, DECLINE_REASONS } from '@nrm/domain/referral';
import { DECLINE_REASONS as REASONS } from '@nrm/domain/referral';
import type { OccurredOn } from '@nrm/domain/shared';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { today } from '../../app/today.ts';
import { DayField, RadioCards, Select, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { ANSWER_LOOKS } from './referral-states.tsx';
import type { ReportedReferral } from './reported-referral.ts';

const CHOICES: readonly Answer[] = ['accepted', 'waitlisted', 'declined', 'no-response'];

/** What the provider said, on the day it was said. */
export function ReportAnswerDialog({ of, onClose }: { readonly of: ReportedReferral; readonly onClose: () => void }) {
  const t = useWords('referrals');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [reason, setReason] = useState<(typeof DECLINE_REASONS)[number] | null>(null);
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [isAsked, setAsked] = useState(false);

  return (
    <ActDialog
      title={t('answer-of', { provider: of.organisationName })}
      button={t('verbs:referral.report-answer.button')}
      done={t('written')}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        if (answer === null || on === null || (answer === 'declined' && reason === null)) return null;
        return [
          {
            type: 'referral.report-answer',
            subject: { kind: 'case', id: of.case },
            intent: {
              referral: of.referral,
              answer,
              reason: answer === 'declined' ? reason : null,
              words,
              source: 'staff',
            },
            occurredOn: on,
          },
        ];
      }}
    >
      <RadioCards
        label={t('what-they-said')}
        value={answer}
        onChange={setAnswer}
        choices={CHOICES.map((value) => ({
          value,
          label: t(`words:answer.${value}`),
          icon: ANSWER_LOOKS[value].icon,
        }))}
        {...(isAsked && answer === null ? { error: t('choose-answer') } : {})}
      />
      {answer === 'declined' && (
        <Select
          label={t('why-declined')}
          value={reason}
          onChange={setReason}
          choices={REASONS.map((value) => ({ value, label: t(`words:decline-reason.${value}`) }))}
          {...(isAsked && reason === null ? { error: t('choose-reason') } : {})}
        />
      )}
      <DayField label={t('when-said')} value={on} onChange={setOn} today={today()} latest={today()} />
      <TextField
        label={t('in-their-words')}
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
