import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../calendar/index.ts';
import { CAME_BACK, CLIENT_LANGUAGES } from '../case/index.ts';
import { DOCUMENT_KINDS, DOCUMENT_STATUSES } from '../document/index.ts';
import { TOPICS } from '../need/index.ts';
import {
  ACCESSIBILITY,
  FACT_GROUPS,
  SERVICE_STATUSES,
  ServiceFacts,
  type ServiceState,
} from '../organisation/index.ts';
import type { LocalDate, OrganisationId, ServiceId } from '../shared/index.ts';
import { arbitraryOf, fixedId, foldCase, foldOrganisation, ids } from '../testing/index.ts';
import {
  findCandidate,
  type MatchCandidate,
  type MatchContext,
  type PersonFacts,
  personFactsOf,
} from './match-facts.ts';
import { MATCH_REASON_CODES, MATCH_REASONS, type MatchAnswer, type MatchReasonCode } from './match-reasons.ts';
import { compareMatches, matchServices } from './match-services.ts';

const today = '2026-03-01' as LocalDate; // a Sunday
const context: MatchContext = { today, neighbours: { IQG15Q02: ['IQG15Q05'] } };
const HERE = 'IQG15Q05';

const open: ServiceState = {
  names: { ar: 'دورة', en: 'Course' },
  topics: ['vocational-training'],
  words: null,
  places: [],
  schedules: [{ days: [0, 1, 2, 3, 4], from: '08:30', to: '13:30' }],
  eligibility: {},
  papers: [],
  cost: { kind: 'free' },
  languages: ['ar'],
  accessibility: [],
  methods: ['phone'],
  minimumFields: [],
  status: 'open',
  capacity: { placesLeft: 4, waitingWeeks: 1 },
  fundedUntil: '2026-12-31' as LocalDate,
  verified: [{ on: today, by: ids.caseworker, how: 'call', facts: FACT_GROUPS }],
};
const candidate = (state: Partial<ServiceState> = {}, change: Partial<MatchCandidate> = {}): MatchCandidate => ({
  organisation: ids.organisation,
  service: ids.service,
  organisationState: { policeDesk: false, agreementUntil: null },
  places: [{ district: HERE, kind: 'site' }],
  trackRecord: { sent: 10, answered: 9, closed: 6, medianAnswerDays: 3 },
  ...change,
  state: { ...open, ...state },
});
const person: PersonFacts = {
  sex: 'female',
  age: { from: 20, to: 20 },
  cameBack: 'from-displacement',
  district: HERE,
  language: 'ar',
  missingPapers: false,
};

const matchOne = (one: MatchCandidate, facts: PersonFacts = person, around: MatchContext = context) => {
  const [match] = matchServices('vocational-training', facts, [one], around);
  if (!match) throw new Error('not among the services for this need');
  return match;
};
const answerOf = (code: MatchReasonCode, one: MatchCandidate, facts?: PersonFacts, around?: MatchContext) =>
  matchOne(one, facts, around).reasons.find((reason) => reason.code === code)?.answer;

const without = (...facts: (keyof PersonFacts)[]): PersonFacts =>
  Object.fromEntries(Object.entries(person).filter(([fact]) => !facts.includes(fact as keyof PersonFacts)));

