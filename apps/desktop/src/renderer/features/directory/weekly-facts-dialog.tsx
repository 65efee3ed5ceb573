import { westernDigits } from '@nrm/domain/name';
import {
  SERVICE_STATUSES,
  type ServiceState,
  type ServiceStatus,
  VERIFICATION_HOWS,
  type VerificationHow,
} from '@nrm/domain/organisation';
import type { OccurredOn, OrganisationId, ServiceId } from '@nrm/domain/shared';
import { PhoneCall } from 'lucide-react';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { today } from '../../app/today.ts';
import { DayField, RadioCards, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

const numberOf = (text: string): number | null => (text === '' ? null : Number(text));
const digits = (text: string, length: number) => westernDigits(text).replace(/\D/g, '').slice(0, length);

/** What the weekly call hears: still open, how many places, how long to wait, funded until when. Empty says: nobody knows. */
export function WeeklyFactsDialog({
  organisation,
  service,
  state,
  onClose,
}: {
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
  readonly state: ServiceState;
  readonly onClose: () => void;
}) {
  const t = useWords('directory');
  const [status, setStatus] = useState<ServiceStatus>(state.status);
  const [places, setPlaces] = useState(state.capacity.placesLeft === null ? '' : String(state.capacity.placesLeft));
  const [weeks, setWeeks] = useState(state.capacity.waitingWeeks === null ? '' : String(state.capacity.waitingWeeks));
  const [funded, setFunded] = useState<OccurredOn | null>(
    state.fundedUntil ? { day: state.fundedUntil, precision: 'exact' } : null,
  );
  const [how, setHow] = useState<VerificationHow>('call');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  return (
    <ActDialog
      title={t('weekly')}
      button={t('verbs:service.change-capacity.button')}
      icon={PhoneCall}
      done={t('weekly-written')}
      onClose={onClose}
      size="wide"
      steps={() =>
        on === null
          ? null
          : [
              {
                type: 'service.change-capacity',
                subject: { kind: 'organisation', id: organisation },
                intent: {
                  service,
                  status,
                  placesLeft: numberOf(places),
                  waitingWeeks: numberOf(weeks),
                  fundedUntil: funded?.day ?? null,
                  how,
                },
                occurredOn: on,
              },
            ]
      }
    >
      <RadioCards
        label={t('still-open')}
        columns={3}
        value={status}
        onChange={setStatus}
        choices={SERVICE_STATUSES.map((value) => ({ value, label: t(`words:service-status.${value}`) }))}
      />
      <div className="two-columns">
        <TextField
          label={t('places-left')}
          description={t('empty-not-known')}
          value={places}
          onChange={(text) => setPlaces(digits(text, 5))}
          direction="ltr"
          inputMode="numeric"
        />
        <TextField
          label={t('waiting-weeks')}
          description={t('empty-not-known')}
          value={weeks}
          onChange={(text) => setWeeks(digits(text, 3))}
          direction="ltr"
          inputMode="numeric"
        />
      </div>
      <DayField
        label={t('funded-until')}
        description={t('empty-not-known')}
        value={funded}
        onChange={setFunded}
        withPrecision={false}
      />
      <RadioCards
        label={t('how-known')}
        columns={4}
        value={how}
        onChange={setHow}
        choices={VERIFICATION_HOWS.map((value) => ({ value, label: t(`words:verification-how.${value}`) }))}
      />
      <DayField
        label={t('when-heard')}
        value={on}
        onChange={setOn}
        withPrecision={false}
        today={today()}
        latest={today()}
      />
    </ActDialog>
  );
}
