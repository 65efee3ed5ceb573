import { westernDigits } from '../name/index.ts';
import { ok, type Result, refuse } from '../shared/index.ts';

const AROUND = /[\s\-‐-―./_\u00A0\u200B-\u200F\u202A-\u202E\u2066-\u2069\u061C]/g;

/** Reads digits of any kind with any spaces, dashes and direction marks between them. */
export function readDigits(text: string, length: number): Result<string> {
  const digits = westernDigits(text).replace(AROUND, '');
  if (!/^\d+$/.test(digits)) return refuse('case-number.not-digits');
  if (digits.length !== length)
    return refuse('case-number.wrong-length', { params: { digits: digits.length, expected: length } });
  return ok(digits);
}
