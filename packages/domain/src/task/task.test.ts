import { describe, expect, it, test } from 'vitest';
import type { CaseState } from '../case/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Need } from '../need/index.ts';
import { ANSWERS, type Referral, SERVICE_STATES } from '../referral/index.ts';
import type { EntryId, LocalDate, OfficeId } from '../shared/index.ts';
import { ids } from '../testing/index.ts';
import { compareTasks, type RankedTask, TASK_KINDS, tasksOf } from './index.ts';

const day = (text: string) => text as LocalDate;
const reported = <Status extends string>(status: Status) => ({
  status,
  reason: null,
  on: day('2026-03-02'),
  source: 'staff' as const,
  entry: ids.entry,
});

const NEED: Need = { topic: 'housing', urgency: 'normal', identifiedOn: day('2026-03-01'), settled: null };
const SENT: Referral = {
  need: ids.need,
  recipient: { organisation: ids.organisation, service: ids.service },
  serviceName: 'Rent',
  organisationName: 'Shelter office',
  method: 'phone',
  urgency: 'normal',
  fields: ['given-name'],
  sending: 'sent',
  consent: ids.consent,
  override: null,
  slipCode: '4821936050',
  sentOn: day('2026-03-01'),
  dueOn: day('2026-03-15'),
  answer: null,
  service: null,
  confirmation: null,
  toTell: [],
};
const CONSENT: Consent = {
  recipient: SENT.recipient,
  recipientName: 'Shelter office',
  fields: ['given-name'],
  method: 'spoken',
  givenBy: ids.entry,
  withdrawnBy: null,
};
const FILE: CaseState = {
  number: '01260010001',
  office: 'mosul' as OfficeId,
  offices: [],
  openedOn: day('2026-03-01'),
  demonstration: true,
  status: 'open',
  endedBecause: null,
  endProposed: null,
  responsible: ids.caseworker,
  person: {},
  needs: { [ids.need]: NEED },
  consents: { [ids.consent]: CONSENT },
  referrals: {},
  followUp: { lastOn: null, nextOn: day('2026-04-01'), attempts: [] },
};
const withReferral = (change: Partial<Referral> = {}, file: Partial<CaseState> = {}): CaseState => ({
  ...FILE,
  referrals: { [ids.referral]: { ...SENT, ...change } },
  ...file,
});
const withNeed = (change: Partial<Need>): CaseState => ({ ...FILE, needs: { [ids.need]: { ...NEED, ...change } } });
/** Everything but the follow-up that every open file has. */
const kinds = (state: CaseState) =>
  tasksOf(state)
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'follow-up');

describe('a file asks for', () => {
  test.each<[string, CaseState, readonly string[]]>([
    ['nothing more when its need is not urgent', FILE, []],
    ['a referral of an urgent need', withNeed({ urgency: 'urgent' }), ['urgent-need']],
    ['a referral of an emergency', withNeed({ urgency: 'emergency' }), ['urgent-need']],
    [
      'nothing for a need that is settled',
      withNeed({ urgency: 'emergency', settled: { how: 'met', on: day('2026-03-02') } }),
      [],
    ],
    ['the answer of a provider', withReferral(), ['answer-due']],
    ['the answer when it only arrived there', withReferral({ answer: reported('delivered') }), ['answer-due']],
    ['no answer once the person was served', withReferral({ service: reported('attended') }), []],
    ['another provider after a no', withReferral({ answer: reported('declined') }), ['refer-again']],
    ['another provider after silence', withReferral({ answer: reported('no-response') }), ['refer-again']],
    [
      'each report to be told',
      withReferral({ answer: reported('accepted'), toTell: [ids.entry, ids.otherEntry] }),
      ['tell-person', 'tell-person'],
    ],
    [
      'the word of the person after an outcome',
      withReferral({ service: reported('completed') }),
      ['confirm-with-person'],
    ],
    [
      'no word where it was given',
      withReferral({ service: reported('completed'), confirmation: reported('confirmed') }),
      [],
    ],
    [
      'somebody to look at declined and attended',
      withReferral({ answer: reported('declined'), service: reported('attended') }),
      ['contradiction'],
    ],
    ['the end to be approved', { ...FILE, endProposed: { by: ids.caseworker, reason: 'needs-met' } }, ['approve-end']],
    [
      'the recipient to be told of a consent taken back',
      withReferral(
        { answer: reported('accepted') },
        { consents: { [ids.consent]: { ...CONSENT, withdrawnBy: ids.entry } } },
      ),
      ['recipient-to-tell'],
    ],
    ['nothing for a draft', withReferral({ sending: 'draft' }), []],
    ['nothing for what was entered in error', withReferral({ sending: 'entered-in-error', toTell: [ids.entry] }), []],
  ])('%s', (_name, state, expected) => {
    expect(kinds(state)).toEqual(expected);
  });

  it('an answer chosen for a field with two', () => {
    const first = { value: 'high' as const, seq: 1, device: ids.device, entry: ids.entry };
    const second = { value: 'urgent' as const, seq: 2, device: ids.otherDevice, entry: ids.otherEntry };
    const file = { ...FILE, person: { priority: { ...second, answers: [first, second] } } };
    expect(tasksOf(file).find(({ kind }) => kind === 'choose-answer')).toMatchObject({ field: 'priority' });
  });

  it('a follow-up on the agreed day, else by the SOP from the last one or the opening', () => {
    const due = (followUp: Partial<CaseState['followUp']>, file: Partial<CaseState> = {}) =>
      tasksOf({ ...FILE, ...file, followUp: { ...FILE.followUp, ...followUp } }).find(
        ({ kind }) => kind === 'follow-up',
      )?.dueOn;
    expect(due({})).toBe('2026-04-01');
    expect(due({ nextOn: null })).toBe('2026-04-01'); // a month after Sunday the 1st of March
    expect(due({ nextOn: null, lastOn: day('2026-03-10') })).toBe('2026-04-12'); // the 10th is a Friday
    const priority = { value: 'urgent' as const, seq: 1, device: ids.device, entry: ids.entry };
    expect(due({ nextOn: null }, { person: { priority } })).toBe('2026-03-04');
  });

  it('the rest of a registration in a hurry, until it was asked', () => {
    const answer = <Value>(value: Value) => ({ value, seq: 1, device: ids.device, entry: ids.entry });
    const person: CaseState['person'] = {
      givenName: answer('هناء'),
      sex: answer('female' as const),
      district: answer('IQG15Q05'),
      cameBack: answer('from-displacement' as const),
      safeContact: answer({
        by: 'comes-to-office' as const,
        phone: null,
        safeToCall: 'not-asked' as const,
        mayLeaveMessage: 'not-asked' as const,
        hours: '',
        codeWord: '',
      }),
    };
    const file: CaseState = { ...FILE, person };
    expect(kinds(file)).not.toContain('complete-file'); // on a later visit, when there is one
    expect(kinds({ ...file, toComplete: true })).toContain('complete-file');
    expect(kinds({ ...file, toComplete: true, status: 'ended' })).not.toContain('complete-file');
    const asked = {
      ...person,
      fatherName: answer(''),
      yearOfBirth: answer({ year: 1990, precision: 'about' as const }),
    };
    expect(kinds({ ...file, toComplete: true, person: asked })).not.toContain('complete-file');
  });

  it('nothing to refer again when the need is on its way to somebody else', () => {
    const file = withReferral({ answer: reported('declined') });
    const other = { ...SENT, dueOn: day('2026-03-20') };
    const referrals = { ...file.referrals, [ids.otherOrganisation]: other };
    expect(kinds({ ...file, referrals })).toEqual(['answer-due']);
  });
});