describe('each question', () => {
  test.each<[MatchReasonCode, Partial<ServiceState>, PersonFacts, MatchAnswer]>([
    ['is-open', {}, person, 'yes'],
    ['is-open', { status: 'closed' }, person, 'no'],
    ['is-open', { status: 'temporarily-closed' }, person, 'no'],
    ['is-open', { fundedUntil: '2026-02-28' as LocalDate }, person, 'no'],
    ['facts-are-fresh', { verified: [] }, person, 'unknown'],
    ['facts-are-fresh', { verified: [{ ...open.verified[0]!, on: addDays(today, -20) }] }, person, 'yes'],
    ['facts-are-fresh', { verified: [{ ...open.verified[0]!, on: addDays(today, -31) }] }, person, 'unknown'],
    ['serves-sex', { eligibility: { sexes: ['female'] } }, person, 'yes'],
    ['serves-sex', { eligibility: { sexes: ['male'] } }, person, 'no'],
    ['serves-sex', { eligibility: { sexes: ['male'] } }, without('sex'), 'unknown'],
    ['serves-sex', {}, without('sex'), 'yes'],
    ['serves-age', { eligibility: { ageFrom: 20, ageTo: 20 } }, person, 'yes'],
    ['serves-age', { eligibility: { ageFrom: 21 } }, person, 'no'],
    ['serves-age', { eligibility: { ageTo: 19 } }, person, 'no'],
    ['serves-age', { eligibility: { ageFrom: 18 } }, { age: { from: 17, to: 18 } }, 'unknown'],
    ['serves-age', { eligibility: { ageFrom: 18 } }, {}, 'unknown'],
    ['serves-way-of-return', { eligibility: { cameBack: ['from-abroad-assisted'] } }, person, 'no'],
    ['serves-way-of-return', { eligibility: { cameBack: ['from-abroad-assisted'] } }, {}, 'unknown'],
    ['serves-district', { eligibility: { districts: [HERE] } }, person, 'yes'],
    ['serves-district', { eligibility: { districts: ['IQG15Q02'] } }, person, 'no'],
    ['serves-district', { eligibility: { districts: ['IQG15Q02'] } }, without('district'), 'unknown'],
    ['papers-at-start', { papers: [{ kind: 'passport', when: 'later' }] }, {}, 'yes'],
    ['papers-at-start', { papers: [{ kind: 'passport', when: 'at-start' }] }, {}, 'unknown'],
    ['papers-at-start', { papers: [{ kind: 'passport', when: 'at-start' }] }, { missingPapers: true }, 'unknown'],
    ['papers-at-start', { papers: [{ kind: 'passport', when: 'at-start' }] }, { missingPapers: false }, 'yes'],
    ['papers-at-start', { papers: [{ kind: 'passport', when: 'at-start' }] }, { papers: { passport: 'held' } }, 'yes'],
    ['papers-at-start', { papers: [{ kind: 'passport', when: 'at-start' }] }, { papers: { passport: 'lost' } }, 'no'],
    [
      'papers-at-start',
      { papers: [{ kind: 'passport', when: 'at-start' }] },
      { papers: { passport: 'expired' } },
      'unknown',
    ],
    ['other-conditions', { words: { entry: ids.entry, conditions: true } }, person, 'unknown'],
    ['is-near', {}, person, 'yes'],
    ['is-near', {}, { district: 'IQG15Q02' }, 'yes'], // a neighbour
    ['is-near', {}, { district: 'IQG15Q07' }, 'no'],
    ['is-near', {}, {}, 'unknown'],
    [
      'is-near',
      { schedules: [{ days: [2], from: '10:00', to: '12:00', districts: ['IQG15Q07'] }] },
      { district: 'IQG15Q07' },
      'yes',
    ],
    ['opens-soon', { schedules: [] }, person, 'unknown'],
    ['opens-soon', { schedules: [{ days: [2], from: '10:00', to: '12:00', districts: ['IQG15Q07'] }] }, person, 'no'],
    ['opens-soon', { schedules: [{ days: [2], from: '10:00', to: '12:00', districts: [HERE] }] }, person, 'yes'],
    ['has-places', { capacity: { placesLeft: 0, waitingWeeks: 6 } }, person, 'no'],
    ['has-places', { capacity: { placesLeft: null, waitingWeeks: 6 } }, person, 'unknown'],
    ['has-places', { verified: [{ ...open.verified[0]!, on: addDays(today, -31) }] }, person, 'unknown'],
    ['stays-funded', { fundedUntil: null }, person, 'unknown'],
    ['stays-funded', { fundedUntil: '2026-03-20' as LocalDate }, person, 'no'],
    ['is-free', { cost: { kind: 'fee', iqd: 5000 } }, person, 'no'],
    ['is-free', { cost: { kind: 'not-said' } }, person, 'unknown'],
    ['speaks-language', { languages: ['ckb'] }, person, 'no'],
    ['speaks-language', { languages: [] }, person, 'unknown'],
    ['speaks-language', {}, { language: 'other' }, 'unknown'],
    ['meets-access-need', { accessibility: ['step-free'] }, { accessNeeds: ['step-free'] }, 'yes'],
    ['meets-access-need', {}, { accessNeeds: ['step-free'] }, 'unknown'],
    ['woman-to-speak-with', {}, { prefersToSpeakWith: 'woman' }, 'unknown'],
    ['papers-later', { papers: [{ kind: 'passport', when: 'later' }] }, {}, 'yes'],
  ])('%s, service %j, person %j: %s', (code, state, facts, answer) => {
    expect(answerOf(code, candidate(state), facts)).toBe(answer);
  });

  test.each<[MatchReasonCode, Partial<MatchCandidate>, MatchAnswer | undefined]>([
    ['answers-referrals', { trackRecord: null }, 'unknown'],
    ['answers-referrals', { trackRecord: { sent: 2, answered: 0, closed: 0, medianAnswerDays: null } }, 'unknown'],
    ['answers-referrals', { trackRecord: { sent: 4, answered: 2, closed: 0, medianAnswerDays: 9 } }, 'yes'],
    ['answers-referrals', { trackRecord: { sent: 5, answered: 2, closed: 0, medianAnswerDays: 9 } }, 'no'],
    ['agreement-holds', {}, undefined],
    ['agreement-holds', { organisationState: { policeDesk: false, agreementUntil: '2026-02-28' as LocalDate } }, 'no'],
    ['agreement-holds', { organisationState: { policeDesk: false, agreementUntil: today } }, 'yes'],
    ['is-civilian-desk', {}, undefined],
    ['is-civilian-desk', { organisationState: { policeDesk: true, agreementUntil: null } }, 'no'],
    ['is-near', { places: [] }, 'unknown'],
    ['is-near', { places: [{ district: null, kind: 'remote' }] }, 'yes'],
  ])('%s of %j: %s', (code, change, answer) => {
    expect(answerOf(code, candidate({}, change))).toBe(answer);
  });

  test('the next opening is a day on which somebody works', () => {
    const closed: MatchContext = { today, holidays: new Set(['2026-03-01', '2026-03-02']) };
    const reasons = matchOne(candidate(), person, closed).reasons;
    expect(reasons.find((reason) => reason.code === 'opens-soon')?.params).toEqual({
      day: '2026-03-03',
      from: '08:30',
      to: '13:30',
    });
  });

  test('what closed today is open on the next day', () => {
    const dayOf = (time: string) =>
      matchOne(candidate(), person, { today: '2026-03-03' as LocalDate, time }).reasons.find(
        ({ code }) => code === 'opens-soon',
      )?.params?.day;
    expect(['08:00', '13:29', '13:30', '16:19'].map(dayOf)).toEqual([
      '2026-03-03',
      '2026-03-03',
      '2026-03-04',
      '2026-03-04',
    ]);
  });

  test('what was not asked yet is said with the question', () => {
    const { reasons, verdict } = matchOne(candidate({ eligibility: { ageFrom: 18 } }), {});
    expect(verdict).toBe('unknown');
    expect(reasons.find((reason) => reason.code === 'serves-age')).toEqual({
      code: 'serves-age',
      answer: 'unknown',
      ask: 'age',
      params: { ageFrom: 18 },
    });
  });
});

