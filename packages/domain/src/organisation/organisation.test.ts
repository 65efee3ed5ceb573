import { describe, expect, test } from 'vitest';
import type { Json } from '../ledger/canonical.ts';
import { applyEntry } from '../registry/index.ts';
import type { EntryId, LocalDate, ServiceId } from '../shared/index.ts';
import {
  EXAMPLE_PAYLOADS,
  entryOfLine,
  fixedId,
  foldGovernorate,
  foldLines,
  foldOrganisation,
  ids,
  judgeLine,
  type Line,
} from '../testing/index.ts';
import { directoryChoices } from './corrections.ts';
import { organisationKind } from './index.ts';
import { findService, servicesOf } from './kept-service.ts';
import { isAgreementOver, MAX_PLACES, MAX_SERVICES, type OrganisationState, placesOf } from './organisation.ts';
import { MAX_ORGANISATION_BYTES, utf8Length } from './state-size.ts';

const demonstration = foldGovernorate();
const codeOf = (state: unknown, line: Line, administration = demonstration) => {
  const verdict = judgeLine(state, line, administration);
  return verdict.ok ? 'ok' : verdict.refusal.code;
};

const whole: readonly Line[] = [['place.add'], ['service.add']];
const serviceOf = (state: OrganisationState, id: ServiceId = ids.service) => {
  const service = findService(state, id);
  if (!service) throw new Error('no such service');
  return service;
};
const example = EXAMPLE_PAYLOADS['service.add'];
const add = (change: object, facts: object = {}): Line => [
  'service.add',
  { ...example, ...change, facts: { ...example.facts, ...facts } } as Json,
];
const correctService = (changes: object, settled?: object): Json =>
  ({ service: ids.service, changes, ...(settled ? { settled: [settled] } : {}), learned: null }) as Json;

describe('an organisation', () => {
  test('is registered once, and belongs to the directory of the whole governorate', () => {
    const state = foldOrganisation();
    expect(codeOf(state, ['organisation.register'])).toBe('ledger.subject-exists');
    expect(codeOf(undefined, ['place.add'])).toBe('ledger.subject-unknown');
    expect(organisationKind.feedOf(state, 'ninewa')).toBe('directory/ninewa');
    expect(organisationKind.officesOf(state, 0)).toBeNull();
  });

  test('that is invented is refused by a governorate that is not', () => {
    const real = { ...demonstration, demonstration: false };
    expect(codeOf(undefined, ['organisation.register'], real)).toBe('directory.demonstration-only');
    const { demonstration: _invented, ...payload } = EXAMPLE_PAYLOADS['organisation.register'];
    expect(codeOf(undefined, ['organisation.register', payload], real)).toBe('ok');
    expect((foldLines([['organisation.register', payload]]) as OrganisationState).demonstration).toBe(false);
  });

  test('is corrected field by field', () => {
    const state = foldOrganisation(['organisation.correct', { changes: { phone: '122' } }]);
    expect(state).toMatchObject({ phone: '122', type: 'state-body', policeDesk: false });
  });

  test('whose agreement has run out says so the day after', () => {
    const state = foldOrganisation();
    expect(isAgreementOver(state, '2026-12-31' as LocalDate)).toBe(false);
    expect(isAgreementOver(state, '2027-01-01' as LocalDate)).toBe(true);
    expect(isAgreementOver({ agreementUntil: null }, '2099-01-01' as LocalDate)).toBe(false);
  });
});

