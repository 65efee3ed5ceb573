import {
  FACT_GROUPS,
  type FactGroup,
  freshnessOf,
  type ServiceState,
  VERIFICATION_HOWS,
  type VerificationHow,
} from '@nrm/domain/organisation';
import type { LocalDate, OccurredOn, OrganisationId, ServiceId } from '@nrm/domain/shared';
import { CircleCheckBig } from 'lucide-react';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { CheckboxField, DayField, FreshnessMark, RadioCards } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

/** "All this is still so": fact by fact, on the day it was heard, and how. */
export function VerifyDialog({
  organisation,
  service,
  state,
  today,
  onClose,
}: {
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
  readonly state: ServiceState;
  readonly today: LocalDate;
  readonly onClose: () => void;
}) {
  const t = useWords('directory');
  const [facts, setFacts] = useState<readonly FactGroup[]>(FACT_GROUPS);
  const [how, setHow] = useState<VerificationHow>('call');
  const [on, setOn] = useState<OccurredOn | null>({ day: today, precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  return (
    <ActDialog
      title={t('verify')}
      button={t('verbs:service.verify.button')}
      icon={CircleCheckBig}
      done={t('verified')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (facts.length === 0 || on === null) return null;
        return [
          {
            type: 'service.verify',
            subject: { kind: 'organisation', id: organisation },
            intent: { service, facts, how },
            occurredOn: on,
          },
        ];
      }}
    >
      <fieldset className="field">
        <legend className="field-label">{t('what-is-still-so')}</legend>
        <div className="two-columns">
          {freshnessOf(state, today).facts.map(({ fact, level, days }) => (
            <div key={fact} className="case-line">
              <CheckboxField
                label={t(`fact.${fact}`)}
                isSelected={facts.includes(fact)}
                onChange={(isOn) =>
                  setFacts(FACT_GROUPS.filter((each) => (each === fact ? isOn : facts.includes(each))))
                }
              />
              <FreshnessMark freshness={level} daysAgo={days} />
            </div>
          ))}
        </div>
        {isAsked && facts.length === 0 && <p className="field-error">{t('facts-missing')}</p>}
      </fieldset>
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
        today={today}
        latest={today}
      />
    </ActDialog>
  );
}