describe('the verdict', () => {
  test('is yes, unknown or no by what decides, whatever advises', () => {
    expect(matchOne(candidate()).verdict).toBe('yes');
    expect(
      matchOne(
        candidate({
          cost: { kind: 'fee', iqd: 1 },
          languages: ['en'],
          capacity: { placesLeft: 0, waitingWeeks: null },
        }),
      ).verdict,
    ).toBe('yes');
    expect(matchOne(candidate({ verified: [] })).verdict).toBe('unknown');
    expect(matchOne(candidate({ status: 'closed', verified: [] })).verdict).toBe('no');
  });

  test('a police desk is never hidden and always named', () => {
    const desk = matchOne(candidate({}, { organisationState: { policeDesk: true, agreementUntil: null } }));
    expect(desk).toMatchObject({ verdict: 'yes', policeDesk: true });
  });
});

describe('the list', () => {
  const list = (...all: [number, Partial<ServiceState>, Partial<MatchCandidate>?][]) =>
    matchServices(
      'vocational-training',
      person,
      all.map(([number, state, change]) => candidate(state, { service: fixedId(number) as ServiceId, ...change })),
      context,
    ).map((match) => Number.parseInt(match.service.slice(-8), 16));

  test('has the services for this need only, those that cannot serve at the end', () => {
    expect(
      list(
        [101, { status: 'closed' }],
        [102, { topics: ['legal'] }],
        [103, { verified: [] }],
        [104, {}],
        [105, { fundedUntil: '2026-01-31' as LocalDate }],
      ),
    ).toEqual([104, 103, 101, 105]);
  });

  test('the near before the far, those with places before those without, those who answer before those who do not', () => {
    const silent = { sent: 9, answered: 1, closed: 0, medianAnswerDays: null };
    expect(
      list(
        [101, {}, { trackRecord: silent }],
        [102, { capacity: { placesLeft: 0, waitingWeeks: 2 } }],
        [103, {}, { places: [{ district: 'IQG15Q07', kind: 'site' }] }],
        [104, { capacity: { placesLeft: 4, waitingWeeks: 0 } }],
        [105, {}],
      ),
    ).toEqual([104, 105, 101, 102, 103]);
  });

  test('comes from the folded directory and the folded case', () => {
    const directory = foldOrganisation(['place.add'], ['service.add']);
    const found = findCandidate(ids.organisation, directory, ids.service, null);
    const facts = personFactsOf(foldCase().person, today);
    expect(facts).toMatchObject({ sex: 'male', age: { from: 35, to: 40 }, district: HERE });
    const [match] = matchServices('vocational-training', facts, found ? [found] : [], context);
    expect(match).toMatchObject({ verdict: 'unknown', availability: 'open', freshness: { level: 'fresh', days: 0 } });
    expect(match?.reasons.filter((reason) => reason.answer === 'unknown').map((reason) => reason.code)).toEqual([
      'papers-at-start',
      'other-conditions',
      'speaks-language',
      'answers-referrals',
    ]);
    expect(findCandidate(ids.organisation, directory, ids.otherService, null)).toBeUndefined();
  });

  test('a field with two answers is not known yet', () => {
    const say = (sex: string, device: typeof ids.device) =>
      ['case.correct', { changes: { sex } }, { device, basis: { administration: 0, subject: 1 } }] as const;
    const state = foldCase(say('female', ids.otherDevice), say('male', ids.thirdDevice));
    expect(personFactsOf(state.person, today).sex).toBeUndefined();
  });

  test.each([
    ['a year', { yearOfBirth: { year: 2000, precision: 'exact' } }, { from: 25, to: 26 }],
    ['an estimated year', { yearOfBirth: { year: 2000, precision: 'about' } }, { from: 23, to: 28 }],
    ['this year', { yearOfBirth: { year: 2026, precision: 'exact' } }, { from: 0, to: 0 }],
    ['a day', { birthDate: { precision: 'day', value: '2000-01-15' } }, { from: 26, to: 26 }],
  ] as const)('an age comes from %s of birth', (_what, changes, age) => {
    const state = foldCase(['case.correct', { changes }]);
    expect(personFactsOf(state.person, today).age).toEqual(age);
  });

  test('papers that were written down are asked for by their status', () => {
    const passport = { kind: 'passport', status: 'lost', number: 'A 1234567' };
    const state = foldCase(['case.correct', { changes: { 'paper-passport': passport } }]);
    expect(personFactsOf(state.person, today).papers).toEqual({ passport: 'lost' });
  });
});

