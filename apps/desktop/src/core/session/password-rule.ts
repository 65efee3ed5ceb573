import { ok, type Result, refuse } from '@nrm/domain/shared';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** In characters people see as one code point, after NFKC. NIST SP 800-63B: length, a deny-list, no composition rules. */
export const PASSWORD_MIN_LENGTH = 12;
/** A pasted page is a mistake, not a password. */
const PASSWORD_MAX_LENGTH = 512;

/**
 * Whether a new password may be used. @param names the worker's own display name and id: they are the first guess
 * @returns the password in the form it is hashed in (NFKC: one password typed on two keyboards stays one)
 */
export function judgePassword(password: string, names: readonly string[] = []): Result<string> {
  const normal = normalisePassword(password);
  const characters = [...normal];
  if (characters.length < PASSWORD_MIN_LENGTH)
    return refuse('session.password-too-short', { params: { minimum: PASSWORD_MIN_LENGTH } });
  if (characters.length > PASSWORD_MAX_LENGTH)
    return refuse('form.too-long', { params: { maximum: PASSWORD_MAX_LENGTH } });
  const folded = fold(normal);
  if (COMMON_PASSWORDS.has(folded)) return refuse('session.password-common');
  if (names.some((name) => fold(name).length >= 4 && withoutNumbers(folded) === withoutNumbers(fold(name))))
    return refuse('session.password-common');
  if (isPattern([...folded])) return refuse('session.password-common');
  return ok(normal);
}

export const normalisePassword = (password: string) => password.normalize('NFKC');

const fold = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, '');
const withoutNumbers = (text: string) => text.replace(/\p{N}+$/u, '');

/** One short piece repeated (abcabcabcabc), nearly one character (aaaaaaaaaaab), or a run of neighbours (123456789012). */
function isPattern(characters: readonly string[]): boolean {
  if (new Set(characters).size <= 3) return true;
  for (let period = 1; period <= 6 && period * 2 <= characters.length; period++)
    if (characters.every((character, index) => character === characters[index % period])) return true;
  const steps = characters.slice(1).map((character, index) => {
    const step = (character.codePointAt(0) ?? 0) - (characters[index]?.codePointAt(0) ?? 0);
    // 9 is followed by 0 when people count on.
    return step === -9 ? 1 : step === 9 ? -1 : step;
  });
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
