import { describe, expect, test } from 'vitest';
import type { OfficeId } from '../shared/index.ts';
import {
  EXAMPLE_PAYLOADS,
  entryOfLine,
  foldCase,
  foldGovernorate,
  foldLines,
  ids,
  judgeLine,
  type Line,
} from '../testing/index.ts';
import type { CaseState } from './case.ts';
import { notAskedYet, openChoices } from './case.ts';
import { caseKind } from './index.ts';

const codeOf = (state: unknown, line: Line) => {
  const verdict = judgeLine(state, line, foldGovernorate(['worker.introduce']));
  return verdict.ok ? 'ok' : verdict.refusal.code;
};
const bySupervisor = { author: { worker: ids.supervisor, role: 'supervisor' as const } };
const asSupervisor = (worker: typeof ids.caseworker) => ({ author: { worker, role: 'supervisor' as const } });

describe('a case begins', () => {
  test('once: nothing happens to a case nobody registered, and none is registered twice', () => {
    expect(codeOf(undefined, ['case.note'])).toBe('ledger.subject-unknown');
    expect(foldLines([['case.note'], ['case.end']])).toBeUndefined();
    expect(codeOf(foldCase(), ['case.register'])).toBe('ledger.subject-exists');
    expect(foldCase(['case.register', { ...EXAMPLE_PAYLOADS['case.register'], number: '999999999' }])).toEqual(
      foldCase(),
    );
  });

  test('with eight fields at most: what was not asked yet is absent', () => {
    const { person, ...rest } = EXAMPLE_PAYLOADS['case.register'];
    const { givenName, sex, district, cameBack, safeContact } = person;
    const least = { ...rest, person: { givenName, sex, district, cameBack, safeContact } };
    expect(codeOf(undefined, ['case.register', least])).toBe('ok');
    const state = foldLines([['case.register', least]]) as CaseState;
    expect(state.person.fatherName).toBeUndefined();
    expect(Object.keys(state.person)).toHaveLength(5);
  });

  test('in a hurry: what is still to be asked is known, and shrinks as it is asked', () => {
    const { person, ...rest } = EXAMPLE_PAYLOADS['case.register'];
    const { fatherName: _father, yearOfBirth: _year, ...least } = person;
    const safeContact = { ...person.safeContact, safeToCall: 'not-asked' };
    const hurried: Line = ['case.register', { ...rest, toComplete: true, person: { ...least, safeContact } }];
    expect(codeOf(undefined, hurried)).toBe('ok');
    const state = foldLines([hurried]) as CaseState;
    expect(state.toComplete).toBe(true);
    expect(notAskedYet(state)).toEqual(['safeContact', 'fatherName', 'yearOfBirth']);
    const changes = { fatherName: 'يوسف', safeContact: person.safeContact };
    const later = foldLines([hurried, ['case.correct', { changes }]]) as CaseState;
    expect(notAskedYet(later)).toEqual(['yearOfBirth']);
    expect(foldCase().toComplete).toBeUndefined();
  });

  test('of an invented person only where everybody is invented', () => {
    const governorate = foldGovernorate(['worker.introduce']);
    const asked = (demonstration: boolean) => {
      const verdict = judgeLine(undefined, ['case.register'], { ...governorate, demonstration });
      return verdict.ok ? 'ok' : verdict.refusal.code;
    };
    expect(asked(true)).toBe('ok');
    expect(asked(false)).toBe('case.demonstration-only');
  });

  test('fields that are not fields never reach the state', () => {
    const { person, ...rest } = EXAMPLE_PAYLOADS['case.register'];
    const payload = { ...rest, person: { ...person, tribe: 'x', clearance: 'y' }, camp: 'z' };
    expect(foldLines([['case.register', payload]])).toEqual(foldCase());
  });
});

