import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { VerbType } from '../access/index.ts';
import type { Json } from '../ledger/index.ts';
import type { OrganisationState, ServiceFacts } from '../organisation/index.ts';
import { findService, servicesOf } from '../organisation/index.ts';
import { type LocalDate, Uuid } from '../shared/index.ts';
import {
  EXAMPLE_PAYLOADS,
  fixedId,
  foldGovernorate,
  foldLines,
  foldOrganisation,
  ids,
  judgeLine,
  type Line,
  nodeCrypto,
} from '../testing/index.ts';
import {
  actsOf,
  countReport,
  exportHsdsPackage,
  type HsdsContext,
  type HsdsOrganisation,
  type HsdsPackage,
  idFromHsds,
  parseHsdsPackage,
  planImport,
} from './index.ts';

const { sha256 } = nodeCrypto;
const context: HsdsContext = { sha256, today: '2026-03-01' as LocalDate, demonstration: false };
type Cells = Readonly<Record<string, string>>;

/** The first line of a file is its header, so the first row stands on line 2. */
const withLines = (files: Readonly<Record<string, readonly Cells[]>>): HsdsPackage =>
  Object.fromEntries(
    Object.entries(files).map(([file, rows]) => [file, rows.map((values, index) => ({ line: index + 2, values }))]),
  );

const small = {
  'organizations.csv': [
    {
      id: 'org-1',
      name: 'مديرية العمل',
      alternate_name: 'Directorate of Labour',
      description: 'A state body.',
      email: '',
    },
    {
      id: 'org-2',
      name: 'Relief of the River',
      alternate_name: '',
      description: 'An association.',
      email: 'a@example.org',
    },
  ],
  'services.csv': [
    {
      id: 'svc-1',
      organization_id: 'org-1',
      name: 'Vocational course',
      status: 'active',
      minimum_age: '18',
      maximum_age: '',
      description: 'Three months.',
      eligibility_description: 'Must have finished primary school.',
    },
    {
      id: 'svc-2',
      organization_id: 'org-2',
      name: 'Legal advice',
      status: 'temporarily closed',
      minimum_age: '',
      maximum_age: '',
      description: '',
      eligibility_description: '',
    },
  ],
  'locations.csv': [
    {
      id: 'loc-1',
      location_type: 'physical',
      name: 'Main building',
      latitude: '36.3',
      longitude: '43.1',
      organization_id: '',
      external_identifier: 'IQG15Q05',
      external_identifier_type: 'ocha-pcode',
    },
    {
      id: 'loc-2',
      location_type: 'physical',
      name: 'Tent 4, North Camp',
      latitude: '',
      longitude: '',
      organization_id: 'org-2',
      external_identifier: '',
      external_identifier_type: '',
    },
  ],
  'service_at_location.csv': [{ id: 'sal-1', service_id: 'svc-1', location_id: 'loc-1' }],
  'phones.csv': [
    { id: 'ph-1', organization_id: 'org-1', location_id: '', number: '0770 000 0001' },
    { id: 'ph-2', organization_id: 'org-2', location_id: '', number: 'call us' },
  ],
  'schedules.csv': [
    {
      id: 'sch-1',
      service_id: 'svc-1',
      freq: 'WEEKLY',
      byday: 'SU,MO',
      opens_at: '08:30:00',
      closes_at: '13:30',
      valid_to: '',
    },
    {
      id: 'sch-2',
      service_id: 'svc-1',
      freq: 'MONTHLY',
      byday: '1TU',
      opens_at: '08:30',
      closes_at: '13:30',
      valid_to: '',
    },
  ],
  'required_documents.csv': [
    { id: 'doc-1', service_id: 'svc-1', document: 'passport' },
    { id: 'doc-2', service_id: 'svc-1', document: 'A letter of the mukhtar' },
  ],
  'cost_options.csv': [{ id: 'cost-1', service_id: 'svc-1', currency: 'iqd', amount: '5000' }],
  'languages.csv': [
    { id: 'lang-1', service_id: 'svc-1', code: 'ar' },
    { id: 'lang-2', service_id: 'svc-1', code: 'ur' },
  ],
  'contacts.csv': [{ id: 'con-1', organization_id: 'org-1', name: 'A Person' }],
  'taxonomy_terms.csv': [
    { id: 'term-1', code: 'topic/vocational-training', name: 'Vocational training', description: '-', taxonomy: 'nrm' },
    { id: 'term-2', code: 'X', name: 'x', description: 'x', taxonomy: 'other' },
  ],
  'attributes.csv': [
    { id: 'att-1', link_id: 'svc-1', taxonomy_term_id: 'term-1', link_entity: 'service', value: '' },
    { id: 'att-2', link_id: 'svc-1', taxonomy_term_id: 'term-2', link_entity: 'service', value: '' },
  ],
  'notes.csv': [{ anything: 'x' }],
} satisfies Record<string, readonly Cells[]>;

