import type { CaseState } from '@nrm/domain/case';
import type { CaseId, EntryId, Instant } from '@nrm/domain/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { discardDraft, saveDraft } from '../drafts.ts';
import { findThisDevice } from '../ledger/ledger.ts';
import { projectSubject } from '../read-models/index.ts';
import { caseRef, correct, newReferral, referralSteps, registerPerson } from '../testing/people.ts';
import { addProvider } from '../testing/provider.ts';
import { openSmallOffice, type SmallOffice } from '../testing/small-office.ts';
import { countUnsettled } from './sync/sync-items.ts';

let here: SmallOffice;
const me = () => ({ worker: here.caseworker, role: 'caseworker' as const });
const boss = () => ({ worker: here.supervisor, role: 'supervisor' as const });
const on = (id: CaseId, type: string, intent: unknown) => here.write(me(), { type, subject: caseRef(id), intent });

beforeEach(() => {
  here = openSmallOffice();
});

describe('people alike', () => {
  beforeEach(() => {
    registerPerson(here, { givenName: 'زينب', fatherName: 'محمد', sex: 'female', year: 1990, phone: '+9647701234567' });
    registerPerson(here, { givenName: 'زينة', fatherName: 'سعد', sex: 'female', year: 1961 });
  });
  const similar = (args: object) => here.ask('people.similar', { givenName: '', ...args });

  it('are counted and masked, with reasons, in any script', () => {
    for (const givenName of ['زينب', 'زینب', 'Zainab']) {
      const { count, rows } = similar({ givenName, fatherName: givenName === 'Zainab' ? 'Mohammed' : 'محمد' });
      expect(count).toBe(1);
      expect(rows[0]?.masked).toBe('ز••• م•••');
      expect(rows[0]?.reasons.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toContain('زينب');
    }
  });

  it('are found by the telephone alone, and not among the other sex', () => {
    expect(similar({ givenName: 'قسطنطين', phone: '0770 123 4567' }).rows[0]?.reasons).toContainEqual({
      code: 'phone.same',
    });
    expect(similar({ givenName: 'زينب', fatherName: 'محمد', sex: 'male' }).count).toBe(0);
  });

  it('are nobody for a name nobody has, and for an empty form', () => {
    expect(similar({ givenName: 'قسطنطين' })).toEqual({ count: 0, rows: [] });
    expect(similar({}).count).toBe(0);
  });
});

describe('a case file', () => {
  it('is state, story and tasks, with what waits, by name', () => {
    const id = registerPerson(here, { givenName: 'سعد', fatherName: 'علي' });
    here.write(me(), ...referralSteps(id, newReferral(here)));
    const file = here.ask('case.file', { case: id });
    expect(file).toMatchObject({ fullName: 'سعد علي', responsibleName: 'سارة', waiting: true, needsUpdate: false });
    // Whoever works on files of this office, and nobody whose role is another.
    expect(file?.staff.map(({ worker }) => worker).sort()).toEqual(
      [here.caseworker, here.colleague, here.supervisor].sort(),
    );
    expect(file?.story.map(({ type }) => type)).toEqual([
      'case.register',
      'need.identify',
      'referral.draft',
      'consent.give',
      'referral.send',
    ]);
    expect(file?.story[0]).toMatchObject({
      author: { name: 'سارة', role: 'caseworker' },
      thisLaptop: true,
      outcome: null,
      refusal: null,
      occurredOn: { day: '2026-03-01', precision: 'exact' },
    });
    expect(file?.tasks.map(({ kind }) => kind)).toEqual(['answer-due', 'follow-up']);
  });

  it('says that it needs an update, and what could not hold', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    const [note] = on(id, 'case.note', { words: 'x' });
    here.store.write((tx) => {
      tx.run(
        `update entries set outcome = 'refused', refusal = '{"code":"case.has-ended"}' where id = ?`,
        note as string,
      );
      tx.run(`update subjects set frozen_at = 7 where id = ?`, id);
    });
    const file = here.ask('case.file', { case: id });
    expect(file?.needsUpdate).toBe(true);
    expect(file?.story.at(-1)).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'case.has-ended' },
      payload: { words: 'x' },
    });
  });

  it('is nothing where there is none', () => {
    expect(here.ask('case.file', { case: here.newId() as CaseId })).toBeNull();
  });
});

