import { addDays, daysBetween } from '@nrm/domain/calendar';
import { type CaseState, openChoices, PAPER_FIELD_NAMES } from '@nrm/domain/case';
import type { GovernorateState } from '@nrm/domain/governorate';
import { findCandidate, matchServices, personFactsOf } from '@nrm/domain/matching';
import { nameSimilarity } from '@nrm/domain/name';
import type { Topic } from '@nrm/domain/need';
import {
  availabilityOf,
  freshnessOf,
  isAgreementOver,
  type OrganisationState,
  servicesOf,
} from '@nrm/domain/organisation';
import { endingOf, type Referral } from '@nrm/domain/referral';
import type { LocalDate } from '@nrm/domain/shared';
import { compareTasks, tasksOf } from '@nrm/domain/task';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { createWorld, foundServer } from '../simulation/governorate.ts';
import { DIFFICULTIES, isInRamadan } from './invent-person.ts';
import { DENIED, FEMALE, isDenied } from './names.ts';
import { STATES } from './person-history.ts';
import type { Colleague } from './scribe.ts';
import { writeDemonstration } from './write-governorate.ts';

const TODAY = '2026-11-22' as LocalDate;
const PEOPLE = 600;

interface File {
  readonly state: CaseState;
  readonly name: string;
  /** What was written, in the order of the file. */
  readonly story: readonly {
    readonly type: string;
    readonly on: LocalDate | null;
    readonly writtenOn: string;
    readonly payload: string;
  }[];
}

let staff: readonly Colleague[];
let files: readonly File[];
let organisations: readonly OrganisationState[];
let outcomes: ReadonlySet<string>;
let governorate: GovernorateState;

/** The whole governorate once, as the first start writes it, in a memory instead of PostgreSQL. */
beforeAll(async () => {
  const world = createWorld(20261122, '2025-10-18T05:00:00.000Z');
  const ledger = createMemoryLedger('epoch');
  const server = await foundServer(world, ledger);
  const demonstration = await writeDemonstration({
    world,
    server,
    today: TODAY,
    people: PEOPLE,
    providers: 60,
    progress: () => undefined,
  });
  await demonstration.writePeople(0, PEOPLE);
  staff = demonstration.staff;
  const stories = Map.groupBy(ledger.entries(), ({ header }) => `${header.subject.kind} ${header.subject.id}`);
  const stateOf = async (key: string) => {
    const [kind, id] = key.split(' ') as ['case', string];
    return (await ledger.findSubject({ kind, id }))?.state;
  };
  const read: File[] = [];
  const known: OrganisationState[] = [];
  for (const [key, entries] of stories) {
    const state = await stateOf(key);
    if (key.startsWith('organisation ')) known.push(state as OrganisationState);
    if (key.startsWith('governorate ')) governorate = state as GovernorateState;
    if (!key.startsWith('case ')) continue;
    const { person } = state as CaseState;
    read.push({
      state: state as CaseState,
      name: [person.givenName?.value, person.fatherName?.value].filter(Boolean).join(' '),
      story: entries.map(({ header, entry }) => ({
        type: header.type,
        on: header.occurredOn?.day ?? null,
        writtenOn: header.at.instant.slice(0, 10),
        payload: entry.payload ?? '',
      })),
    });
  }
  [files, organisations] = [read, known];
  outcomes = new Set(ledger.entries().map(({ placement }) => placement.outcome));
}, 120_000);

const named = (given: string) => {
  const found = files.filter(({ name }) => name === given);
  expect(found, given).toHaveLength(1);
  return found[0] as File;
};
const stateOf = (given: string) => named(given).state;
const referralsOf = ({ referrals }: CaseState): readonly Referral[] => Object.values(referrals);
const needTopics = ({ needs }: CaseState) => Object.values(needs).map(({ topic }) => topic);
const topicOf = (state: CaseState, { need }: Referral): Topic | undefined => state.needs[need]?.topic;
const only = <T>(values: readonly T[]): T => {
  expect(values).toHaveLength(1);
  return values[0] as T;
};
const providerOf = ({ recipient }: Referral) => {
  const provider = organisations.find(({ services }) => recipient.service && services[recipient.service]);
  expect(provider).toBeDefined();
  return provider as OrganisationState;
};
const share = <T>(all: readonly T[], isOne: (one: T) => boolean) => (100 * all.filter(isOne).length) / all.length;
const typesOf = ({ story }: File) => story.map(({ type }) => type);
const servicesFor = ({ state: { person } }: File, topic: Topic) =>
  matchServices(
    topic,
    personFactsOf(person, TODAY),
    organisations.flatMap((state, index) =>
      servicesOf(state).flatMap(({ id }) => findCandidate(`${index}` as never, state, id, null) ?? []),
    ),
    { today: TODAY },
  );