const linesOf = (organisation: HsdsOrganisation): readonly Line[] => [
  ['organisation.register', organisation.register as Json],
  ...organisation.places.map((place): Line => ['place.add', place as Json]),
  ...organisation.services.map((service): Line => ['service.add', service as Json]),
];
const folded = (organisation: HsdsOrganisation) => foldLines(linesOf(organisation)) as OrganisationState;

describe('a small package', () => {
  const { organisations, report } = parseHsdsPackage(withLines(small), context);
  const [labour, river] = organisations;

  test('becomes payloads of our verbs, which our rules take', () => {
    expect(organisations).toHaveLength(2);
    expect(labour?.register).toMatchObject({
      names: { ar: 'مديرية العمل', en: 'Directorate of Labour' },
      type: 'other',
      phone: '+9647700000001',
    });
    expect(river?.register.names).toEqual({ ar: 'Relief of the River', en: 'Relief of the River' });
    for (const organisation of organisations) {
      const lines = linesOf(organisation);
      for (const [index, line] of lines.entries()) {
        const before = index === 0 ? undefined : foldLines(lines.slice(0, index));
        expect(judgeLine(before, line, foldGovernorate())).toEqual({ ok: true, value: null });
      }
    }
  });

  test('keeps what a rule can read, and the rest in words for a person', () => {
    const [added] = labour?.services ?? [];
    expect(added).toMatchObject({
      facts: {
        topics: ['vocational-training'],
        words: {
          description: 'Three months.',
          conditions: 'Must have finished primary school.\n\nA letter of the mukhtar',
        },
        schedules: [{ days: [0, 1], from: '08:30', to: '13:30' }],
        eligibility: { ageFrom: 18 },
        papers: [{ kind: 'passport', when: 'at-start' }],
        cost: { kind: 'fee', iqd: 5000 },
        languages: ['ar', 'other'],
      },
      weekly: { status: 'open' },
      learned: null,
    });
    expect(added?.facts.places).toEqual(labour?.places.map((place) => place.place));
    expect(labour?.places[0]?.facts).toMatchObject({
      district: 'IQG15Q05',
      point: { latitude: 36.3, longitude: 43.1 },
    });
    expect(river?.services[0]?.weekly.status).toBe('temporarily-closed');
  });

  test('takes no person and no place that brands people, and says so', () => {
    expect(river?.places).toEqual([]);
    expect(JSON.stringify(organisations)).not.toMatch(/A Person|Camp/);
    expect(report).toContainEqual({ file: 'contacts.csv', line: 2, outcome: 'skipped', code: 'person-not-kept' });
    expect(report).toContainEqual({ file: 'locations.csv', line: 3, outcome: 'skipped', code: 'place-brands-people' });
  });

  test('is reported line by line', () => {
    const said = (file: string) =>
      report
        .filter((line) => line.file === file)
        .map(({ line, outcome, code, field }) => [line, outcome, code, field ?? null]);
    expect(said('organizations.csv')).toEqual([
      [2, 'imported', null, null],
      [2, 'skipped', 'column-not-kept', 'description'],
      [3, 'imported', null, null],
      [3, 'skipped', 'column-not-kept', 'description,email'],
    ]);
    expect(said('schedules.csv')).toEqual([
      [2, 'imported', null, null],
      [3, 'skipped', 'schedule-not-weekly', null],
    ]);
    expect(said('phones.csv')).toEqual([
      [2, 'imported', null, null],
      [3, 'skipped', 'phone-not-a-number', 'number'],
    ]);
    expect(said('notes.csv')).toEqual([[0, 'skipped', 'file-unknown', null]]);
    expect(said('services.csv')).toContainEqual([3, 'skipped', 'topic-missing', 'topic']);
    expect(said('attributes.csv')).toEqual([
      [2, 'imported', null, null],
      [3, 'skipped', 'term-not-ours', null],
    ]);
    const counts = countReport(report);
    const lines = Object.entries(small).filter(([file]) => file !== 'notes.csv');
    expect(counts.imported + counts.skipped).toBe(lines.reduce((sum, [, rows]) => sum + rows.length, 0));
    expect(counts).toMatchObject({ partly: expect.any(Number), errors: 0 });
    expect(counts.partly).toBeGreaterThan(0);
    for (const [file, rows] of Object.entries(small))
      for (let line = 2; line < rows.length + 2; line++)
        if (file !== 'notes.csv')
          expect(
            report.some((one) => one.file === file && one.line === line),
            `${file}:${line}`,
          ).toBe(true);
  });

  test('imported twice changes nothing; with one service more brings only that', () => {
    const first = planImport(organisations, () => undefined);
    expect(first.added).toEqual({ organisations: 2, places: 1, services: 2 });
    const directory = new Map(organisations.map((one) => [one.id, folded(one)]));
    const again = parseHsdsPackage(withLines(small), context);
    expect(planImport(again.organisations, (id) => directory.get(id))).toEqual({
      intents: [],
      added: { organisations: 0, places: 0, services: 0 },
      alreadyThere: { organisations: 2, places: 1, services: 2 },
    });
    const [service] = small['services.csv'];
    const more = { ...small, 'services.csv': [...small['services.csv'], { ...service, id: 'svc-3' }] };
    const plan = planImport(parseHsdsPackage(withLines(more), context).organisations, (id) => directory.get(id));
    expect(plan.intents.map((intent) => intent.type)).toEqual(['service.add']);
  });

  test('is marked as invented where the governorate is', () => {
    const invented = parseHsdsPackage(withLines(small), { ...context, demonstration: true });
    expect(invented.organisations.every((one) => one.register.demonstration === true)).toBe(true);
  });

  test('finds the district of an address when somebody can', () => {
    const [location] = small['locations.csv'];
    const files = {
      ...small,
      'locations.csv': [{ ...location, external_identifier: '', external_identifier_type: '' }],
      'addresses.csv': [
        {
          id: 'a',
          location_id: 'loc-1',
          address_1: 'Street 1',
          city: 'Mosul',
          region: '',
          state_province: 'Ninewa',
          postal_code: '1',
          country: 'IQ',
          address_type: 'physical',
        },
      ],
      'service_at_location.csv': small['service_at_location.csv'],
    };
    const findDistrict = (words: readonly string[]) => (words.includes('Mosul') ? 'IQG15Q05' : undefined);
    const parsed = parseHsdsPackage(withLines(files), { ...context, findDistrict });
    expect(parsed.organisations[0]?.places[0]?.facts).toMatchObject({
      district: 'IQG15Q05',
      landmark: 'Street 1, Mosul',
    });
  });
});