describe('my day', () => {
  it('has what is due of my files, the most pressing first, and the rest for everybody', () => {
    const one = registerPerson(here, { givenName: 'سعد' });
    const two = registerPerson(here, { givenName: 'سعدون' });
    here.write(boss(), { type: 'case.assign', subject: caseRef(two), intent: { worker: here.colleague } });
    const referral = newReferral(here);
    here.write(me(), ...referralSteps(one, referral, 'urgent'));
    on(two, 'need.identify', { need: here.newId(), topic: 'medical', urgency: 'emergency', words: '' });
    expect(here.ask('my-day', {}).tasks).toEqual([]); // the answer is due on Wednesday
    here.wait(5);
    expect(here.ask('my-day', {}).tasks).toMatchObject([
      { kind: 'answer-due', case: one, fullName: 'سعد', dueOn: '2026-03-04', serviceName: 'بدل إيجار' },
    ]);
    expect(here.ask('my-day', { everybody: true }).tasks.map(({ kind }) => kind)).toEqual([
      'urgent-need',
      'answer-due',
    ]);
    expect(here.ask('my-day', {}, here.colleague).tasks.map(({ kind }) => kind)).toEqual(['urgent-need']);
  });

  it('asks a supervisor to approve an end, whoever is responsible, and nobody else', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    on(id, 'case.propose-end', { reason: 'needs-met', words: 'x' });
    expect(here.ask('my-day', {}, here.supervisor).tasks.map(({ kind }) => kind)).toEqual(['approve-end']);
    expect(here.ask('my-day', { everybody: true }).tasks).toEqual([]);
  });

  it('asks for the weekly call of the services this office leads', () => {
    addProvider(here, {}, { leadOffice: here.office });
    addProvider(here, {}, { leadOffice: null });
    addProvider(here, {}, { leadOffice: here.office }, { status: 'open' }, null);
    const checks = () => here.ask('my-day', {}).directoryChecks.map(({ verifiedDaysAgo }) => verifiedDaysAgo);
    expect(checks()).toEqual([null]);
    here.wait(31);
    expect(checks()).toEqual([null, 31]);
  });
});

it('the call list has each person once, with how to call without harm', () => {
  const id = registerPerson(here, { givenName: 'سعد', phone: '+9647701234567' });
  const { referral, ...rest } = newReferral(here);
  here.write(me(), ...referralSteps(id, { referral, ...rest }));
  on(id, 'referral.report-answer', { referral, answer: 'declined', reason: 'no-capacity', words: '', source: 'staff' });
  on(id, 'followup.record-contact-attempt', { outcome: 'no-answer', referral: null, words: '' });
  expect(here.ask('call-list', {}).calls).toMatchObject([
    {
      case: id,
      phone: '+9647701234567',
      safeToCall: 'yes',
      mayLeaveMessage: 'no',
      codeWord: 'زيتون',
      why: ['tell-person', 'refer-again'],
      attempts: [{ outcome: 'no-answer' }],
    },
  ]);
});

it('the call list offers nobody for whom a call is not safe, and says how many those are', () => {
  const id = registerPerson(here, { givenName: 'سعد', phone: '+9647701234567' });
  const { referral, ...rest } = newReferral(here);
  here.write(me(), ...referralSteps(id, { referral, ...rest }));
  on(id, 'referral.report-answer', { referral, answer: 'declined', reason: 'no-capacity', words: '', source: 'staff' });
  expect(here.ask('call-list', {})).toMatchObject({ calls: [{ case: id }], notByTelephone: 0 });
  const contact = { by: 'comes-to-office', phone: '+9647701234567', mayLeaveMessage: 'no', hours: '', codeWord: '' };
  here.write(me(), correct(id, { safeContact: { ...contact, safeToCall: 'no' } }));
  expect(here.ask('call-list', {})).toMatchObject({ calls: [], notByTelephone: 1 });
  here.write(me(), correct(id, { safeContact: { ...contact, phone: null, safeToCall: 'not-asked' } }));
  expect(here.ask('call-list', {})).toMatchObject({ calls: [], notByTelephone: 1 });
  expect(here.ask('my-day', {}).tasks.some((task) => task.case === id)).toBe(true);
});

describe('the board of referrals', () => {
  it('moves a referral from list to list', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    const { referral, organisation, ...rest } = newReferral(here);
    here.write(me(), ...referralSteps(id, { referral, organisation, ...rest }));
    const lists = () =>
      (['waiting', 'past-date', 'answered', 'in-service', 'to-confirm', 'ended'] as const).filter(
        (show) => here.ask('referrals.list', { show }).total === 1,
      );
    const report = (type: string, intent: object) => on(id, type, { referral, words: 'x', source: 'staff', ...intent });
    expect(lists()).toEqual(['waiting']);
    here.wait(20);
    expect(lists()).toEqual(['waiting', 'past-date']);
    report('referral.report-answer', { answer: 'accepted', reason: null });
    expect(lists()).toEqual(['answered']);
    report('referral.report-service', { status: 'in-service', reason: null, appointmentOn: null });
    expect(lists()).toEqual(['in-service']);
    report('referral.report-service', { status: 'completed', reason: null, appointmentOn: null });
    expect(lists()).toEqual(['to-confirm']);
    report('referral.report-confirmation', { confirmation: 'confirmed' });
    expect(lists()).toEqual(['ended']);
    const asked = (args: object) => here.ask('referrals.list', { show: 'all', ...args }).rows;
    expect(asked({ ending: 'closed-both', organisation })).toMatchObject([
      { referral, fullName: 'سعد', sending: 'sent', topic: 'housing' },
    ]);
    expect(asked({ ending: 'disputed' })).toEqual([]);
    expect(asked({ offset: 1 })).toEqual([]);
  });
});

