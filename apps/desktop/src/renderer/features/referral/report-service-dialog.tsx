import { SERVICE_STATES, type ServiceStatus } from '@nrm/domain/referral';
import type { OccurredOn } from '@nrm/domain/shared';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { today } from '../../app/today.ts';
import { DayField, RadioCards, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { SERVICE_LOOKS } from './referral-states.tsx';
import type { ReportedReferral } from './reported-referral.ts';

/** Without a reason nobody can act on these. `failed` may not go without; the others may. */
const WITH_REASON: readonly ServiceStatus[] = ['not-attended', 'on-hold', 'failed'];

/** What happened at the provider: a date given, somebody who came or did not, how it ended. */
export function ReportServiceDialog({ of, onClose }: { readonly of: ReportedReferral; readonly onClose: () => void }) {
  const t = useWords('referrals');
  const [status, setStatus] = useState<ServiceStatus | null>(null);
  const [reason, setReason] = useState('');
  const [appointment, setAppointment] = useState<OccurredOn | null>(null);
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  const asksReason = status !== null && WITH_REASON.includes(status);
  const lacksReason = status === 'failed' && reason.trim() === '';

  return (
    <ActDialog
      title={t('service-of', { provider: of.organisationName })}
      button={t('verbs:referral.report-service.button')}
      done={t('written')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (status === null || on === null || lacksReason) return null;
        const why = reason.trim();
        return [
          {
            type: 'referral.report-service',
            subject: { kind: 'case', id: of.case },
            intent: {
              referral: of.referral,
              status,
              reason: asksReason && why !== '' ? why : null,
              appointmentOn: status === 'scheduled' ? (appointment?.day ?? null) : null,
              words,
              source: 'staff',
            },
            occurredOn: on,
          },
        ];
      }}
    >
      <RadioCards
        label={t('what-happened')}
        columns={4}
        value={status}
        onChange={setStatus}
        choices={SERVICE_STATES.map((value) => ({
          value,
          label: t(`words:service-state.${value}`),
          icon: SERVICE_LOOKS[value].icon,
        }))}
        {...(isAsked && status === null ? { error: t('choose-what-happened') } : {})}
      />
      {status === 'scheduled' && (
        <DayField label={t('appointment-on')} value={appointment} onChange={setAppointment} withPrecision={false} />
      )}
      {asksReason && (
        <TextField
          label={t('why')}
          value={reason}
          onChange={setReason}
          maxLength={300}
          {...(isAsked && lacksReason ? { error: t('say-why') } : {})}
        />
      )}
      <DayField
        label={status === 'scheduled' ? t('when-said') : t('when-happened')}
        value={on}
        onChange={setOn}
        today={today()}
        latest={today()}
      />
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