describe('a broken package imports nothing and says where it is broken', () => {
  const changed = (file: keyof typeof small, index: number, change: Cells): Record<string, readonly Cells[]> => ({
    ...small,
    [file]: small[file].map((row, at) => (at === index ? { ...row, ...change } : row)),
  });
  const without = (file: keyof typeof small): Record<string, readonly Cells[]> =>
    Object.fromEntries(Object.entries(small).filter(([name]) => name !== file));

  test.each<[string, Record<string, readonly Cells[]>, string, number, string, string | undefined]>([
    ['no file of organisations', without('organizations.csv'), 'organizations.csv', 0, 'file-missing', undefined],
    ['no file of services', without('services.csv'), 'services.csv', 0, 'file-missing', undefined],
    ['no id', changed('services.csv', 1, { id: '' }), 'services.csv', 3, 'value-missing', 'id'],
    ['no name', changed('organizations.csv', 0, { name: ' ' }), 'organizations.csv', 2, 'value-missing', 'name'],
    ['an id twice', changed('organizations.csv', 1, { id: 'org-1' }), 'organizations.csv', 3, 'id-duplicate', 'id'],
    [
      'an organisation that is not there',
      changed('services.csv', 0, { organization_id: 'org-9' }),
      'services.csv',
      2,
      'reference-dangling',
      'organization_id',
    ],
    [
      'a place that is not there',
      changed('service_at_location.csv', 0, { location_id: 'loc-9' }),
      'service_at_location.csv',
      2,
      'reference-dangling',
      'location_id',
    ],
    [
      'a service that is not there',
      changed('schedules.csv', 1, { service_id: 'svc-9' }),
      'schedules.csv',
      3,
      'reference-dangling',
      'service_id',
    ],
    [
      'a status that is none',
      changed('services.csv', 0, { status: 'open' }),
      'services.csv',
      2,
      'value-not-allowed',
      'status',
    ],
    [
      'a kind of place that is none',
      changed('locations.csv', 0, { location_type: 'site' }),
      'locations.csv',
      2,
      'value-not-allowed',
      'location_type',
    ],
    [
      'a day that does not exist',
      changed('schedules.csv', 0, { valid_to: '2026-02-30' }),
      'schedules.csv',
      2,
      'date-wrong',
      'valid_to',
    ],
    [
      'a time that does not exist',
      changed('schedules.csv', 0, { opens_at: '25:00' }),
      'schedules.csv',
      2,
      'time-wrong',
      'opens_at',
    ],
    [
      'a number that is none',
      changed('services.csv', 0, { minimum_age: 'twelve' }),
      'services.csv',
      2,
      'number-wrong',
      'minimum_age',
    ],
    [
      'ages the wrong way round',
      changed('services.csv', 0, { maximum_age: '12' }),
      'services.csv',
      2,
      'age-range',
      'maximum_age',
    ],
    [
      'a name longer than any',
      changed('services.csv', 0, { name: 'n'.repeat(201) }),
      'services.csv',
      2,
      'text-too-long',
      'name',
    ],
    [
      'a text no database holds',
      changed('services.csv', 0, { description: 'a\u0000b' }),
      'services.csv',
      2,
      'text-unsafe',
      'description',
    ],
  ])('%s', (_name, files, file, line, code, field) => {
    const { organisations, report } = parseHsdsPackage(withLines(files), context);
    expect(organisations).toEqual([]);
    const errors = report.filter((one) => one.outcome === 'error' && one.file === file);
    expect(errors).toContainEqual({ file, line, outcome: 'error', code, ...(field ? { field } : {}) });
  });

  test('a column that has to be there', () => {
    const rows = small['organizations.csv'].map(({ description: _gone, ...row }) => row);
    const { organisations, report } = parseHsdsPackage(withLines({ ...small, 'organizations.csv': rows }), context);
    expect(organisations).toEqual([]);
    expect(report).toContainEqual({
      file: 'organizations.csv',
      line: 1,
      outcome: 'error',
      code: 'column-missing',
      field: 'description',
    });
  });

  test('more services than an organisation may have', () => {
    const services = Array.from({ length: 101 }, (_, index) => ({ ...small['services.csv'][0], id: `s${index}` }));
    const { organisations, report } = parseHsdsPackage(
      withLines({ 'organizations.csv': small['organizations.csv'], 'services.csv': services as Cells[] }),
      context,
    );
    expect(organisations).toEqual([]);
    expect(report.some((line) => line.code === 'too-many')).toBe(true);
  });
});