/** What is due for somebody today, the most pressing first: as My day asks it. */
const dayOf = (worker: Colleague) =>
  files
    .filter(({ state }) => state.responsible === worker.worker)
    .flatMap(({ state, name }) =>
      tasksOf(state).map((task) => ({ ...task, name, priority: state.person.priority?.value })),
    )
    .filter(({ kind, dueOn }) => kind !== 'approve-end' && (dueOn === null || dueOn <= TODAY))
    .sort(compareTasks(TODAY));

describe('the demonstration governorate', () => {
  it('is written by the same rules as everything else, and every record says that it is invented', () => {
    expect([...outcomes]).toEqual(['applied']);
    expect(governorate.demonstration).toBe(true);
    expect(files.length).toBe(PEOPLE + 15);
    expect(files.every(({ state }) => state.demonstration)).toBe(true);
    expect(organisations.every(({ demonstration }) => demonstration)).toBe(true);
  });

  it('has four offices with 5, 2, 3 and 2 workers, half of them women, and a woman caseworker in each', () => {
    const women = new Set<string>([...FEMALE, 'هناء']);
    const isWoman = ({ name }: Colleague) => women.has(name.split(' ')[0] ?? '');
    const offices = Map.groupBy(staff, ({ office }) => office);
    expect([...offices].map(([office, { length }]) => [office, length])).toEqual([
      ['mosul', 5],
      ['hamdaniya', 2],
      ['sinjar', 3],
      ['telafar', 2],
    ]);
    expect(share(staff, isWoman)).toBeGreaterThanOrEqual(50);
    for (const workers of offices.values())
      expect(workers.some((one) => one.role === 'caseworker' && isWoman(one))).toBe(true);
  });

  it('lets nobody be generated who is known to the public', () => {
    for (const known of DENIED) {
      const [given = '', ...rest] = known.split(' ');
      expect(isDenied(given, rest.join(' '))).toBe(true);
    }
    for (const { name } of [...files, ...staff].filter(({ name }) => name.includes(' ')))
      expect(isDenied(...(name.split(/ (?=\S+$)/) as [string, string])), name).toBe(false);
    expect(files.filter(({ name }) => (DENIED as readonly string[]).includes(name))).toEqual([]);
  });

  it('has no number that anybody could dial, and no number of a paper that could be issued', () => {
    for (const { state } of files) {
      expect(state.person.safeContact?.value.phone ?? '+964700000').toMatch(/^\+964700000/);
      for (const field of PAPER_FIELD_NAMES)
        expect((state.person[field]?.value as { number?: string } | undefined)?.number ?? 'TEST-').toMatch(/^TEST-/);
    }
  });

  test.each<[string, number, number, (file: File) => boolean]>([
    ['420 from displacement', 70, 1.5, ({ state }) => state.person.cameBack?.value === 'from-displacement'],
    ['41 % under 18', 41, 2, ({ state }) => 2026 - (state.person.yearOfBirth?.value.year ?? 0) < 18],
    [
      '11 % with a functional difficulty',
      11,
      1.5,
      ({ story }) =>
        story.some(({ type, payload }) => type === 'case.note' && DIFFICULTIES.some((one) => payload.includes(one))),
    ],
    ['30 % missing a paper', 30, 2, ({ state }) => state.person.missingPapers?.value === true],
  ])('of the people: %s', (_name, percent, tolerance, isOne) => {
    expect(Math.abs(share(files, isOne) - percent)).toBeLessThanOrEqual(tolerance);
  });

  it('has dates of birth that cluster on 1 July', () => {
    const days = files.flatMap(({ state }) => {
      const born = state.person.birthDate?.value;
      return born?.precision === 'day' ? [born.value] : [];
    });
    expect(days.length).toBeGreaterThan(100);
    expect(share(days, (day) => day.endsWith('-07-01'))).toBeGreaterThan(50);
    const others = Map.groupBy(
      days.filter((day) => !day.endsWith('-07-01')),
      (day) => day.slice(5),
    );
    expect(Math.max(...[...others.values()].map(({ length }) => length))).toBeLessThan(10);
  });

  it('has fewer registrations in Ramadan, and none on a day off', () => {
    const invented = files.filter(({ name }) => name.includes(' ')).map(({ state }) => state.openedOn);
    const days = Array.from({ length: 200 }, (_, index) => addDays(TODAY, -180 - index));
    const perDay = (isOne: (day: LocalDate) => boolean) => invented.filter(isOne).length / days.filter(isOne).length;
    expect(days.some(isInRamadan)).toBe(true);
    expect(perDay(isInRamadan)).toBeLessThan(0.65 * perDay((day) => !isInRamadan(day)));
    expect(invented.filter((day) => [5, 6].includes(new Date(day).getUTCDay())).length).toBeLessThan(3);
  });

  it('tells what happened to a file in the order in which it happened', () => {
    const jumps = files.filter(({ story }) =>
      story.some(({ writtenOn }, index) => writtenOn < (story[index - 1]?.writtenOn ?? '')),
    );
    expect(jumps.map(({ name }) => name)).toEqual([]);
  });
});

