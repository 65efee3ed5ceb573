import { describe, expect, test } from 'vitest';
import type { Json } from '../ledger/canonical.ts';
import { EXAMPLE_PAYLOADS, entryOfLine, fixedId, foldCase, ids, judgeLine, type Line } from '../testing/index.ts';
import { sendingOf } from './referral-state.ts';
import { sendReferral } from './send-referral.ts';

const send = EXAMPLE_PAYLOADS['referral.send'];
const consent = EXAMPLE_PAYLOADS['consent.give'];
const draft: readonly Line[] = [['need.identify'], ['referral.draft']];
const codeOf = (lines: readonly Line[], payload: Json = send) => {
  const verdict = judgeLine(foldCase(...draft, ...lines), ['referral.send', payload]);
  return verdict.ok ? 'ok' : verdict.refusal.code;
};

describe('sending a referral', () => {
  const other = { organisation: ids.otherOrganisation, service: ids.otherService };

  test.each<[string, readonly Line[], string]>([
    ['the consent covers recipient and fields', [['consent.give']], 'ok'],
    ['there is no consent', [], 'consent.missing'],
    ['the consent was withdrawn', [['consent.give'], ['consent.withdraw']], 'consent.withdrawn'],
    ['it names another provider', [['consent.give', { ...consent, recipient: other }]], 'consent.does-not-cover'],
    [
      'it names another service of the provider',
      [['consent.give', { ...consent, recipient: { ...consent.recipient, service: ids.otherService } }]],
      'consent.does-not-cover',
    ],
    [
      'it names the provider and any service',
      [['consent.give', { ...consent, recipient: { ...consent.recipient, service: null } }]],
      'ok',
    ],
    ['it leaves a field out', [['consent.give', { ...consent, fields: ['given-name'] }]], 'consent.does-not-cover'],
    ['the case has ended', [['consent.give'], ['case.end']], 'case.has-ended'],
    ['the case was opened again', [['consent.give'], ['case.end'], ['case.reopen']], 'ok'],
    ['it was sent before', [['consent.give'], ['referral.send']], 'referral.not-possible-now'],
  ])('when %s', (_when, lines, code) => {
    expect(codeOf(lines)).toBe(code);
  });

  test.each<[string, readonly Line[], string]>([
    ['goes out without consent', [], 'ok'],
    ['goes out against a withdrawn one', [['consent.give'], ['consent.withdraw']], 'ok'],
    ['does not open an ended case', [['case.end']], 'case.has-ended'],
    ['does not bring back what was cancelled', [['referral.cancel']], 'referral.not-possible-now'],
  ])('a vital interest %s', (_what, lines, code) => {
    expect(codeOf(lines, { ...send, consent: null, override: 'In danger tonight.' })).toBe(code);
  });

  test('a vital interest needs its reason', () => {
    expect(codeOf([], { ...send, consent: null, override: ' ' })).toBe('form.invalid');
    expect(codeOf([], { ...send, consent: null })).toBe('consent.missing');
  });

  test('the consent that is named counts, not another one that would do', () => {
    const second = fixedId(60);
    const lines: Line[] = [['consent.give'], ['consent.give', { ...consent, consent: second }], ['consent.withdraw']];
    expect(codeOf(lines)).toBe('consent.withdrawn');
    expect(codeOf(lines, { ...send, consent: second })).toBe('ok');
  });

  test('reasons of an override stay in the story: the state keeps the entry they stand in', () => {
    const state = foldCase(...draft, ['referral.send', { ...send, consent: null, override: 'In danger tonight.' }]);
    expect(state.referrals[ids.referral]?.override).toBe(entryOfLine(['referral.send'], 4).header.id);
    expect(JSON.stringify(state)).not.toContain('danger');
  });

  test('a consent given again under the same id does not undo its withdrawal', () => {
    const state = foldCase(['consent.give'], ['consent.withdraw'], ['consent.give']);
    expect(state.consents[ids.consent]?.withdrawnBy).not.toBeNull();
  });

  test('a draft written again under the same id does not undo the sending', () => {
    const state = foldCase(...draft, ['consent.give'], ['referral.send'], ['referral.draft']);
    expect(state.referrals[ids.referral]?.sending).toBe('sent');
  });

  test('a draft becomes consented with the consent and a draft again without it; what was sent stays sent', () => {
    const status = (...lines: Line[]) => {
      const state = foldCase(...draft, ...lines);
      const referral = state.referrals[ids.referral];
      return referral && sendingOf(state, referral);
    };
    expect(status()).toBe('draft');
    expect(status(['consent.give'])).toBe('consented');
    expect(status(['consent.give'], ['consent.withdraw'])).toBe('draft');
    expect(status(['consent.give'], ['referral.send'], ['consent.withdraw'])).toBe('sent');
  });

  test('the person says what they want, the laptop adds slip code and due day', () => {
    const { slipCode, dueOn, ...intent } = send;
    const proposed = sendReferral.propose(undefined, sendReferral.intent.parse(intent), {
      slipCode,
      dueOn: dueOn as never,
    });
    expect(proposed).toEqual({ ok: true, value: send });
  });
});

describe('drafting a referral', () => {
  test('needs a need that is known, an open case and an id of its own', () => {
    const code = (...lines: Line[]) => {
      const verdict = judgeLine(foldCase(...lines), ['referral.draft']);
      return verdict.ok ? 'ok' : verdict.refusal.code;
    };
    expect(code()).toBe('need.unknown');
    expect(code(['need.identify'])).toBe('ok');
    expect(code(['need.identify'], ['case.end'])).toBe('case.has-ended');
    expect(code(['need.identify'], ['referral.draft'])).toBe('referral.already-drafted');
  });
});