test('is written in acts of one organisation each, none longer than an act may be', () => {
  const services = Array.from({ length: 100 }, (_, index) => ({ ...small['services.csv'][0], id: `s${index}` }));
  const [first, second] = small['organizations.csv'];
  const { organisations } = parseHsdsPackage(
    withLines({ 'organizations.csv': [first, second] as Cells[], 'services.csv': services as Cells[] }),
    context,
  );
  const plan = planImport(organisations, () => undefined);
  const acts = actsOf(plan);
  expect(acts.map((act) => act.length)).toEqual([64, 37, 1]);
  expect(acts.flat()).toEqual(plan.intents);
  expect(acts.every((act) => new Set(act.map((one) => one.organisation)).size === 1)).toBe(true);
});

describe('ids', () => {
  test('are the same for the same HSDS id, differ by what they name, and have the form of ours', () => {
    const id = idFromHsds(sha256, 'service', 'ac148810-d857-441c-9679-408f346de14b');
    expect(Uuid.safeParse(id).success).toBe(true);
    expect(idFromHsds(sha256, 'service', 'ac148810-d857-441c-9679-408f346de14b')).toBe(id);
    expect(idFromHsds(sha256, 'location', 'ac148810-d857-441c-9679-408f346de14b')).not.toBe(id);
    // Frozen: a laptop that imports next year must find what was imported this year.
    expect(id).toBe('ef61c855-b62a-778a-b807-a658dc845983');
  });

  test('of our own export stay', () => expect(idFromHsds(sha256, 'service', fixedId(7))).toBe(fixedId(7)));
});