describe('the life of a case', () => {
  const proposed: readonly Line[] = [['case.propose-end']];
  const ended: readonly Line[] = [['case.end', undefined, bySupervisor]];

  test.each<[string, readonly Line[], Line, string]>([
    ['ending is proposed while open', [], ['case.propose-end'], 'ok'],
    ['ending is proposed again', proposed, ['case.propose-end'], 'ok'],
    ['ending is not proposed when ended', ended, ['case.propose-end'], 'case.has-ended'],
    ['a supervisor ends without a proposal', [], ['case.end', undefined, bySupervisor], 'ok'],
    ['a supervisor ends what somebody else proposed', proposed, ['case.end', undefined, bySupervisor], 'ok'],
    [
      'a supervisor does not end what they proposed themselves',
      proposed,
      ['case.end', undefined, asSupervisor(ids.caseworker)],
      'case.own-proposal',
    ],
    [
      'not even under another role',
      [['case.propose-end', undefined, bySupervisor]],
      ['case.end', undefined, { author: { worker: ids.supervisor, role: 'caseworker' } }],
      'case.own-proposal',
    ],
    ['nobody ends twice', ended, ['case.end', undefined, bySupervisor], 'case.has-ended'],
    ['an ended case is opened again', ended, ['case.reopen'], 'ok'],
    ['an open case is not opened again', [], ['case.reopen'], 'case.is-open'],
    ['it goes to another office', [], ['case.transfer'], 'ok'],
    ['an ended case goes to another office too', ended, ['case.transfer'], 'ok'],
    ['it does not go where it is', [['case.transfer']], ['case.transfer'], 'case.already-there'],
    ['it is given to somebody who is known', [], ['case.assign'], 'ok'],
    ['it is not given to a stranger', [], ['case.assign', { worker: ids.supervisor }], 'worker.unknown'],
    ['notes are written when ended', ended, ['case.note'], 'ok'],
    ['facts are put right when ended', ended, ['case.correct'], 'ok'],
    ['needs are heard when ended', ended, ['need.identify'], 'ok'],
    ['follow-up is recorded when ended', ended, ['followup.record'], 'ok'],
    ['contact attempts are recorded when ended', ended, ['followup.record-contact-attempt'], 'ok'],
    ['consent is given once under one id', [['consent.give']], ['consent.give'], 'consent.already-recorded'],
    ['consent is withdrawn when ended', [['consent.give'], ...ended], ['consent.withdraw'], 'ok'],
    ['consent is withdrawn twice', [['consent.give'], ['consent.withdraw']], ['consent.withdraw'], 'ok'],
    ['an unknown consent is not withdrawn', [], ['consent.withdraw'], 'consent.unknown'],
    ['a need is identified once under one id', [['need.identify']], ['need.identify'], 'need.already-identified'],
    ['a need is settled', [['need.identify']], ['need.settle'], 'ok'],
    ['a need is settled once', [['need.identify'], ['need.settle']], ['need.settle'], 'need.already-settled'],
    ['an unknown need is not settled', [], ['need.settle'], 'need.unknown'],
    ['nothing is settled where nothing is contested', [], ['case.settle-answers'], 'case.already-settled'],
  ])('%s', (_what, story, line, code) => {
    expect(codeOf(foldCase(...story), line)).toBe(code);
  });

  test('ending takes the proposal and the next visit away, opening again brings neither back', () => {
    const state = foldCase(['followup.record'], ...proposed, ...ended);
    expect(state).toMatchObject({ status: 'ended', endedBecause: 'needs-met', endProposed: null });
    expect(state.followUp.nextOn).toBeNull();
    expect(foldLines([['case.reopen']], state)).toMatchObject({
      status: 'open',
      endedBecause: null,
      endProposed: null,
    });
  });

  test('the day of the last follow-up is the latest that happened, not the latest that was typed', () => {
    const on = (day: string) => ({ occurredOn: { day: day as never, precision: 'exact' as const } });
    const record = EXAMPLE_PAYLOADS['followup.record'];
    const state = foldCase(
      ['followup.record', record, on('2026-03-20')],
      ['followup.record', record, on('2026-03-10')],
    );
    expect(state.followUp.lastOn).toBe('2026-03-20');
  });

  test('who says nothing about the day means the day in Baghdad', () => {
    const late = { at: { instant: '2026-03-01T22:30:00.000Z' as never, clock: 'ok' as const }, occurredOn: undefined };
    expect(foldCase(['followup.record', undefined, late as never]).followUp.lastOn).toBe('2026-03-02');
  });

  test('the last twenty attempts stay in the state', () => {
    const lines = Array.from({ length: 30 }, (): Line => ['followup.record-contact-attempt']);
    const { attempts } = foldCase(...lines).followUp;
    expect(attempts).toHaveLength(20);
    expect(attempts.at(-1)?.entry).toBe(entryOfLine(['case.note'], 31).header.id);
  });
});