describe('how referrals stand', () => {
  /** As the table of states names it; a referral that was told to stand so. */
  const standingOf = (state: CaseState, referral: Referral): string => {
    const ending = endingOf(referral, state.status === 'ended');
    const isOver = (referral.dueOn ?? TODAY) < TODAY;
    if (ending === 'closed-both') return 'both';
    if (ending === 'disputed' || ending === 'withdrawn') return ending;
    if (referral.confirmation?.status === 'confirmed') return 'person-only';
    switch (referral.service?.status) {
      case 'completed':
        return 'provider-only';
      case 'in-service':
      case 'not-attended':
        return referral.service.status;
    }
    if (referral.answer?.status === 'no-response' || referral.answer?.status === 'declined')
      return referral.answer.status;
    return referral.answer ? 'other' : isOver ? 'past-date' : 'waiting';
  };

  test.each(STATES.map(([state, percent]) => [state, percent] as const))('%s: %i of a hundred', (standing, percent) => {
    const all = files
      .filter(({ name }) => name.includes(' '))
      .flatMap(({ state }) => referralsOf(state).map((referral) => standingOf(state, referral)));
    expect(all.length).toBeGreaterThan(500);
    expect(Math.abs(share(all, (one) => one === standing) - percent)).toBeLessThanOrEqual(1);
  });
});

describe('the directory', () => {
  it('has sixty providers of every kind, each marked as invented in three languages', () => {
    expect(organisations).toHaveLength(60);
    for (const { names } of organisations) {
      expect(names.ar).toContain('(تجريبي)');
      expect(names.en).toContain('(demonstration)');
      expect(names.ckb).toContain('(نموونەیی)');
    }
    for (const kind of [
      'Civil status office',
      'Passport office',
      'Education department',
      'Equivalence of certificates',
      'Primary health centre',
      'Psychosocial centre',
      'Employment section',
      'Vocational training centre',
      'Small loans section',
      'Safety net section',
      'Housing, land and property centre',
      'Compensation desk',
      "Survivors' desk",
      'Referral Guidance Centre',
      "Women's Legal Counselling Office",
      'Legal aid',
      'Organisation of persons with disabilities',
      "Women's organisation",
      'Youth organisation',
      'International organisation A',
      'International organisation B',
      'International organisation C',
    ])
      expect(
        organisations.some(({ names }) => names.en?.startsWith(kind)),
        kind,
      ).toBe(true);
  });

  it('is fresh 55, ageing 25, doubtful 8, temporarily closed 7 and out of funds 5 percent', () => {
    const stands = organisations.map((state) => {
      const { service } = only(servicesOf(state));
      const availability = availabilityOf(service, TODAY);
      return availability === 'open' ? freshnessOf(service, TODAY).level : availability;
    });
    const counts = Object.fromEntries([...Map.groupBy(stands, (one) => one)].map(([key, { length }]) => [key, length]));
    expect(counts).toEqual({ fresh: 33, ageing: 15, doubtful: 5, 'temporarily-closed': 4, 'funding-ended': 3 });
  });

  it('has an agreement that is over, and says so where its service is chosen', () => {
    const over = only(organisations.filter((state) => isAgreementOver(state, TODAY)));
    const matched = servicesFor(named('هدى'), 'vocational-training');
    const ofIt = matched.find(({ service }) => over.services[service]);
    expect(ofIt?.reasons).toContainEqual(expect.objectContaining({ code: 'agreement-holds', answer: 'no' }));
  });
});