it('matching ranks the services for a need and knows how each answered', () => {
  const good = addProvider(here, { topics: ['housing'] });
  const women = addProvider(here, { topics: ['housing'], eligibility: { sexes: ['female'] } });
  addProvider(here, { topics: ['legal'] });
  const id = registerPerson(here, { givenName: 'سعد' });
  const { referral, ...rest } = newReferral(here, good);
  here.write(me(), ...referralSteps(id, { referral, ...rest }));
  here.wait(2);
  on(id, 'referral.report-answer', { referral, answer: 'accepted', reason: null, words: '', source: 'staff' });
  const { services } = here.ask('referral.match', { case: id, need: rest.need });
  expect(services.map(({ service }) => service)).toEqual([good.service, women.service]);
  expect(services.map(({ verdict }) => verdict === 'no')).toEqual([false, true]);
  expect(services[0]?.row).toMatchObject({
    organisation: good.organisation,
    verifiedDaysAgo: 2,
    state: { status: 'open' },
  });
  const answers = services.map(({ reasons }) => reasons.find(({ code }) => code === 'answers-referrals')?.answer);
  expect(answers[0]).not.toBe('no');
});

describe('the directory', () => {
  it('is searched in three languages, by topic, district and whether it is open', () => {
    const welding = addProvider(here);
    const closed = addProvider(
      here,
      { names: { ar: 'مساعدة قانونية', en: 'Legal aid', ckb: 'یارمەتی یاسایی' }, topics: ['legal'] },
      { names: { ar: 'دار العدالة', en: 'House of justice' } },
      { status: 'closed' },
    );
    const unfunded = addProvider(
      here,
      { names: { ar: 'قرض', en: 'Loan' }, topics: ['small-business'] },
      {},
      {
        status: 'open',
        fundedUntil: '2026-01-31',
      },
    );
    const found = (args: object) => here.ask('directory.search', args).rows.map(({ service }) => service);
    for (const text of ['لحام', 'weld', 'لەحیم', 'دورة لح']) expect(found({ text })).toEqual([welding.service]);
    expect(found({ text: 'justice' })).toEqual([closed.service]);
    expect(found({ topic: 'legal' })).toEqual([closed.service]);
    expect(found({ onlyOpen: true })).toEqual([welding.service]);
    expect(found({ topic: 'small-business', onlyOpen: true })).toEqual([]);
    expect(found({ text: 'قرض' })).toEqual([unfunded.service]);
    expect(found({ district: 'IQG15Q05' }).sort()).toEqual([welding.service, closed.service, unfunded.service].sort()); // nobody said where
    expect(here.ask('directory.search', { limit: 2 })).toMatchObject({ total: 3, rows: [{}, {}] });
  });

  it('shows a provider whole, with the words that stay in the entries', () => {
    const { organisation, service } = addProvider(here);
    expect(here.ask('directory.organisation', { organisation })).toMatchObject({
      id: organisation,
      state: { names: { en: 'Vocational training centre' } },
      words: { [service]: { description: 'Three months, with tools to keep.' } },
    });
    const missing = { organisation: here.newId() as typeof organisation };
    expect(here.ask('directory.organisation', missing)).toBeNull();
  });

  it('says each name of the directory once, in all its languages', () => {
    addProvider(here);
    addProvider(here);
    const names = here.ask('directory.names', {});
    expect(names.filter(({ en }) => en === 'Vocational training centre')).toHaveLength(1);
    expect(names.every(({ ar, en }) => ar !== '' && en !== '')).toBe(true);
    expect(names).toContainEqual(expect.objectContaining({ en: expect.stringMatching(/weld/i) }));
  });
});

