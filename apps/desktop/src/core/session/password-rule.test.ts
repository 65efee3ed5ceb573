import { expect, it } from 'vitest';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { judgePassword } from './password-rule.ts';

const codeOf = (password: string, names?: string[]) => {
  const judged = judgePassword(password, names);
  return judged.ok ? 'ok' : judged.refusal.code;
};

it.each([
  'four plain words here',
  'river-lamp-orange-ladder',
  'شاي بالنعناع في المساء',
  'چای گەرم لە ئێوارەدا',
  '  spaces count too  ',
])('takes a long phrase in any script: %s', (password) => expect(codeOf(password)).toBe('ok'));

it('counts characters, not bytes, after NFKC', () => {
  expect(codeOf('elevenchars')).toBe('session.password-too-short');
  expect(codeOf('twelve chars')).toBe('ok');
  expect(codeOf('🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔')).toBe('session.password-too-short');
  // Six ligatures become more letters than were typed; full-width letters become the plain ones.
  expect(judgePassword('Ｒｉｖｅｒ ｌａｍｐ ｏｒａｎｇｅ')).toEqual({ ok: true, value: 'River lamp orange' });
});

it.each([
  'Password1234',
  'qwertyuiop12',
  'Correct Horse Battery Staple',
  'aaaaaaaaaaaaab',
  'iraqiraqiraq',
  '123456789012',
  '098765432109',
  'abcdefghijklmn',
  'بسم الله الرحمن الرحيم',
])('refuses what is tried first: %s', (password) => expect(codeOf(password)).toBe('session.password-common'));

it("refuses the worker's own name with numbers behind it", () => {
  expect(codeOf('Zaynab Hassan 1990', ['Zaynab Hassan'])).toBe('session.password-common');
  expect(codeOf('Zaynab likes 1990 tea', ['Zaynab Hassan'])).toBe('ok');
});

it('refuses a pasted page', () => {
  expect(codeOf('a long text. '.repeat(100))).toBe('form.too-long');
});

it('keeps its deny-list in the folded form it is compared in', () => {
  for (const common of COMMON_PASSWORDS) expect(codeOf(common.padEnd(12, '.')), common).toBe('session.password-common');
});