describe('places and services', () => {
  test.each<[string, readonly Line[], Line, string]>([
    ['a place is added', [], ['place.add'], 'ok'],
    ['a place is not added twice', [['place.add']], ['place.add'], 'directory.place-already-added'],
    [
      'a place is corrected',
      whole,
      ['place.correct', { place: ids.servicePlace, changes: { landmark: 'By the bridge' } }],
      'ok',
    ],
    [
      'an unknown place is not corrected',
      whole,
      ['place.correct', { place: ids.otherServicePlace, changes: { landmark: '' } }],
      'directory.place-unknown',
    ],
    ['a service is added', [['place.add']], ['service.add'], 'ok'],
    ['a service is not added twice', whole, ['service.add'], 'directory.service-already-added'],
    ['a service is not given at a place nobody knows', [], ['service.add'], 'directory.place-unknown'],
    ['a service may name no place', [], add({}, { places: [] }), 'ok'],
    [
      'ages that are nobody’s are refused',
      whole,
      ['service.correct', correctService({ eligibility: { ageFrom: 30, ageTo: 20 } })],
      'directory.age-range',
    ],
    ['an empty correction is refused', whole, ['service.correct', correctService({})], 'form.invalid'],
    [
      'an unknown service is not corrected',
      [],
      ['service.correct', correctService({ topics: [] })],
      'directory.service-unknown',
    ],
    ['an unknown service is not verified', [], ['service.verify'], 'directory.service-unknown'],
    ['an unknown service has no capacity', [], ['service.change-capacity'], 'directory.service-unknown'],
    ['a closed service is verified', [...whole, ['service.change-capacity']], ['service.verify'], 'ok'],
    [
      'a weekly call that said nothing is refused',
      whole,
      ['service.change-capacity', { service: ids.service, how: 'call' }],
      'form.invalid',
    ],
  ])('%s', (_name, before, line, code) => {
    expect(codeOf(foldOrganisation(...before), line)).toBe(code);
  });

  test('a service that names no place is at every place of its organisation', () => {
    const state = foldOrganisation(['place.add'], add({}, { places: [] }));
    expect(placesOf(state, serviceOf(state)).map((place) => place.names.en)).toEqual(['Left bank building']);
    expect(placesOf(state, { places: [ids.otherServicePlace] })).toEqual([]);
  });

  test('words stay in the entry; the state knows where, and whether there are conditions to read', () => {
    const state = foldOrganisation(...whole);
    expect(serviceOf(state).words).toEqual({ entry: fixedId(100_003), conditions: true });
    expect(JSON.stringify(state)).not.toContain('tools to keep');
    const corrected = foldOrganisation(...whole, [
      'service.correct',
      correctService({ words: { description: ' ', conditions: '' } }),
    ]);
    expect(serviceOf(corrected).words).toBeNull();
  });

  test('a hundred services and forty places are the most', () => {
    const lines: Line[] = [];
    for (let number = 0; number < MAX_PLACES + 3; number++)
      lines.push(['place.add', { ...EXAMPLE_PAYLOADS['place.add'], place: fixedId(1000 + number) }]);
    for (let number = 0; number < MAX_SERVICES + 3; number++)
      lines.push(add({ service: fixedId(2000 + number) }, { places: [] }));
    const state = foldOrganisation(...lines);
    expect(Object.keys(state.places)).toHaveLength(MAX_PLACES);
    expect(Object.keys(state.services)).toHaveLength(MAX_SERVICES);
    expect(codeOf(state, add({ service: fixedId(1) }))).toBe('directory.organisation-full');
    expect(codeOf(state, ['place.add'])).toBe('directory.organisation-full');
  });
});

describe('the weekly call', () => {
  const call = (said: object, day = '2026-03-08'): Line => [
    'service.change-capacity',
    { service: ids.service, how: 'call', ...said } as Json,
    { occurredOn: { day: day as LocalDate, precision: 'exact' } },
  ];

  test('changes what was said and keeps what was not', () => {
    const state = foldOrganisation(...whole, call({ placesLeft: 3 }), call({ fundedUntil: null, status: 'open' }));
    expect(serviceOf(state)).toMatchObject({
      capacity: { placesLeft: 3, waitingWeeks: 2 },
      fundedUntil: null,
      status: 'open',
    });
  });

  test('two calls are not two answers: the latest placed holds, whoever had heard what', () => {
    const [first, second] = [call({ placesLeft: 3 }), call({ placesLeft: 0 })];
    const unheard = { basis: { administration: 0, subject: 3 }, device: ids.otherDevice };
    const state = foldOrganisation(...whole, first, [second[0], second[1], { ...second[2], ...unheard }]);
    expect(serviceOf(state).capacity.placesLeft).toBe(0);
    expect(directoryChoices(serviceOf(state))).toEqual([]);
  });

  test('verifies the weekly facts and no other', () => {
    const { verified } = serviceOf(foldOrganisation(...whole, call({ placesLeft: 3 })));
    expect(verified).toEqual([
      {
        on: '2026-03-01',
        by: ids.caseworker,
        how: 'visit',
        facts: ['offer', 'where', 'when', 'who', 'cost', 'access', 'referral'],
      },
      { on: '2026-03-08', by: ids.caseworker, how: 'call', facts: ['weekly'] },
    ]);
  });
});

