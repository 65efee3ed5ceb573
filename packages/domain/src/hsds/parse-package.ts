import { CAME_BACK } from '../case/index.ts';
import { SHARED_FIELDS } from '../consent/index.ts';
import { TOPICS } from '../need/index.ts';
import {
  ACCESSIBILITY,
  addPlace,
  addService,
  MAX_PLACES,
  MAX_SERVICES,
  ORGANISATION_TYPES,
  registerOrganisation,
  type ServiceFacts,
} from '../organisation/index.ts';
import { REFERRAL_METHODS } from '../referral/index.ts';
import { LocalDate, OfficeId, type OrganisationId, type ServiceId } from '../shared/index.ts';
import { checkPackage } from './check-package.ts';
import { idFromHsds } from './hsds-ids.ts';
import type { HsdsCode, HsdsPackage, HsdsReportLine, HsdsRow } from './hsds-report.ts';
import { findTerm, listedTerms, type Term } from './hsds-terms.ts';
import { cell, type PackageReader, readerOf } from './package-reader.ts';
import { readPlace } from './read-place.ts';
import { notKept, paragraphs, parsed, readNames, readPhone } from './read-row.ts';
import { readAreas, readCost, readLanguages, readPapers, readSchedules } from './read-service-facts.ts';

export type PayloadOf<Verb extends { payload: { parse(value: unknown): unknown } }> = ReturnType<
  Verb['payload']['parse']
>;

/** One provider of a package, as the payloads of our verbs. */
export interface HsdsOrganisation {
  readonly id: OrganisationId;
  readonly register: PayloadOf<typeof registerOrganisation>;
  readonly places: readonly PayloadOf<typeof addPlace>[];
  readonly services: readonly PayloadOf<typeof addService>[];
}

export interface HsdsContext {
  readonly sha256: (text: string) => string;
  /** Schedules that ended before are not taken. */
  readonly today: LocalDate;
  /** Marks every provider as invented; also done by the package itself, never undone by it. */
  readonly demonstration: boolean;
  /** The district of an address in words (city, region, state), as far as the caller can tell. */
  readonly findDistrict?: (words: readonly string[]) => string | undefined;
}

export interface HsdsParsed {
  /** Empty when the package is broken. */
  readonly organisations: readonly HsdsOrganisation[];
  readonly report: readonly HsdsReportLine[];
}

/**
 * Reads an HSDS 3 tabular data package into payloads of our verbs. Nothing imported counts as verified: another list is
 * where a weekly call begins. People named in `contacts.csv` are not taken, and neither are places that brand whoever
 * goes there. A package with one error gives no organisation, and a report that says where it is broken.
 */
export function parseHsdsPackage(files: HsdsPackage, context: HsdsContext): HsdsParsed {
  const checked = checkPackage(files);
  if (checked.some((line) => line.outcome === 'error')) return { organisations: [], report: sorted(checked) };
  const reader = readerOf(files);
  const organisations = reader.rows('organizations.csv').map((row) => readOrganisation(reader, row, context));
  reportTheRest(reader);
  const report = sorted([...checked, ...reader.report()]);
  const broken = report.some((line) => line.outcome === 'error');
  return { organisations: broken ? [] : organisations, report };
}

/** A place two providers share is read twice and reported once. */
const sorted = (report: readonly HsdsReportLine[]): readonly HsdsReportLine[] =>
  [...new Map(report.map((line) => [JSON.stringify(line), line])).values()].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line,
  );