const districts = fc.constantFrom(HERE, 'IQG15Q02', 'IQG15Q07');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const anyFacts: fc.Arbitrary<PersonFacts> = fc.record({
  sex: fc.constantFrom('female' as const, 'male' as const),
  age: fc.nat(90).map((from) => ({ from, to: from + 1 })),
  cameBack: fc.constantFrom(...CAME_BACK),
  district: districts,
  language: fc.constantFrom(...CLIENT_LANGUAGES),
  prefersToSpeakWith: fc.constantFrom('woman' as const, 'man' as const, 'anyone' as const),
  missingPapers: fc.boolean(),
  papers: fc.dictionary(fc.constantFrom(...DOCUMENT_KINDS), fc.constantFrom(...DOCUMENT_STATUSES)),
  accessNeeds: fc.subarray([...ACCESSIBILITY]),
});
const FACTS = [
  'sex',
  'age',
  'cameBack',
  'district',
  'language',
  'prefersToSpeakWith',
  'missingPapers',
  'papers',
  'accessNeeds',
] as const;
const anyDay = fc.integer({ min: -400, max: 60 }).map((days) => addDays(today, days));

const anyCandidate: fc.Arbitrary<MatchCandidate> = fc
  .record({
    facts: arbitraryOf(ServiceFacts) as fc.Arbitrary<ServiceFacts>,
    service: fc.nat(30),
    organisation: fc.nat(3),
    status: fc.constantFrom(...SERVICE_STATUSES),
    placesLeft: maybe(fc.nat(20)),
    waitingWeeks: maybe(fc.nat(20)),
    fundedUntil: maybe(anyDay),
    verified: fc.array(fc.record({ on: anyDay, facts: fc.subarray([...FACT_GROUPS], { minLength: 1 }) }), {
      maxLength: 3,
    }),
    served: maybe(fc.array(districts, { minLength: 1, maxLength: 2 })),
    at: fc.array(
      fc.record({
        district: maybe(districts),
        kind: fc.constantFrom('site' as const, 'mobile' as const, 'remote' as const),
      }),
      { maxLength: 3 },
    ),
    trackRecord: maybe(
      fc.record({ sent: fc.nat(20), answered: fc.nat(20), closed: fc.nat(20), medianAnswerDays: maybe(fc.nat(60)) }),
    ),
    policeDesk: fc.boolean(),
    agreementUntil: maybe(anyDay),
  })
  .map(({ facts, served, ...rest }) => ({
    organisation: fixedId(500 + rest.organisation) as OrganisationId,
    service: fixedId(600 + rest.service) as ServiceId,
    organisationState: { policeDesk: rest.policeDesk, agreementUntil: rest.agreementUntil },
    places: rest.at,
    trackRecord: rest.trackRecord,
    state: {
      ...facts,
      words: facts.words.conditions === '' ? null : { entry: ids.entry, conditions: true as const },
      eligibility: { ...facts.eligibility, ...(served ? { districts: served } : {}) },
      status: rest.status,
      capacity: { placesLeft: rest.placesLeft, waitingWeeks: rest.waitingWeeks },
      fundedUntil: rest.fundedUntil,
      verified: rest.verified.map((record) => ({ ...record, by: ids.caseworker, how: 'call' as const })),
    },
  }));

