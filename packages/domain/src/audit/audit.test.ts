import { describe, expect, test } from 'vitest';
import type { GovernorateState } from '../governorate/governorate.ts';
import type { OfficeState } from '../office/index.ts';
import { utf8Length } from '../organisation/state-size.ts';
import { findVerb } from '../registry/index.ts';
import type { EntryId, LocalDate, WorkerId } from '../shared/index.ts';
import { EXAMPLE_PAYLOADS, fixedId, foldGovernorate, foldLines, ids, judgeLine, type Line } from '../testing/index.ts';
import { EXPORTS_KEPT } from './index.ts';

const KEY: Line = ['auditor.register-key'];
const WITHDRAWN: Line = ['auditor.withdraw-key'];
const by = (worker: WorkerId, type: Line[0], payload?: Line[1], day?: string): Line => [
  type,
  payload,
  {
    author: { worker, role: type === 'audit-export.prepare' ? 'caseworker' : 'supervisor' },
    ...(day !== undefined && { occurredOn: { day: day as LocalDate, precision: 'exact' } }),
  },
];
const office = (...lines: readonly Line[]) => foldLines([['office.open'], ...lines]) as OfficeState;
/** The id that the testing fold gives the entry at a place of its subject. */
const entryAt = (seq: number) => fixedId(100_000 + seq) as EntryId;
const prepared = by(ids.caseworker, 'audit-export.prepare');
const release = (worker = ids.supervisor) => by(worker, 'audit-export.release', { export: entryAt(2) });
const withdraw = (worker = ids.caseworker, role: 'caseworker' | 'supervisor' = 'caseworker'): Line => [
  'audit-export.withdraw',
  { export: entryAt(2), reason: 'The wrong office.' },
  { author: { worker, role } },
];
const written = by(ids.supervisor, 'audit-export.record-written', { export: entryAt(2), bag: 'ab'.repeat(32) });
const codeOf = (state: unknown, line: Line, administration: GovernorateState = foldGovernorate(KEY)) => {
  const verdict = judgeLine(state, line, administration);
  return verdict.ok ? 'ok' : verdict.refusal.code;
};

describe('the key of an auditor', () => {
  test('is registered once, and again after it was withdrawn', () => {
    expect(codeOf(foldGovernorate(), KEY)).toBe('ok');
    expect(codeOf(foldGovernorate(KEY), KEY)).toBe('auditor.already-registered');
    expect(codeOf(foldGovernorate(KEY, WITHDRAWN), KEY)).toBe('ok');
    expect(codeOf(foldGovernorate(), WITHDRAWN)).toBe('auditor.unknown');
  });

  test('stays what it was when a second registration comes in an unexpected order', () => {
    const other: Line = ['auditor.register-key', { ...EXAMPLE_PAYLOADS['auditor.register-key'], name: 'Another' }];
    expect(foldGovernorate(KEY, other)).toEqual(foldGovernorate(KEY));
    expect(foldGovernorate(KEY, WITHDRAWN, other).auditors).toMatchObject({ 'board-ninewa': { withdrawn: false } });
  });

  test.each(['AGE-SECRET-KEY-1QQQQ', 'age1short', ''])('is a public key of age and not %j', (recipient) => {
    const line: Line = ['auditor.register-key', { ...EXAMPLE_PAYLOADS['auditor.register-key'], recipient }];
    expect(codeOf(foldGovernorate(), line)).toBe('form.invalid');
  });
});

