import { foldKey, textTokens } from '@nrm/domain/name';
import { type OrganisationState, placesOf, type ServiceState, servicesOf } from '@nrm/domain/organisation';
import type { LocalDate } from '@nrm/domain/shared';
import type { DerivedRow, Projector } from './projector.ts';

const COLUMNS = [
  'organisation',
  'service',
  'name_key',
  'status',
  'lead_office',
  'verified_on',
  'organisation_state',
  'state',
] as const;

/** A provider's services, one line of the directory each. */
export const organisationProjector: Projector = {
  kind: 'organisation',
  tables: [
    { name: 'services', owner: 'organisation', key: 'service', columns: COLUMNS, search: 'service_search' },
    {
      name: 'service_topics',
      owner: 'organisation',
      key: 'topic_of_service',
      columns: ['organisation', 'service', 'topic', 'topic_of_service'],
    },
  ],
  rowsOf(id, shown) {
    const state = shown as OrganisationState;
    const services = servicesOf(state);
    return [
      services.map(({ id: service, service: one }) => serviceRow(id, state, service, one)),
      services.flatMap(({ id: service, service: one }) =>
        [...new Set(one.topics)].map((topic) => ({
          values: { organisation: id, service, topic, topic_of_service: `${service} ${topic}` },
        })),
      ),
    ];
  },
};

function serviceRow(id: string, state: OrganisationState, service: string, one: ServiceState): DerivedRow {
  const { names, type, phone, policeDesk } = state;
  return {
    values: {
      organisation: id,
      service,
      name_key: foldKey(`${one.names.ar} ${names.ar}`),
      status: one.status,
      lead_office: state.leadOffice,
      verified_on: verifiedOn(one),
      organisation_state: JSON.stringify({ names, type, phone, policeDesk }),
      state: JSON.stringify(one),
    },
    tokens: [
      ...[names, one.names].flatMap(({ ar, ckb, en }) => [ar, ckb ?? '', en].flatMap(textTokens)),
      ...one.topics.map((topic) => `t:${topic}`),
      ...districtsOf(state, one).map((district) => `d:${district.toLowerCase()}`),
      ...(one.status === 'open' ? [] : ['x:not-open']),
    ],
  };
}

/** Where it can be had; `anywhere` by telephone or where nobody said. */
function districtsOf(state: OrganisationState, one: ServiceState): readonly string[] {
  const places = placesOf(state, one);
  const mobile = one.schedules.flatMap(({ districts }) => districts ?? []);
  const fixed = places.flatMap(({ district }) => district ?? []);
  const anywhere = places.some(({ kind }) => kind === 'remote') || fixed.length + mobile.length === 0;
  return [...fixed, ...mobile, ...(anywhere ? ['anywhere'] : [])];
}

/** The latest day on which anything about it was verified. */
const verifiedOn = (one: ServiceState): LocalDate | null =>
  one.verified.reduce<LocalDate | null>((last, { on }) => (last === null || on > last ? on : last), null);