function readOrganisation(reader: PackageReader, row: HsdsRow, context: HsdsContext): HsdsOrganisation {
  const file = 'organizations.csv';
  const id = cell(row, 'id');
  const terms = reader.termsOf('organization', id);
  const services = reader.rowsOf('services.csv', 'organization_id', id);
  const locations = locationsOf(reader, id, services);
  if (services.length > MAX_SERVICES || locations.length > MAX_PLACES) reader.error(file, row, 'too-many');
  const [type] = listedTerms(terms, 'organisation-type', ORGANISATION_TYPES);
  const agreement = LocalDate.safeParse(findTerm(terms, 'agreement-until'));
  const office = OfficeId.safeParse(findTerm(terms, 'lead-office'));
  const register = {
    names: readNames(row, terms),
    type: type ?? 'other',
    phone: readPhone(reader, reader.rowsOf('phones.csv', 'organization_id', id)),
    leadOffice: office.success ? office.data : null,
    agreementUntil: agreement.success ? agreement.data : null,
    policeDesk: findTerm(terms, 'police-desk') === 'yes',
    ...(context.demonstration || findTerm(terms, 'demonstration') === 'yes' ? { demonstration: true } : {}),
  };
  const kept = locations.flatMap((location) => readPlace(reader, location, context));
  reader.imported(file, row);
  notKept(reader, file, row, [
    'description',
    'email',
    'website',
    'tax_id',
    'year_incorporated',
    'legal_status',
    'logo',
    'uri',
    'parent_organization_id',
    'tax_status',
  ]);
  return {
    id: idFromHsds(context.sha256, 'organization', id) as OrganisationId,
    register: parsed(reader, file, row, registerOrganisation.payload, register),
    places: kept,
    services: services.map((service) => readService(reader, service, kept, context)),
  };
}

/** Where its services are given, and the places it names as its own. */
function locationsOf(reader: PackageReader, organisation: string, services: readonly HsdsRow[]): readonly HsdsRow[] {
  const given = services.flatMap((service) =>
    reader.rowsOf('service_at_location.csv', 'service_id', cell(service, 'id')).map((row) => cell(row, 'location_id')),
  );
  return reader
    .rows('locations.csv')
    .filter((row) => given.includes(cell(row, 'id')) || cell(row, 'organization_id') === organisation);
}

const STATUSES = {
  active: 'open',
  inactive: 'temporarily-closed',
  'temporarily closed': 'temporarily-closed',
  defunct: 'closed',
} as const;

function readService(
  reader: PackageReader,
  row: HsdsRow,
  places: readonly PayloadOf<typeof addPlace>[],
  context: HsdsContext,
): PayloadOf<typeof addService> {
  const file = 'services.csv';
  const id = cell(row, 'id');
  const terms = reader.termsOf('service', id);
  const papers = readPapers(reader, reader.rowsOf('required_documents.csv', 'service_id', id));
  const areas = readAreas(reader, reader.rowsOf('service_areas.csv', 'service_id', id));
  const links = reader.rowsOf('service_at_location.csv', 'service_id', id);
  const given = links.map((link) => idFromHsds(context.sha256, 'location', cell(link, 'location_id')));
  for (const link of links) reader.imported('service_at_location.csv', link);
  const topics = listedTerms(terms, 'topic', TOPICS);
  if (topics.length === 0) reader.skipped(file, row, 'topic-missing', 'topic');
  const eligibility = readEligibility(reader, file, row, terms, areas.districts);
  const facts: ServiceFacts = {
    names: readNames(row, terms),
    topics,
    words: {
      description: paragraphs(row, [
        'description',
        'application_process',
        'interpretation_services',
        'fees_description',
        'alert',
      ]),
      conditions: [cell(row, 'eligibility_description'), ...papers.words, ...areas.words]
        .filter((text) => text !== '')
        .join('\n\n'),
    },
    places: places.map((place) => place.place).filter((place) => given.includes(place)),
    schedules: readSchedules(reader, schedulesOf(reader, id, links), context.today),
    eligibility,
    papers: papers.papers,
    cost: readCost(reader, reader.rowsOf('cost_options.csv', 'service_id', id)),
    languages: readLanguages(reader, reader.rowsOf('languages.csv', 'service_id', id)),
    accessibility: listedTerms(terms, 'accessibility', ACCESSIBILITY),
    methods: listedTerms(terms, 'referral-method', REFERRAL_METHODS),
    minimumFields: listedTerms(terms, 'shared-field', SHARED_FIELDS),
  };
  reader.imported(file, row);
  notKept(reader, file, row, [
    'program_id',
    'url',
    'email',
    'wait_time',
    'fees',
    'accreditations',
    'assured_date',
    'assurer_email',
    'licenses',
    'last_modified',
  ]);
  return parsed(reader, file, row, addService.payload, {
    service: idFromHsds(context.sha256, 'service', id) as ServiceId,
    facts,
    weekly: {
      status: STATUSES[cell(row, 'status') as keyof typeof STATUSES],
      ...readWholeTerm(terms, 'places-left', 'placesLeft'),
      ...readWholeTerm(terms, 'waiting-weeks', 'waitingWeeks'),
      ...readFundedUntil(terms),
    },
    learned: null,
  });
}

