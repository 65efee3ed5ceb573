import './directory.css';
import { isAgreementOver, type OrganisationState, type ServicePlaceState, servicesOf } from '@nrm/domain/organisation';
import { OrganisationId } from '@nrm/domain/shared';
import { BookUser, CalendarX2, MapPin, Phone } from 'lucide-react';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useGoBack, usePageParam } from '../../app/navigation.ts';
import { shownPlace } from '../../app/places.ts';
import {
  Card,
  EmptyState,
  Facts,
  Ltr,
  Page,
  PageHeader,
  Section,
  Skeleton,
  Stack,
  StateBadge,
} from '../../design/index.ts';
import { formatDay, formatTelephone, nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { ServiceCard } from './service-card.tsx';
import { PoliceMark } from './service-marks.tsx';

/** One provider: where it is, what it does and for whom, how sure we are, and what the weekly call heard. */
export function OrganisationPage() {
  const t = useWords('directory');
  const id = OrganisationId.safeParse(usePageParam('organisation'));
  return id.success ? (
    <KnownOrganisation id={id.data} />
  ) : (
    <EmptyState icon={BookUser} title={t('not-here')} words={t('not-here-words')} />
  );
}

function KnownOrganisation({ id }: { readonly id: OrganisationId }) {
  const t = useWords('directory');
  const language = useLanguage();
  const goBack = useGoBack();
  const { data } = useQueryOf('directory.organisation', { organisation: id });
  if (data === undefined) return <Skeleton lines={8} />;
  if (data === null) return <EmptyState icon={BookUser} title={t('not-here')} words={t('not-here-words')} />;
  const { state, today } = data;
  const services = servicesOf(state);
  return (
    <>
      <PageHeader
        onBack={goBack}
        title={nameIn(state.names, language)}
        details={
          <>
            <span>{t(`words:organisation-type.${state.type}`)}</span>
            {state.policeDesk && <PoliceMark />}
            {state.phone && (
              <span className="with-icon">
                <Phone size={16} aria-hidden />
                <Ltr>{formatTelephone(state.phone)}</Ltr>
              </span>
            )}
            {isAgreementOver(state, today) && state.agreementUntil && (
              <StateBadge
                tone="late"
                icon={CalendarX2}
                word={t('agreement-over', { day: formatDay(state.agreementUntil, language) })}
              />
            )}
          </>
        }
      />
      <Page>
        <Stack gap={6}>
          <Section title={t('services')} count={services.length}>
            {services.length === 0 && <p className="quiet">{t('no-services')}</p>}
            <div className="case-lines">
              {services.map(({ id: service, service: facts }) => (
                <ServiceCard key={service} organisation={id} state={state} id={service} service={facts} today={today} />
              ))}
            </div>
          </Section>
          <Places state={state} />
        </Stack>
      </Page>
    </>
  );
}

function Places({ state }: { readonly state: OrganisationState }) {
  const t = useWords('directory');
  const language = useLanguage();
  const places = Object.entries(state.places) as [string, ServicePlaceState][];
  if (places.length === 0) return null;
  return (
    <Section title={t('places')} count={places.length}>
      <div className="places">
        {places.map(([id, place]) => (
          <Card key={id}>
            <Stack gap={2}>
              <h3 className="with-icon">
                <MapPin size={18} aria-hidden />
                {nameIn(place.names, language)}
              </h3>
              <Facts
                facts={[
                  { label: t('place-kind'), value: t(`place-kind.${place.kind}`) },
                  ...(place.district
                    ? [{ label: t('district'), value: shownPlace(place.district, language).text }]
                    : []),
                  ...(place.landmark ? [{ label: t('landmark'), value: <bdi>{place.landmark}</bdi> }] : []),
                  ...(place.phone ? [{ label: t('phone'), value: <Ltr>{formatTelephone(place.phone)}</Ltr> }] : []),
                ]}
              />
            </Stack>
          </Card>
        ))}
      </div>
    </Section>
  );
}