describe('an exported directory', () => {
  const example = EXAMPLE_PAYLOADS['service.add'];
  const words = example.facts.words;
  const state = foldOrganisation(
    ['place.add'],
    [
      'place.add',
      {
        ...EXAMPLE_PAYLOADS['place.add'],
        place: ids.otherServicePlace,
        facts: { ...EXAMPLE_PAYLOADS['place.add'].facts, kind: 'mobile' },
      },
    ],
    ['service.add'],
    [
      'service.add',
      {
        ...example,
        service: ids.otherService,
        facts: {
          ...example.facts,
          places: [],
          cost: { kind: 'free' },
          words: { description: '', conditions: '' },
        } as unknown as Json,
      },
    ],
    ['service.change-capacity'],
  );
  const tables = exportHsdsPackage([{ id: ids.organisation, state }], { sha256, findWords: () => words });

  test('comes back the same', () => {
    const { organisations, report } = parseHsdsPackage(withLines(tables), context);
    expect(report.filter((line) => line.outcome === 'error')).toEqual([]);
    const [back] = organisations;
    expect(back?.id).toBe(ids.organisation);
    const again = back ? folded(back) : undefined;
    expect(again && { ...again, services: {}, verifiers: [] }).toEqual({ ...state, services: {}, verifiers: [] });
    for (const { id, service } of servicesOf(state)) {
      const imported = again && findService(again, id);
      expect(imported).toEqual({
        ...service,
        verified: [],
        words: service.words && { ...service.words, entry: expect.any(String) },
      });
    }
    expect(back?.services[0]?.facts.words satisfies ServiceFacts['words'] | undefined).toEqual(words);
    expect(planImport(organisations, () => state).intents).toEqual([]);
  });

  test('is the same text every time, and a package by its own check', () => {
    expect(exportHsdsPackage([{ id: ids.organisation, state }], { sha256, findWords: () => words })).toEqual(tables);
    expect(exportHsdsPackage([], { sha256, findWords: () => undefined })).toEqual({
      'organizations.csv': [],
      'services.csv': [],
    });
  });
});

const OFFICIAL = new URL('../../../../../shared/data/hsds/examples/tabular.json', import.meta.url);

test('the official example of HSDS 3 imports, and says what was left out and why', (ctx) => {
  if (!existsSync(OFFICIAL)) ctx.skip('the folder ../shared with the official example is absent');
  const files = JSON.parse(readFileSync(OFFICIAL, 'utf8')) as Record<string, Record<string, unknown>[]>;
  const cells = Object.fromEntries(
    Object.entries(files).map(([file, rows]) => [
      file,
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([column, value]) => [column, String(value ?? '')])),
      ),
    ]),
  );
  const { organisations, report } = parseHsdsPackage(withLines(cells), context);
  expect(report.filter((line) => line.outcome === 'error')).toEqual([]);
  expect(organisations).toHaveLength(1);
  const [organisation] = organisations;
  expect(organisation?.register).toMatchObject({ names: { en: 'Example Organization Inc.' }, phone: '+441234234567' });
  expect(organisation?.services[0]).toMatchObject({
    facts: {
      names: { en: 'Community Counselling' },
      eligibility: { ageFrom: 12, ageTo: 100 },
      languages: ['other'],
      schedules: [],
    },
  });
  expect(report).toContainEqual({
    file: 'locations.csv',
    line: 2,
    outcome: 'skipped',
    code: 'out-of-range',
    field: 'latitude,longitude',
  });
  expect(report).toContainEqual({ file: 'schedules.csv', line: 2, outcome: 'skipped', code: 'schedule-over' });
  expect(report).toContainEqual({ file: 'cost_options.csv', line: 2, outcome: 'skipped', code: 'currency-not-kept' });
  for (const one of organisations) expect(folded(one)).toBeDefined();
});

test('no permission is needed for anything but the three verbs an import writes', () => {
  const { organisations } = parseHsdsPackage(withLines(small), context);
  const types = new Set<VerbType>(planImport(organisations, () => undefined).intents.map((intent) => intent.type));
  expect([...types].sort()).toEqual(['organisation.register', 'place.add', 'service.add']);
});
