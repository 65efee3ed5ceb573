import type { Names } from '../governorate/index.ts';
import {
  FACT_GROUPS,
  findVerified,
  type OrganisationState,
  type ServiceState,
  type ServiceWords,
  servicesOf,
} from '../organisation/index.ts';
import type { EntryId, OrganisationId } from '../shared/index.ts';
import { idFromHsds } from './hsds-ids.ts';
import { NRM_TAXONOMY, type TermEntity } from './hsds-terms.ts';
import { AREA_SCHEME, DISTRICTS_NOTE } from './read-service-facts.ts';

/** A directory as HSDS 3 tables by file name; what the standard has no column for stands in attributes of our taxonomy. */
export type HsdsTables = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

type Row = Readonly<Record<string, string>>;

export interface ExportContext {
  readonly sha256: (text: string) => string;
  /** Descriptions stand in entries and not in the state; undefined where the entry cannot be read. */
  readonly findWords: (entry: EntryId) => ServiceWords | undefined;
}

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const STATUSES = { open: 'active', 'temporarily-closed': 'temporarily closed', closed: 'defunct' } as const;

/** Importing what was exported gives the same facts under the same ids; who verified them stays with us. */
export function exportHsdsPackage(
  organisations: readonly { readonly id: OrganisationId; readonly state: OrganisationState }[],
  context: ExportContext,
): HsdsTables {
  const tables = new Map<string, Row[]>(ALWAYS.map((file) => [file, []]));
  const out: Out = {
    add: (file, row) => tables.set(file, [...(tables.get(file) ?? []), row]),
    id: (...parts) => idFromHsds(context.sha256, 'row', parts.join('\n')),
    ...context,
  };
  const terms = new Set<string>();
  const describe: Describe = (entity, link, term, value = '') => {
    if (!terms.has(term))
      out.add('taxonomy_terms.csv', {
        id: out.id('term', term),
        code: term,
        name: term,
        description: term,
        taxonomy: NRM_TAXONOMY,
      });
    terms.add(term);
    out.add('attributes.csv', {
      id: out.id('attribute', entity, link, term),
      link_id: link,
      taxonomy_term_id: out.id('term', term),
      link_entity: entity,
      value,
    });
  };
  for (const { id, state } of organisations) exportOrganisation(out, describe, id, state);
  return Object.fromEntries(tables);
}

const ALWAYS = ['organizations.csv', 'services.csv'];

interface Out extends ExportContext {
  add(file: string, row: Row): void;
  /** The same parts are the same id in every export. */
  id(...parts: readonly string[]): string;
}
type Describe = (entity: TermEntity, link: string, term: string, value?: string) => void;

const namesOf = (names: Names): Row => ({
  name: names.ar,
  ...(names.en === names.ar ? {} : { alternate_name: names.en }),
});

function exportOrganisation(out: Out, describe: Describe, id: OrganisationId, state: OrganisationState): void {
  out.add('organizations.csv', { id, ...namesOf(state.names), description: state.names.en });
  describe('organization', id, `organisation-type/${state.type}`);
  if (state.names.ckb) describe('organization', id, 'name-ckb', state.names.ckb);
  if (state.policeDesk) describe('organization', id, 'police-desk', 'yes');
  if (state.demonstration) describe('organization', id, 'demonstration', 'yes');
  if (state.agreementUntil !== null) describe('organization', id, 'agreement-until', state.agreementUntil);
  if (state.leadOffice !== null) describe('organization', id, 'lead-office', state.leadOffice);
  if (state.phone !== null)
    out.add('phones.csv', { id: out.id('phone', id), organization_id: id, number: state.phone });
  for (const [place, facts] of Object.entries(state.places)) {
    out.add('locations.csv', {
      id: place,
      location_type: facts.kind === 'remote' ? 'virtual' : 'physical',
      organization_id: id,
      ...namesOf(facts.names),
      ...(facts.point ? { latitude: String(facts.point.latitude), longitude: String(facts.point.longitude) } : {}),
      ...(facts.district === null
        ? {}
        : { external_identifier: facts.district, external_identifier_type: AREA_SCHEME }),
    });
    if (facts.names.ckb) describe('location', place, 'name-ckb', facts.names.ckb);
    if (facts.kind === 'mobile') describe('location', place, 'place-kind/mobile');
    if (facts.landmark !== '') describe('location', place, 'landmark', facts.landmark);
    if (facts.phone !== null)
      out.add('phones.csv', { id: out.id('phone', place), location_id: place, number: facts.phone });
  }
  for (const { id: service, service: facts } of servicesOf(state)) exportService(out, describe, id, service, facts);
}