describe('any person and any service', () => {
  test('asking one more thing never turns a no into anything else', () => {
    fc.assert(
      fc.property(anyFacts, fc.subarray([...FACTS]), anyCandidate, (all, asked, one) => {
        const topic = one.state.topics[0];
        fc.pre(topic !== undefined);
        const fewer = Object.fromEntries(asked.map((fact) => [fact, all[fact]])) as PersonFacts;
        const [before] = matchServices(topic, fewer, [one], context);
        const [after] = matchServices(topic, all, [one], context);
        if (before?.verdict === 'no') expect(after?.verdict).toBe('no');
        for (const { code } of before?.reasons.filter((reason) => reason.answer === 'no') ?? [])
          expect(after?.reasons.find((reason) => reason.code === code)?.answer, code).toBe('no');
      }),
      { numRuns: 400 },
    );
  });

  test('nobody asked anything: never a no that only the person could have given', () => {
    const aboutPerson: readonly MatchReasonCode[] = [
      'serves-sex',
      'serves-age',
      'serves-way-of-return',
      'serves-district',
      'papers-at-start',
      'is-near',
      'speaks-language',
    ];
    fc.assert(
      fc.property(anyCandidate, fc.constantFrom(...TOPICS), (one, topic) => {
        for (const match of matchServices(topic, {}, [one], context))
          for (const { code, answer } of match.reasons) if (aboutPerson.includes(code)) expect(answer).not.toBe('no');
      }),
    );
  });

  test('the order is total and does not depend on the order in which the services come', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.uniqueArray(anyCandidate, { maxLength: 12, selector: (one) => one.service }),
        fc.constantFrom(...TOPICS),
        fc.nat(11),
        (facts, all, topic, turn) => {
          const turned = [...all.slice(turn), ...all.slice(0, turn)].reverse();
          const list = matchServices(topic, facts, all, context);
          expect(matchServices(topic, facts, turned, context)).toEqual(list);
          for (const [index, match] of list.entries())
            for (const other of list.slice(index + 1)) {
              expect(compareMatches(match, other)).toBeLessThan(0);
              expect(compareMatches(other, match)).toBeGreaterThan(0);
            }
        },
      ),
      { numRuns: 80 },
    );
  });

  test('every reason is in the table of codes, and a referral can keep all of them', () => {
    fc.assert(
      fc.property(anyFacts, anyCandidate, fc.constantFrom(...TOPICS), (facts, one, topic) => {
        for (const match of matchServices(topic, facts, [one], context)) {
          expect(match.reasons.every((reason) => MATCH_REASON_CODES.includes(reason.code))).toBe(true);
          expect(match.reasons.length).toBeLessThanOrEqual(40);
        }
      }),
    );
    expect(Object.values(MATCH_REASONS)).toContain('decides');
  });
});