describe('what waits, came, and is to be settled', () => {
  it('counts a refusal until somebody wrote again knowing of it', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    const [note] = on(id, 'case.note', { words: 'kept' });
    expect(here.ask('sync.items', {})).toMatchObject({
      waiting: [{ type: 'case.register', fullName: 'سعد' }, { type: 'case.note' }],
      unsettled: [],
      answered: [],
    });
    here.store.write((tx) =>
      tx.run(`update entries set outcome = 'applied' where json_extract(header, '$.type') = 'case.register'`),
    );
    expect(here.ask('sync.items', {})).toMatchObject({
      waiting: [{ type: 'case.note' }],
      answered: [{ type: 'case.register', fullName: 'سعد' }],
    });
    here.store.write((tx) => {
      tx.run(
        `update entries set outcome = 'refused', placed = 1, subject_seq = 5, refusal = '{"code":"case.has-ended"}' where id = ?`,
        note as string,
      );
    });
    expect(here.ask('sync.items', {}).unsettled).toMatchObject([
      { entry: note, case: id, outcome: 'refused', payload: { words: 'kept' }, refusal: { code: 'case.has-ended' } },
    ]);
    expect(countUnsettled(here.store)).toBe(1);
    on(id, 'case.note', { words: 'not knowing' });
    expect(countUnsettled(here.store)).toBe(1);
    here.store.write((tx) => tx.run('update subjects set seq = 5 where id = ?', id));
    on(id, 'case.note', { words: 'knowing' });
    expect(countUnsettled(here.store)).toBe(0);
  });

  it('shows what is held until a supervisor decided, and then what they said', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    const [note] = on(id, 'case.note', { words: 'kept' });
    here.store.write((tx) =>
      tx.run(
        `update entries set outcome = 'held', refusal = '{"code":"access.role-ended"}' where id = ?`,
        note as string,
      ),
    );
    const unsettled = () => here.ask('sync.items', {}).unsettled;
    expect(unsettled()).toMatchObject([{ entry: note, outcome: 'held', decided: null }]);
    const subject = { kind: 'governorate' as const, id: findThisDevice(here.store)?.governorate ?? '' };
    const intent = { entry: note, reason: 'She wrote it before she left' };
    here.write({ worker: here.supervisor, role: 'supervisor' }, { type: 'held.admit', subject, intent });
    const decided = { decision: 'admitted', reason: 'She wrote it before she left', authorName: 'نور' };
    expect(unsettled()).toMatchObject([{ entry: note, outcome: 'held', decided }]);
  });

  it('shows both answers of a field, and who gave them', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    const [own] = here.write(me(), correct(id, { priority: 'high' }));
    const row = here.store.get('select coalesce(shown, state) as shown from subjects where id = ?', id);
    const state = JSON.parse(row?.shown as string) as CaseState;
    const first = { value: 'high', seq: 2, device: here.newId(), entry: own as EntryId };
    const second = { value: 'urgent', seq: 3, device: here.newId(), entry: here.newId() as EntryId };
    const contested = { ...state, person: { ...state.person, priority: { ...second, answers: [first, second] } } };
    here.store.write((tx) => {
      tx.run('update subjects set shown = ? where id = ?', JSON.stringify(contested), id);
      projectSubject(tx, caseRef(id), contested);
    });
    expect(here.ask('sync.items', {}).choices).toMatchObject([
      {
        case: id,
        fullName: 'سعد',
        field: 'priority',
        answers: [
          { value: 'high', authorName: 'سارة' },
          { value: 'urgent', authorName: '' },
        ],
      },
    ]);
    expect(countUnsettled(here.store)).toBe(1);
  });

  it('shows what came from elsewhere, the latest first', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    on(id, 'case.note', { words: 'x' });
    const came = here.store.all('select hash, subject_kind as kind, subject_id as id from entries order by device_seq');
    here.store.write((tx) => {
      tx.run(`update entries set own = 0, outcome = 'applied', placed = 1, subject_seq = device_seq`);
      came.forEach(({ hash, ...subject }, index) => {
        tx.run(
          'insert into links values (?, ?, ?)',
          'office/mosul',
          index + 1,
          JSON.stringify({ kind: 'entry', entryHash: hash, subject }),
        );
      });
    });
    expect(here.ask('sync.items', {}).received.map(({ type }) => type)).toEqual(['case.note', 'case.register']);
  });
});

it('drafts are of one worker, the latest first', () => {
  const save = (worker: typeof here.caseworker, key: string, savedAt: string) =>
    saveDraft(here.store, { worker, key, title: key, value: { typed: key }, savedAt: savedAt as Instant });
  save(here.caseworker, 'a', '2026-03-01T06:00:00.000Z');
  save(here.caseworker, 'b', '2026-03-01T07:00:00.000Z');
  save(here.colleague, 'c', '2026-03-01T08:00:00.000Z');
  expect(here.ask('draft.list', {}).map(({ key }) => key)).toEqual(['b', 'a']);
  expect(here.ask('draft.get', { key: 'a' })).toEqual({ value: { typed: 'a' }, savedAt: '2026-03-01T06:00:00.000Z' });
  expect(here.ask('draft.get', { key: 'c' })).toBeNull();
  discardDraft(here.store, here.caseworker, 'a');
  expect(here.ask('draft.get', { key: 'a' })).toBeNull();
});