function exportService(
  out: Out,
  describe: Describe,
  organisation: OrganisationId,
  id: string,
  service: ServiceState,
): void {
  const words = service.words === null ? undefined : out.findWords(service.words.entry);
  const assured = FACT_GROUPS.map((fact) => findVerified(service, fact)?.on);
  const { eligibility } = service;
  out.add('services.csv', {
    id,
    organization_id: organisation,
    ...namesOf(service.names),
    status: STATUSES[service.status],
    ...(words?.description ? { description: words.description } : {}),
    ...(words?.conditions ? { eligibility_description: words.conditions } : {}),
    ...(eligibility.ageFrom === undefined ? {} : { minimum_age: String(eligibility.ageFrom) }),
    ...(eligibility.ageTo === undefined ? {} : { maximum_age: String(eligibility.ageTo) }),
    // Assured is a service of which every fact is; on the day of the oldest.
    ...(assured.includes(undefined)
      ? {}
      : { assured_date: assured.filter((day) => day !== undefined).sort()[0] ?? '' }),
  });
  for (const [name, values] of [
    ['topic', service.topics],
    ['sex', eligibility.sexes ?? []],
    ['came-back', eligibility.cameBack ?? []],
    ['accessibility', service.accessibility],
    ['referral-method', service.methods],
    ['shared-field', service.minimumFields],
  ] as const)
    for (const value of values) describe('service', id, `${name}/${value}`);
  if (service.names.ckb) describe('service', id, 'name-ckb', service.names.ckb);
  if (service.fundedUntil !== null) describe('service', id, 'funded-until', service.fundedUntil);
  const { placesLeft, waitingWeeks } = service.capacity;
  if (placesLeft !== null) describe('service', id, 'places-left', String(placesLeft));
  if (waitingWeeks !== null) describe('service', id, 'waiting-weeks', String(waitingWeeks));
  exportTables(out, id, service);
}

function exportTables(out: Out, id: string, service: ServiceState): void {
  for (const place of service.places)
    out.add('service_at_location.csv', { id: out.id('at', id, place), service_id: id, location_id: place });
  for (const [index, schedule] of service.schedules.entries())
    out.add('schedules.csv', {
      id: out.id('schedule', id, String(index)),
      service_id: id,
      freq: 'WEEKLY',
      wkst: 'SU',
      timezone: '3',
      byday: schedule.days.map((day) => DAYS[day] ?? '').join(),
      opens_at: schedule.from,
      closes_at: schedule.to,
      ...(schedule.districts ? { notes: `${DISTRICTS_NOTE}${schedule.districts.join()}` } : {}),
    });
  for (const district of service.eligibility.districts ?? [])
    out.add('service_areas.csv', {
      id: out.id('area', id, district),
      service_id: id,
      extent: district,
      extent_type: AREA_SCHEME,
    });
  for (const { kind, when } of service.papers)
    out.add('required_documents.csv', {
      id: out.id('paper', id, kind, when),
      service_id: id,
      document: when === 'later' ? `${kind} later` : kind,
    });
  for (const language of service.languages)
    out.add('languages.csv', { id: out.id('language', id, language), service_id: id, code: language });
  if (service.cost.kind !== 'not-said')
    out.add('cost_options.csv', {
      id: out.id('cost', id),
      service_id: id,
      currency: 'iqd',
      amount: service.cost.kind === 'free' ? '0' : String(service.cost.iqd),
    });
}
