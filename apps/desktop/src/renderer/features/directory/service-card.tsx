import { WEEKDAYS, weekdayOf } from '@nrm/domain/calendar';
import {
  availabilityOf,
  type Eligibility,
  freshnessOf,
  type OrganisationState,
  placesOf,
  type Schedule,
  type ServiceState,
} from '@nrm/domain/organisation';
import type { LocalDate, OrganisationId, ServiceId } from '@nrm/domain/shared';
import { CircleCheckBig, PhoneCall } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../../app/may.ts';
import { shownPlace } from '../../app/places.ts';
import { Button, Card, Facts, FreshnessMark, Ltr, Row, Stack, StateBadge } from '../../design/index.ts';
import { formatDay, nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { AVAILABILITY_LOOKS } from './service-marks.tsx';
import { VerifyDialog } from './verify-dialog.tsx';
import { WeeklyFactsDialog } from './weekly-facts-dialog.tsx';

/** One service with everything a caseworker asks before sending somebody there; what nobody said says so. */
export function ServiceCard({
  organisation,
  state,
  id,
  service,
  today,
}: {
  readonly organisation: OrganisationId;
  readonly state: OrganisationState;
  readonly id: ServiceId;
  readonly service: ServiceState;
  readonly today: LocalDate;
}) {
  const t = useWords('directory');
  const language = useLanguage();
  const may = useMay();
  const [open, setOpen] = useState<'verify' | 'weekly' | null>(null);
  const comma = language === 'en' ? ', ' : '، ';
  const list = (catalogue: string, codes: readonly string[]) =>
    codes.length === 0 ? t('not-said') : codes.map((code) => t(`${catalogue}.${code}`)).join(comma);
  const availability = availabilityOf(service, today);
  const freshness = freshnessOf(service, today);
  const name = nameIn(service.names, language);
  const { placesLeft, waitingWeeks } = service.capacity;
  const papers = (when: 'at-start' | 'later') =>
    service.papers.filter((paper) => paper.when === when).map(({ kind }) => kind);
  return (
    <Card>
      <Stack gap={3}>
        <div className="case-line">
          <h3>{name}</h3>
          <Row>
            <StateBadge {...AVAILABILITY_LOOKS[availability]} word={t(`availability.${availability}`)} />
            <FreshnessMark freshness={freshness.level} daysAgo={freshness.days} />
          </Row>
        </div>
        <Facts
          facts={[
            { label: t('topics'), value: list('words:topic', service.topics) },
            { label: t('for-whom'), value: <EligibilityWords eligibility={service.eligibility} /> },
            { label: t('when'), value: <Schedules schedules={service.schedules} today={today} /> },
            {
              label: t('where'),
              value:
                placesOf(state, service)
                  .map((place) => nameIn(place.names, language))
                  .join(comma) || t('not-said'),
            },
            { label: t('places-left'), value: placesLeft === null ? t('not-said') : String(placesLeft) },
            { label: t('waiting'), value: waitingWeeks === null ? t('not-said') : t('weeks', { count: waitingWeeks }) },
            {
              label: t('funded-until'),
              value: service.fundedUntil ? formatDay(service.fundedUntil, language) : t('not-said'),
            },
            { label: t('cost'), value: costWords() },
            {
              label: t('papers-at-start'),
              value: papers('at-start').length === 0 ? t('none') : list('words:document', papers('at-start')),
            },
            ...(papers('later').length > 0
              ? [{ label: t('papers-later'), value: list('words:document', papers('later')) }]
              : []),
            { label: t('languages'), value: list('language', service.languages) },
            ...(service.accessibility.length > 0
              ? [{ label: t('access'), value: list('accessibility', service.accessibility) }]
              : []),
            { label: t('how-referred'), value: list('words:referral-method', service.methods) },
            { label: t('asked-fields'), value: list('words:consent-field', service.minimumFields) },
          ]}
        />
        <Row>
          {may('service.verify') && (
            <Button
              size="small"
              icon={CircleCheckBig}
              onPress={() => setOpen('verify')}
              aria-label={t('verify-of', { service: name })}
            >
              {t('verify')}
            </Button>
          )}
          {may('service.change-capacity') && (
            <Button
              size="small"
              icon={PhoneCall}
              onPress={() => setOpen('weekly')}
              aria-label={t('weekly-of', { service: name })}
            >
              {t('weekly')}
            </Button>
          )}
        </Row>
      </Stack>
      {open === 'verify' && (
        <VerifyDialog
          organisation={organisation}
          service={id}
          state={service}
          today={today}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'weekly' && (
        <WeeklyFactsDialog organisation={organisation} service={id} state={service} onClose={() => setOpen(null)} />
      )}
    </Card>
  );

  function costWords(): string {
    switch (service.cost.kind) {
      case 'free':
        return t('free');
      case 'fee':
        return t('fee', { iqd: service.cost.iqd.toLocaleString('en-US') });
      case 'not-said':
        return t('not-said');
    }
  }
}

function EligibilityWords({ eligibility }: { readonly eligibility: Eligibility }) {
  const t = useWords('directory');
  const language = useLanguage();
  const comma = language === 'en' ? ', ' : '، ';
  const { sexes, ageFrom, ageTo, cameBack, districts } = eligibility;
  const conditions = [
    sexes && sexes.length === 1 ? t(`words:sex.${sexes[0] ?? 'female'}`) : null,
    ageFrom !== undefined && ageTo !== undefined ? t('age-between', { from: ageFrom, to: ageTo }) : null,
    ageFrom !== undefined && ageTo === undefined ? t('age-from', { from: ageFrom }) : null,
    ageTo !== undefined && ageFrom === undefined ? t('age-to', { to: ageTo }) : null,
    cameBack ? cameBack.map((way) => t(`words:came-back.${way}`)).join(comma) : null,
    districts ? t('lives-in', { districts: districts.map((id) => shownPlace(id, language).text).join(comma) }) : null,
  ].filter((words) => words !== null);
  if (conditions.length === 0) return t('everybody');
  return (
    <ul>
      {conditions.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  );
}

function Schedules({ schedules, today }: { readonly schedules: readonly Schedule[]; readonly today: LocalDate }) {
  const t = useWords('directory');
  const language = useLanguage();
  const comma = language === 'en' ? ', ' : '، ';
  if (schedules.length === 0) return t('not-said');
  return (
    <ul>
      {schedules.map((schedule) => (
        <li
          key={`${schedule.days.join()} ${schedule.from} ${(schedule.districts ?? []).join()}`}
          data-today={schedule.days.includes(weekdayOf(today)) || undefined}
        >
          {schedule.days.map((day) => WEEKDAYS[language][day] ?? '').join(comma)}{' '}
          <Ltr>{`${schedule.from}–${schedule.to}`}</Ltr>
          {schedule.districts && (
            <span className="quiet">
              {' '}
              ·{' '}
              {t('comes-to', { districts: schedule.districts.map((id) => shownPlace(id, language).text).join(comma) })}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