describe('a file that has ended', () => {
  const ended = (because: CaseState['endedBecause'], change: Partial<Referral>, file: Partial<CaseState> = {}) =>
    withReferral(change, { status: 'ended', endedBecause: because, ...file });

  it('has no follow-up and waits for nobody', () => {
    expect(tasksOf(ended('needs-met', {}))).toEqual([]);
    for (const answer of ANSWERS) expect(tasksOf(ended('needs-met', { answer: reported(answer) }))).toEqual([]);
    for (const service of SERVICE_STATES)
      expect(tasksOf(ended('needs-met', { service: reported(service) }))).toEqual([]);
  });

  it('still tells the person, where there is somebody to tell', () => {
    expect(kinds(ended('needs-met', { toTell: [ids.entry] }))).toEqual(['tell-person']);
    expect(kinds(ended('died', { toTell: [ids.entry] }))).toEqual([]);
  });

  it('still tells the recipient that consent was taken back', () => {
    const consents = { [ids.consent]: { ...CONSENT, withdrawnBy: ids.otherEntry as EntryId } };
    expect(kinds(ended('died', {}, { consents }))).toEqual(['recipient-to-tell']);
  });
});

describe('the order of tasks', () => {
  const task = (change: Partial<RankedTask>): RankedTask => ({
    kind: 'follow-up',
    dueOn: null,
    urgency: null,
    ...change,
  });
  it('is past its date, urgency, day, kind', () => {
    const wanted: RankedTask[] = [
      task({ dueOn: day('2026-02-20'), urgency: 'urgent' }),
      task({ dueOn: day('2026-02-10'), urgency: 'normal' }),
      task({ dueOn: day('2026-02-20') }),
      task({ urgency: 'emergency' }),
      task({ dueOn: day('2026-03-01'), priority: 'urgent' }),
      task({ priority: 'urgent' }),
      task({ priority: 'high' }),
      task({ dueOn: day('2026-03-01') }),
      task({ kind: 'urgent-need' }),
      task({}),
    ];
    const mixed = [...wanted].reverse();
    expect(mixed.sort(compareTasks(day('2026-03-01')))).toEqual(wanted);
  });

  it('is a total order', () => {
    const compare = compareTasks(day('2026-03-01'));
    const all = TASK_KINDS.flatMap((kind) =>
      [null, day('2026-02-01'), day('2026-03-01'), day('2026-04-01')].flatMap((dueOn) =>
        ([null, 'emergency', 'urgent', 'normal'] as const).map((urgency) => task({ kind, dueOn, urgency })),
      ),
    );
    const sorted = [...all].sort(compare);
    for (let index = 1; index < sorted.length; index++)
      expect(compare(sorted[index - 1] as RankedTask, sorted[index] as RankedTask)).toBeLessThanOrEqual(0);
    for (const a of all) for (const b of all) expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) || 0);
  });
});