describe('the twelve files', () => {
  test('1. the answer that never came: tools, five days past its date, three others to ask and one out of funds', () => {
    const file = named('إسماعيل');
    const referral = only(referralsOf(file.state));
    expect(referral).toMatchObject({ sending: 'sent', answer: null, urgency: 'urgent' });
    expect(referral.serviceName).toContain('أدوات');
    expect(daysBetween(referral.dueOn as LocalDate, TODAY)).toBe(5);
    const matched = servicesFor(file, 'small-business');
    expect(matched.filter(({ verdict }) => verdict !== 'no')).toHaveLength(3);
    expect(matched.filter(({ availability }) => availability === 'funding-ended')).toHaveLength(1);
  });

  test('2. done, they said: disputed, two days of ten were given', () => {
    const referral = only(referralsOf(stateOf('هدى')));
    expect(referral).toMatchObject({ service: { status: 'completed' }, confirmation: { status: 'disputed' } });
    expect(named('هدى').story.at(-2)?.payload).toContain('يومين من عشرة');
  });

  test('3. three children, two desks: by letter, the third child waits', () => {
    const state = stateOf('سعاد');
    const [school, paper] = referralsOf(state) as [Referral, Referral];
    expect([topicOf(state, school), topicOf(state, paper)]).toEqual(['school-enrolment', 'civil-documentation']);
    expect([school.method, paper.method]).toEqual(['official-letter', 'official-letter']);
    expect(school.service?.status).toBe('in-service');
    expect(named('سعاد').story.some(({ payload }) => payload.includes('والثالث ينتظر'))).toBe(true);
    expect(paper).toMatchObject({ sending: 'sent', answer: null });
  });

  test('4. paper before everything: no card, another need waits for it', () => {
    const state = stateOf('كريم');
    expect(needTopics(state)).toEqual(['civil-documentation', 'job-placement']);
    expect(referralsOf(state)).toEqual([]);
    expect(state.person['paper-unified-national-card']?.value.status).toBe('lost');
    expect(tasksOf(state).map(({ kind }) => kind)).toContain('urgent-need');
  });

  test('5. the house with others in it: at the centre for housing, land and property; expected today', () => {
    const state = stateOf('نادية');
    const referral = only(referralsOf(state));
    expect(providerOf(referral).type).toBe('hlp-centre');
    expect(referral.service?.status).toBe('scheduled');
    expect(named('نادية').story.findLast(({ type }) => type === 'referral.report-service')?.payload).toContain(
      `"appointmentOn":"${TODAY}"`,
    );
  });

  test('6. the road: yes, no and unknown; a mobile team on Tuesdays', () => {
    const matched = servicesFor(named('فاضل'), 'medical');
    expect(new Set(matched.flatMap(({ reasons }) => reasons.map(({ answer }) => answer)))).toEqual(
      new Set(['yes', 'no', 'unknown']),
    );
    const team = matched.find(
      ({ verdict, reasons }) =>
        verdict !== 'no' &&
        reasons.some(({ code, params }) => code === 'is-near' && params?.['nearness'] === 'comes-there'),
    );
    const opens = team?.reasons.find(({ code }) => code === 'opens-soon')?.params?.['day'];
    expect(new Date(String(opens)).getUTCDay()).toBe(2);
  });

  test('7. she changed her mind: consent withdrawn, the recipient told at 14:10', () => {
    const state = stateOf('رغد');
    expect(only(referralsOf(state)).sending).toBe('withdrawn');
    expect(only(Object.values(state.consents)).withdrawnBy).not.toBeNull();
    expect(named('رغد').story.at(-1)?.payload).toContain('14:10');
  });

  test('8. back, away, back: ended, then reopened', () => {
    expect(typesOf(named('رائد')).filter((type) => type.startsWith('case.'))).toEqual([
      'case.register',
      'case.end',
      'case.reopen',
    ]);
    expect(stateOf('رائد').status).toBe('open');
  });

  test('9. not reached: three attempts on different days', () => {
    const state = stateOf('حازم');
    expect(new Set(state.followUp.attempts.map(({ on }) => on)).size).toBe(3);
    expect(endingOf(only(referralsOf(state)))).toBe('person-not-reached');
  });

  test('10. one person, two spellings: 0.91 alike at least, and not the same', () => {
    const spelt = files.filter(({ name }) => /^عبد ?الرحم/.test(name) && name.endsWith('صالح'));
    const pair = spelt.filter(({ state }) => state.person.yearOfBirth?.value.year === 1984);
    const [a, b] = pair.map(({ state: { person } }) => ({
      given: person.givenName?.value,
      father: person.fatherName?.value,
    })) as [{ given: string; father: string }, { given: string; father: string }];
    expect(pair).toHaveLength(2);
    expect(a.given).not.toBe(b.given);
    expect(nameSimilarity(a, b).score).toBeCloseTo(0.91, 1);
  });

  test('11. a good no: declined with a reason, the directory put right, accepted elsewhere', () => {
    const [first, second] = referralsOf(stateOf('شهد')) as [Referral, Referral];
    expect(first.answer).toMatchObject({ status: 'declined', reason: 'not-eligible' });
    expect(only(servicesOf(providerOf(first))).service.words?.conditions).toBe(true);
    expect(providerOf(second)).not.toBe(providerOf(first));
    expect(endingOf(second)).toBe('closed-both');
  });

  test('12. standing: "Ask me again next year", and its end waits for somebody to approve it', () => {
    const file = named('ياسر');
    expect(endingOf(only(referralsOf(file.state)))).toBe('closed-both');
    expect(file.story.some(({ payload }) => payload.includes('السنة القادمة'))).toBe(true);
    expect(file.state.endProposed).toMatchObject({ reason: 'needs-met' });
    const supervisor = staff.find(({ office, role }) => office === file.state.office && role === 'supervisor');
    expect(file.state.endProposed?.by).not.toBe(supervisor?.worker);
  });

  test('one value with two answers', () => {
    const [{ field, answers }] = openChoices(stateOf('جنان')) as [ReturnType<typeof openChoices>[number]];
    expect(field).toBe('householdSize');
    expect(answers.map(({ value }) => value)).toEqual([6, 8]);
  });

  test('a paper visit typed four days later', () => {
    const visit = named('أمل').story.find(({ type }) => type === 'followup.record');
    expect(daysBetween(visit?.on as LocalDate, visit?.writtenOn as LocalDate)).toBe(4);
  });

  it('are first names only', () => {
    expect(files.filter(({ name }) => !name.includes(' '))).toHaveLength(13);
  });
});

test('my day of the first five minutes: six lines, the first five days late', () => {
  const first = staff.find(({ office, role }) => office === 'mosul' && role === 'caseworker') as Colleague;
  const lines = dayOf(first);
  expect(lines.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'answer-due إسماعيل',
    'urgent-need كريم',
    'tell-person أمل',
    'contradiction هدى',
    'follow-up جنان',
    'choose-answer جنان',
  ]);
  expect(daysBetween(lines[0]?.dueOn as LocalDate, TODAY)).toBe(5);
});
