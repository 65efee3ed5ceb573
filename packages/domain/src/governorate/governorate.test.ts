import { describe, expect, test } from 'vitest';
import type { OfficeState } from '../office/index.ts';
import { EXAMPLE_PAYLOADS, fixedId, foldGovernorate, foldLines, ids, judgeLine, type Line } from '../testing/index.ts';

const codeOf = (state: unknown, line: Line) => {
  const verdict = judgeLine(state, line);
  return verdict.ok ? 'ok' : verdict.refusal.code;
};
const grant = EXAMPLE_PAYLOADS['worker.grant-role'];
const device = EXAMPLE_PAYLOADS['device.connect'];

describe('people and laptops of a governorate', () => {
  test.each<[string, readonly Line[], Line, string]>([
    ['a worker is introduced once', [['worker.introduce']], ['worker.introduce'], 'worker.already-introduced'],
    ['a stranger gets no role', [], ['worker.grant-role'], 'worker.unknown'],
    ['a worker gets a role', [['worker.introduce']], ['worker.grant-role'], 'ok'],
    [
      'a caseworker belongs to an office',
      [['worker.introduce']],
      ['worker.grant-role', { ...grant, office: null }],
      'form.invalid',
    ],
    [
      'an auditor belongs to none',
      [['worker.introduce']],
      ['worker.grant-role', { ...grant, role: 'auditor' }],
      'form.invalid',
    ],
    [
      'nobody is made a server',
      [['worker.introduce']],
      ['worker.grant-role', { ...grant, role: 'server', office: null }],
      'access.no-role',
    ],
    [
      'and the server stays one',
      [],
      ['worker.end-role', { worker: ids.server, role: 'server', office: null }],
      'access.no-role',
    ],
    ['a stranger loses no role', [], ['worker.end-role'], 'worker.unknown'],
    ['a laptop is connected', [], ['device.connect'], 'ok'],
    ['a laptop is connected once', [['device.connect']], ['device.connect'], 'device.already-connected'],
    [
      'a number is given once, also after its laptop was revoked',
      [['device.connect'], ['device.revoke']],
      ['device.connect', { ...device, device: ids.otherDevice }],
      'device.number-taken',
    ],
    ['a connected laptop begins anew', [['device.connect']], ['device.begin-generation'], 'ok'],
    ['a stranger has no history to begin anew', [], ['device.begin-generation'], 'device.unknown'],
    ['a stranger is not revoked', [], ['device.revoke'], 'device.unknown'],
    [
      'what is held is decided once',
      [['held.admit']],
      ['held.turn-away', EXAMPLE_PAYLOADS['held.admit']],
      'held.already-decided',
    ],
    ['the governorate is founded once', [], ['governorate.found'], 'ledger.subject-exists'],
  ])('%s', (_what, story, line, code) => {
    expect(codeOf(foldGovernorate(...story), line)).toBe(code);
  });

  test('it is founded under the name it is stored under', () => {
    const elsewhere = { ...EXAMPLE_PAYLOADS['governorate.found'], governorate: 'anbar' };
    expect(codeOf(undefined, ['governorate.found', elsewhere])).toBe('form.invalid');
    expect(codeOf(undefined, ['governorate.found'])).toBe('ok');
    expect(codeOf(undefined, ['office.open', { ...EXAMPLE_PAYLOADS['office.open'], office: 'sinjar' }])).toBe(
      'form.invalid',
    );
    expect(codeOf(undefined, ['office.open'])).toBe('ok');
  });

  test('a laptop is revoked at one place of the order and no later one', () => {
    const state = foldGovernorate(['device.connect'], ['device.revoke'], ['device.revoke']);
    expect(state.devices[ids.device]).toMatchObject({ from: 2, until: 3 });
  });

  test('the first decision about what is held stands, also while a second waits for its verdict', () => {
    const state = foldGovernorate(['held.admit'], ['held.turn-away', EXAMPLE_PAYLOADS['held.admit']]);
    expect(state.heldDecisions[ids.entry]).toBe('admitted');
  });

  test('the list of holidays published last is the list', () => {
    expect(foldGovernorate(['holiday.declare'], ['holiday.declare', { days: [] }]).holidays).toEqual([]);
  });

  test('a key that is no key is refused', () => {
    expect(codeOf(foldGovernorate(), ['device.connect', { ...device, publicKey: fixedId(1) }])).toBe('form.invalid');
  });
});

describe('an office', () => {
  const opened: Line = ['office.open'];

  test('keeps its number and its name in the ledger, whatever a correction says', () => {
    const before = foldLines([opened]) as OfficeState;
    const after = foldLines([opened, ['office.correct', { phone: '1', id: 'sinjar', number: 9, office: 'sinjar' }]]);
    expect(after).toEqual({ ...before, phone: '1' });
  });

  test('is corrected in the parts that are named', () => {
    const state = foldLines([opened, ['office.correct', { districts: [] }]]) as OfficeState;
    expect(state.districts).toEqual([]);
    expect(state.phone).toBe(EXAMPLE_PAYLOADS['office.open'].phone);
  });
});