describe('a case that moves', () => {
  const to = (office: string): Line => ['case.transfer', { toOffice: office, words: 'The family moved.' }];
  // registered at 1 in Mosul, moved at 2 to Sinjar, at 3 to Telafar, at 4 back to Mosul
  const state = foldCase(to('sinjar'), to('telafar'), to('mosul'));

  test.each([
    [0, ['mosul', 'sinjar', 'telafar', 'mosul']],
    [1, ['mosul', 'sinjar', 'telafar', 'mosul']],
    [2, ['sinjar', 'telafar', 'mosul']],
    [3, ['telafar', 'mosul']],
    [4, ['mosul']],
    [9, ['mosul']],
  ])('may be reported on by whoever had it when they had seen %i entries of it, or has it since', (basis, offices) => {
    expect(caseKind.officesOf(state, basis)).toEqual(offices);
  });

  test('lies in the feed of the office that has it', () => {
    expect(caseKind.feedOf(state, ids.governorate)).toBe('office/mosul');
    expect(caseKind.feedOf(foldCase(to('sinjar')), ids.governorate)).toBe('office/sinjar' as OfficeId);
  });
});

describe('two answers in a case', () => {
  const change = (changes: Record<string, unknown>) => ({ changes }) as never;
  const offline = { device: ids.otherDevice, basis: { administration: 0, subject: 1 } };
  const story: readonly Line[] = [
    ['case.correct', change({ priority: 'high', fatherName: 'Yusuf' })],
    ['case.correct', change({ priority: 'urgent', fatherName: 'Yousif', householdSize: 4 }), offline],
  ];
  const first = entryOfLine(['case.note'], 2).header.id;

  test('are offered field by field; the higher priority holds, of others the first placed', () => {
    const state = foldCase(...story);
    expect(openChoices(state).map(({ field, answers }) => [field, answers.map((answer) => answer.value)])).toEqual([
      ['fatherName', ['Yusuf', 'Yousif']],
      ['priority', ['high', 'urgent']],
    ]);
    expect(state.person.priority?.value).toBe('urgent');
    expect(state.person.fatherName?.value).toBe('Yusuf');
    expect(state.person.householdSize).toMatchObject({ value: 4 });
    const turned = foldCase(
      ['case.correct', change({ priority: 'urgent' })],
      ['case.correct', change({ priority: 'ordinary' }), offline],
    );
    expect(turned.person.priority?.value).toBe('urgent');
  });

  test('are settled one field at a time by choosing an entry', () => {
    const state = foldCase(...story);
    const settle: Line = ['case.settle-answers', { field: 'priority', chosen: first }];
    expect(codeOf(state, settle)).toBe('ok');
    expect(codeOf(state, ['case.settle-answers', { field: 'priority', chosen: ids.act }])).toBe('case.answer-unknown');
    const settled = foldCase(...story, settle);
    expect(settled.person.priority).toMatchObject({ value: 'high', seq: 4 });
    expect(openChoices(settled).map(({ field }) => field)).toEqual(['fatherName']);
    expect(codeOf(settled, settle)).toBe('case.already-settled');
  });

  test('of different fields do not meet', () => {
    const here: Line = ['case.correct', change({ motherName: 'Amina', language: 'ar' })];
    const there: Line = ['case.correct', change({ knownAs: 'Abu Ali', missingPapers: false }), offline];
    const valuesOf = (state: CaseState) =>
      Object.fromEntries(Object.entries(state.person).map(([field, { value }]) => [field, value]));
    expect(valuesOf(foldCase(here, there))).toEqual(valuesOf(foldCase(there, here)));
    expect(openChoices(foldCase(here, there))).toEqual([]);
  });
});
