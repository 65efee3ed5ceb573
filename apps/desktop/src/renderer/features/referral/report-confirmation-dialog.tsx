import { CONFIRMATIONS, type Confirmation } from '@nrm/domain/referral';
import type { LocalDate, OccurredOn } from '@nrm/domain/shared';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { today } from '../../app/today.ts';
import { DayField, RadioCards, Row, Select, Stack, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { CONFIRMATION_LOOKS } from './referral-states.tsx';
import type { ReportedReferral } from './reported-referral.ts';

interface Attempt {
  readonly on: OccurredOn | null;
  readonly hour: string | null;
}
const HOURS = Array.from({ length: 13 }, (_, index) => String(index + 8));
const THREE: readonly Attempt[] = Array.from({ length: 3 }, () => ({ on: null, hour: null }));

const intentOf = (confirmation: Confirmation, words: string, attempts: readonly Attempt[]) =>
  confirmation === 'not-reached'
    ? {
        confirmation,
        words,
        source: 'staff',
        attempts: attempts.flatMap(({ on, hour }): readonly { on: LocalDate; hour: number }[] =>
          on !== null && hour !== null ? [{ on: on.day, hour: Number(hour) }] : [],
        ),
      }
    : { confirmation, words, source: 'client' };

/** What the person says: only with their word is a referral closed on both sides. */
export function ReportConfirmationDialog({
  of,
  onClose,
}: {
  readonly of: ReportedReferral;
  readonly onClose: () => void;
}) {
  const t = useWords('referrals');
  const [confirmation, setConfirmation] = useState<Confirmation | null>(null);
  const [words, setWords] = useState('');
  const [attempts, setAttempts] = useState(THREE);
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  const lacksWords = confirmation === 'disputed' && words.trim() === '';
  const lacksAttempts =
    confirmation === 'not-reached' && attempts.some((each) => each.on === null || each.hour === null);
  const change = (at: number, attempt: Partial<Attempt>) =>
    setAttempts(attempts.map((each, index) => (index === at ? { ...each, ...attempt } : each)));

  return (
    <ActDialog
      title={t('person-says-of', { service: of.serviceName })}
      button={t('verbs:referral.report-confirmation.button')}
      done={t('written')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (confirmation === null || on === null || lacksWords || lacksAttempts) return null;
        return [
          {
            type: 'referral.report-confirmation',
            subject: { kind: 'case', id: of.case },
            intent: { referral: of.referral, ...intentOf(confirmation, words, attempts) },
            occurredOn: on,
          },
        ];
      }}
    >
      <RadioCards
        label={t('did-they-get-it')}
        columns={3}
        value={confirmation}
        onChange={setConfirmation}
        choices={CONFIRMATIONS.map((value) => ({
          value,
          label: t(`words:confirmation.${value}`),
          icon: CONFIRMATION_LOOKS[value].icon,
        }))}
        {...(isAsked && confirmation === null ? { error: t('choose-what-person-says') } : {})}
      />
      {confirmation === 'not-reached' ? (
        <Stack gap={3}>
          <p>{t('three-attempts')}</p>
          {attempts.map((attempt, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: three places that stay where they are
            <Row key={index} align="start">
              <DayField
                label={t('attempt-day', { number: index + 1 })}
                value={attempt.on}
                onChange={(day) => change(index, { on: day })}
                withPrecision={false}
                latest={today()}
              />
              <Select
                label={t('attempt-hour')}
                value={attempt.hour}
                onChange={(hour) => change(index, { hour })}
                choices={HOURS.map((value) => ({ value, label: `${value}:00` }))}
              />
            </Row>
          ))}
          {isAsked && lacksAttempts && <p className="field-error">{t('attempts-missing')}</p>}
        </Stack>
      ) : (
        <DayField label={t('when-person-said')} value={on} onChange={setOn} today={today()} latest={today()} />
      )}
      <TextField
        label={t('in-the-persons-words')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={2000}
        {...(confirmation === 'disputed' ? {} : { description: t('interface:optional') })}
        {...(isAsked && lacksWords ? { error: t('say-what-was-missing') } : {})}
      />
    </ActDialog>
  );
}