describe('verification', () => {
  test('nobody checked: no record; a correction that was learned from somebody verifies what it changed', () => {
    const added: Line = add({ learned: null });
    expect(serviceOf(foldOrganisation(['place.add'], added)).verified).toEqual([]);
    const learned: Line = [
      'service.correct',
      { service: ids.service, changes: { cost: { kind: 'free' }, methods: ['phone'] }, learned: 'document' },
    ];
    expect(serviceOf(foldOrganisation(['place.add'], added, learned)).verified).toEqual([
      { on: '2026-03-01', by: ids.caseworker, how: 'document', facts: ['cost', 'referral'] },
    ]);
  });

  test('a fact stands in the latest record only, and each fact at most once', () => {
    const verify = (facts: string[]): Line => ['service.verify', { service: ids.service, facts, how: 'call' }];
    const { verified } = serviceOf(
      foldOrganisation(...whole, verify(['offer', 'offer', 'where']), verify(['where']), verify(['weekly', 'cost'])),
    );
    const facts = verified.flatMap((record) => record.facts);
    expect(new Set(facts).size).toBe(facts.length);
    expect(verified.map((record) => record.facts)).toEqual([
      ['offer', 'where', 'cost', 'weekly'],
      ['when', 'who', 'access', 'referral'],
    ]);
  });
});

describe('two offices put the same fact right', () => {
  const heard = { administration: 0, subject: 3 };
  const mosul: Line = ['service.correct', correctService({ cost: { kind: 'free' } }), { basis: heard }];
  const sinjar: Line = [
    'service.correct',
    correctService({ cost: { kind: 'fee', iqd: 5000 }, topics: ['education'] }),
    { basis: heard, device: ids.otherDevice },
  ];
  const contested = () => foldOrganisation(...whole, mosul, sinjar);

  test('both answers stay, the first placed holds, and what only one changed is not in question', () => {
    const service = serviceOf(contested());
    expect(service.cost).toEqual({ kind: 'free' });
    expect(service.topics).toEqual(['education']);
    const [choice, ...others] = directoryChoices(service);
    expect(others).toEqual([]);
    expect(choice?.field).toBe('cost');
    expect(choice?.answers.map((answer) => answer.value)).toEqual([{ kind: 'free' }, { kind: 'fee', iqd: 5000 }]);
  });

  test('a person chooses one of them, once', () => {
    const chosen = fixedId(100_005) as EntryId;
    const settle: Line = ['service.correct', correctService({}, { field: 'cost', chosen })];
    expect(codeOf(contested(), settle)).toBe('ok');
    const settled = applyEntry(contested(), entryOfLine(settle, 6), 6, false) as OrganisationState;
    expect(serviceOf(settled).cost).toEqual({ kind: 'fee', iqd: 5000 });
    expect(directoryChoices(serviceOf(settled))).toEqual([]);
    expect(codeOf(settled, settle)).toBe('directory.already-settled');
    expect(codeOf(contested(), ['service.correct', correctService({}, { field: 'cost', chosen: ids.entry })])).toBe(
      'directory.answer-unknown',
    );
  });

  test('a police desk is named as one until somebody decides, whichever answer came first', () => {
    const say = (policeDesk: boolean, device: typeof ids.device): Line => [
      'organisation.correct',
      { changes: { policeDesk } },
      { basis: { administration: 0, subject: 1 }, device },
    ];
    for (const first of [true, false]) {
      const state = foldOrganisation(say(first, ids.device), say(!first, ids.otherDevice));
      expect(state.policeDesk).toBe(true);
      expect(directoryChoices(state).map((choice) => choice.field)).toEqual(['policeDesk']);
    }
  });

  test('who had seen the other correction simply corrects', () => {
    const later: Line = [
      'service.correct',
      correctService({ cost: { kind: 'not-said' } }),
      { device: ids.otherDevice },
    ];
    const service = serviceOf(foldOrganisation(...whole, mosul, later));
    expect(service.cost).toEqual({ kind: 'not-said' });
    expect(directoryChoices(service)).toEqual([]);
  });
});