function readEligibility(
  reader: PackageReader,
  file: string,
  row: HsdsRow,
  terms: readonly Term[],
  districts: readonly string[],
): ServiceFacts['eligibility'] {
  const sexes = listedTerms(terms, 'sex', ['female', 'male']);
  const cameBack = listedTerms(terms, 'came-back', CAME_BACK);
  const [ageFrom, ageTo] = ['minimum_age', 'maximum_age'].map((column) => readAge(reader, file, row, column));
  if (ageFrom !== undefined && ageTo !== undefined && ageFrom > ageTo)
    reader.error(file, row, 'age-range', 'maximum_age');
  return {
    ...(sexes.length > 0 ? { sexes } : {}),
    ...(ageFrom === undefined ? {} : { ageFrom }),
    ...(ageTo === undefined ? {} : { ageTo }),
    ...(cameBack.length > 0 ? { cameBack } : {}),
    ...(districts.length > 0 ? { districts: [...new Set(districts)] } : {}),
  };
}

function readAge(reader: PackageReader, file: string, row: HsdsRow, column: string): number | undefined {
  if (cell(row, column) === '') return undefined;
  const age = Number(cell(row, column));
  if (Number.isInteger(age) && age >= 0 && age <= 120) return age;
  reader.skipped(file, row, Number.isInteger(age) ? 'out-of-range' : 'number-not-whole', column);
  return undefined;
}

const readWholeTerm = (terms: readonly Term[], name: string, field: 'placesLeft' | 'waitingWeeks') => {
  const value = findTerm(terms, name);
  return value !== undefined && /^\d{1,3}$/.test(value) ? { [field]: Number(value) } : {};
};

const readFundedUntil = (terms: readonly Term[]) => {
  const day = LocalDate.safeParse(findTerm(terms, 'funded-until'));
  return day.success ? { fundedUntil: day.data } : {};
};

/** Of the service, of it at a place, or of one of its places where nothing nearer is said. */
function schedulesOf(reader: PackageReader, service: string, links: readonly HsdsRow[]): readonly HsdsRow[] {
  const own = reader.rowsOf('schedules.csv', 'service_id', service);
  const atPlaces = links.flatMap((link) => reader.rowsOf('schedules.csv', 'service_at_location_id', cell(link, 'id')));
  return [...new Set([...own, ...atPlaces])];
}

/** Lines nothing asked for: tables we keep nothing of, and lines that belong to nothing we took. */
const NOT_KEPT: Readonly<Record<string, HsdsCode>> = {
  'contacts.csv': 'person-not-kept',
  'programs.csv': 'table-not-kept',
  'accessibility.csv': 'table-not-kept',
  'funding.csv': 'table-not-kept',
  'organization_identifiers.csv': 'table-not-kept',
  'metadata.csv': 'table-not-kept',
  'meta_table_descriptions.csv': 'table-not-kept',
  'taxonomies.csv': 'table-not-kept',
};

function reportTheRest(reader: PackageReader): void {
  for (const [file, code] of Object.entries(NOT_KEPT))
    for (const row of reader.rows(file)) reader.skipped(file, row, code);
  const named = new Set(reader.report().map((line) => `${line.file}\n${line.line}`));
  const addressed = new Set(
    reader
      .report()
      .filter((line) => line.file === 'locations.csv' && line.outcome === 'imported')
      .map((line) => line.line),
  );
  for (const row of reader.rows('addresses.csv')) {
    const [location] = reader.rowsOf('locations.csv', 'id', cell(row, 'location_id'));
    const [first] = reader.rowsOf('addresses.csv', 'location_id', cell(row, 'location_id'));
    if (location && addressed.has(location.line) && first === row) {
      reader.imported('addresses.csv', row);
      notKept(reader, 'addresses.csv', row, ['attention', 'postal_code', 'country']);
    } else
      reader.skipped(
        'addresses.csv',
        row,
        location && addressed.has(location.line) ? 'said-already' : 'belongs-to-nothing',
      );
  }
  for (const file of [
    'locations.csv',
    'phones.csv',
    'schedules.csv',
    'service_areas.csv',
    'required_documents.csv',
    'languages.csv',
  ])
    for (const row of reader.rows(file))
      if (!named.has(`${file}\n${row.line}`)) reader.skipped(file, row, 'belongs-to-nothing');
}