describe('an audit export', () => {
  test.each<[string, string, GovernorateState, string]>([
    ['on the last day of the key', '2027-03-01', foldGovernorate(KEY), 'ok'],
    ['a day later', '2027-03-02', foldGovernorate(KEY), 'auditor.expired'],
    ['with a withdrawn key', '2026-03-01', foldGovernorate(KEY, WITHDRAWN), 'auditor.withdrawn'],
    ['for nobody the governorate named', '2026-03-01', foldGovernorate(), 'auditor.unknown'],
  ])('is prepared and released %s: %s', (_when, day, administration, code) => {
    expect(codeOf(office(), by(ids.caseworker, 'audit-export.prepare', undefined, day), administration)).toBe(code);
    const line = by(ids.supervisor, 'audit-export.release', { export: entryAt(2) }, day);
    expect(codeOf(office(prepared), line, administration)).toBe(code);
  });

  test.each<[string, readonly Line[], Line, string]>([
    ['is released by another supervisor', [prepared], release(), 'ok'],
    [
      'is not released by whoever prepared it, whatever their role',
      [prepared],
      release(ids.caseworker),
      'audit-export.own-preparation',
    ],
    ['is released once', [prepared, release()], release(), 'audit-export.already-released'],
    ['is not released when nobody prepared it', [], release(), 'audit-export.unknown'],
    ['is not written before it was released', [prepared], written, 'audit-export.not-released'],
    ['is written', [prepared, release()], written, 'ok'],
    ['is written again, to another stick', [prepared, release(), written], written, 'ok'],
    ['is withdrawn by whoever prepared it', [prepared], withdraw(), 'ok'],
    [
      'is withdrawn by a supervisor, also when it was released',
      [prepared, release()],
      withdraw(ids.supervisor, 'supervisor'),
      'ok',
    ],
    ['is not withdrawn by another caseworker', [prepared], withdraw(ids.supervisor), 'audit-export.not-yours'],
    [
      'is not withdrawn when it was written',
      [prepared, release(), written],
      withdraw(),
      'audit-export.already-written',
    ],
    ['is withdrawn once', [prepared, withdraw()], withdraw(), 'audit-export.withdrawn'],
    ['is not released when it was withdrawn', [prepared, withdraw()], release(), 'audit-export.withdrawn'],
    ['was written though it was withdrawn elsewhere meanwhile', [prepared, release(), withdraw()], written, 'ok'],
    ['is not withdrawn when nobody prepared it', [], withdraw(), 'audit-export.unknown'],
    ['is not written when nobody prepared it', [], written, 'audit-export.unknown'],
  ])('%s', (_what, story, line, code) => {
    expect(codeOf(office(...story), line)).toBe(code);
  });

  test('tells in the state of its office who prepared, released and wrote it, and of whom only how many', () => {
    const state = office(prepared, release(), written, written);
    expect(state.auditExports).toEqual([
      {
        entry: entryAt(2),
        preparedBy: ids.caseworker,
        preparedOn: '2026-03-01',
        auditor: 'board-ninewa',
        language: 'ar',
        cases: 1,
        releasedBy: ids.supervisor,
        releasedOn: '2026-03-01',
        written: { times: 2, on: '2026-03-01', bag: 'ab'.repeat(32) },
      },
    ]);
    expect(JSON.stringify(state)).not.toContain(ids.case);
    expect(office(prepared, release(), release(ids.caseworker))).toEqual(office(prepared, release()));
  });

  test('stays withdrawn whatever comes behind it, and stays written', () => {
    const state = office(prepared, withdraw());
    expect(state.auditExports?.[0]?.withdrawn).toEqual({ by: ids.caseworker, on: '2026-03-01' });
    expect(office(prepared, withdraw(), release(), withdraw(ids.supervisor, 'supervisor'))).toEqual(state);
    expect(office(prepared, release(), written, withdraw())).toEqual(office(prepared, release(), written));
    const [both] = office(prepared, release(), withdraw(), written).auditExports ?? [];
    expect(both).toMatchObject({ withdrawn: { by: ids.caseworker }, written: { times: 1 } });
  });

  test('is prepared of files of this office only, each once', () => {
    const verb = findVerb('audit-export.prepare');
    const intent = { ...EXAMPLE_PAYLOADS['audit-export.prepare'], cases: [ids.case, ids.case] };
    expect(verb?.propose(undefined, intent, [ids.case])).toMatchObject({ ok: true, value: { cases: [ids.case] } });
    expect(verb?.propose(undefined, intent, [])).toMatchObject({
      ok: false,
      refusal: { code: 'audit-export.case-not-here', params: { count: 1 } },
    });
  });

  test('is remembered in the state while it is among the last ones', () => {
    const state = office(...Array.from({ length: EXPORTS_KEPT + 3 }, () => prepared));
    expect(state.auditExports).toHaveLength(EXPORTS_KEPT);
    expect(utf8Length(JSON.stringify(state))).toBeLessThan(16 * 1024);
  });
});
