import { z } from 'zod';
import { westernDigits } from '../name/index.ts';
import { assert, ok, type Result, refuse } from '../shared/index.ts';

/** Crockford's base 32: no I, L, O, U, so that nothing read aloud or off a bad print is two things. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const READ_AS: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/**
 * The code a provider reads out when answering by phone: seven characters of 5 random bits and a check character.
 * Crockford's own check (modulo 37) needs five signs that nobody can say, so the check is a sum over GF(32) with a
 * different factor at each place: every wrong character and every swap of two characters is found.
 */
export const AnswerCode = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{8}$/)
  .refine(fits, 'case-number.check-digit')
  .brand<'AnswerCode'>();
export type AnswerCode = z.infer<typeof AnswerCode>;

export const ANSWER_CODE_LENGTH = 8;

/** @param random at least seven bytes; the low five bits of each are used */
export function formAnswerCode(random: Uint8Array): AnswerCode {
  assert(random.length >= ANSWER_CODE_LENGTH - 1, 'An answer code needs seven random bytes');
  const values = Array.from(random.slice(0, ANSWER_CODE_LENGTH - 1), (byte) => byte & 31);
  return [...values, weightedSum(values)].map((value) => ALPHABET.charAt(value)).join('') as AnswerCode;
}

/** Reads a code as said or typed: small letters, spaces and dashes, O for 0, I and L for 1, any digits. */
export function parseAnswerCode(text: string): Result<AnswerCode> {
  const plain = westernDigits(text)
    .toUpperCase()
    .replace(/[\s\-‐-―\u200B-\u200F\u202A-\u202E\u2066-\u2069\u061C]/g, '')
    .replace(/[OIL]/g, (letter) => READ_AS[letter] ?? letter);
  if (plain.length !== ANSWER_CODE_LENGTH) {
    return refuse('case-number.wrong-length', { params: { digits: plain.length, expected: ANSWER_CODE_LENGTH } });
  }
  if (![...plain].every((letter) => ALPHABET.includes(letter))) return refuse('case-number.not-digits');
  return fits(plain) ? ok(plain as AnswerCode) : refuse('case-number.check-digit');
}

/** Two groups of four; stands in an element with `dir="ltr"`. */
export const formatAnswerCode = (code: AnswerCode): string => `${code.slice(0, 4)} ${code.slice(4)}`;

function fits(code: string): boolean {
  const values = [...code].map((letter) => ALPHABET.indexOf(letter));
  return weightedSum(values.slice(0, -1)) === values.at(-1);
}

// Horner's rule with the generator 2 of GF(32) = GF(2)[x]/(x^5+x^2+1): the factors 2, 4, 8 ... differ at every place and
// none is 1, the factor of the check character itself.
function weightedSum(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum = double(sum ^ value);
  return sum;
}

const double = (value: number) => ((value << 1) & 31) ^ (value & 16 ? 0b00101 : 0);