describe('the state of a directorate with a hundred services', () => {
  const lines = (): Line[] => {
    const made: Line[] = [];
    for (let number = 0; number < 5; number++)
      made.push(['place.add', { ...EXAMPLE_PAYLOADS['place.add'], place: fixedId(1000 + number) }]);
    for (let number = 0; number < 100; number++) {
      const service = fixedId(2000 + number);
      made.push([
        'service.add',
        {
          ...example,
          service,
          facts: {
            ...example.facts,
            names: { ar: `تجديد البطاقة الوطنية ${number}`, en: `Renewal of the national card ${number}` },
            words: { description: 'ن'.repeat(4000), conditions: '' },
            topics: ['civil-documentation'],
            places: [],
            schedules: [{ days: [0, 1, 2, 3, 4], from: '08:30', to: '13:30' }],
            eligibility: number % 3 === 0 ? { ageFrom: 18 } : {},
            papers: [{ kind: 'civil-status-id', when: 'at-start' }],
            cost: { kind: 'fee', iqd: 5000 },
            languages: ['ar'],
            accessibility: [],
            methods: ['official-letter'],
            minimumFields: ['full-name'],
          },
          learned: 'visit',
        },
      ]);
      // A third of them were asked in the weekly call since.
      if (number % 3 === 0) made.push(['service.change-capacity', { service, placesLeft: 4, how: 'call' }]);
    }
    return made;
  };

  test('is 64 KB at most, and whole when it is asked', () => {
    const state = foldOrganisation(...lines());
    const [first] = servicesOf(state);
    expect(servicesOf(state)).toHaveLength(100);
    expect(first?.service).toMatchObject({ languages: ['ar'], accessibility: [], capacity: { placesLeft: 4 } });
    expect(first?.service.verified.map((record) => record.how)).toEqual(['visit', 'call']);
    const bytes = Buffer.byteLength(JSON.stringify(state));
    expect(bytes).toBeLessThanOrEqual(64 * 1024);
    expect(bytes).toBeGreaterThan(40_000);
  });

  test('acts stop before it is full, and say so', () => {
    const long = { ar: 'ن'.repeat(200), en: 'n'.repeat(200), ckb: 'ن'.repeat(200) };
    let state = foldOrganisation();
    let number = 0;
    while (codeOf(state, add({ service: fixedId(number) }, { names: long, places: [] })) === 'ok' && number < 100) {
      const line = add({ service: fixedId(number) }, { names: long, places: [] });
      state = applyEntry(state, entryOfLine(line, number + 2), number + 2, false) as OrganisationState;
      number++;
    }
    expect(number).toBeLessThan(100);
    expect(number).toBeGreaterThan(30);
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThanOrEqual(MAX_ORGANISATION_BYTES);
    expect(codeOf(state, add({ service: fixedId(number) }, { names: long, places: [] }))).toBe(
      'directory.organisation-full',
    );
    expect(codeOf(state, ['organisation.correct', { changes: { names: { ar: 'ن', en: 'n' } } }])).toBe('ok');
    expect(codeOf(state, ['service.verify', { service: fixedId(0), facts: ['cost'], how: 'call' }])).toBe('ok');
  });

  test.each(['', 'abc', 'نەینەوا', '‌‏', '😀 a ݐ', '�￿'])('bytes are counted as UTF-8: %j', (text) => {
    expect(utf8Length(text)).toBe(Buffer.byteLength(text));
  });
});
