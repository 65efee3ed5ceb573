import { z } from 'zod';
import { westernDigits } from '../name/index.ts';
import { ok, type Result, refuse } from '../shared/index.ts';

/** A telephone number in E.164 (ITU-T): plus sign, country code, at most 15 digits. */
export const PhoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/)
  .brand<'PhoneNumber'>();
export type PhoneNumber = z.infer<typeof PhoneNumber>;

const IRAQ = '964';
/** Digits after the country code. Mobile numbers are 7 and nine digits; fixed lines are shorter and differ by city. */
const IRAQI_MOBILE = /^7\d{9}$/;
const IRAQI_FIXED = /^[1-6]\d{7,8}$/;
const DIGITS_MIN = 7;
const DIGITS_MAX = 15;

/** What people write around the digits: spaces, dashes, dots, brackets, slashes, direction marks, and (0) after a country code. */
const SEPARATORS = /[\s\-‐-―.,،()/\\_\u00A0\u200B-\u200F\u202A-\u202E\u2066-\u2069\u061C]/g;

/**
 * Reads a number as it is written in Iraq: 07xxxxxxxxx, 7xxxxxxxxx, +964, 00964, 9647..., in any digits, with any
 * separators; fixed lines with their leading 0; numbers of other countries with + or 00.
 * Refuses `phone.not-a-number`, `phone.too-short`, `phone.too-long`, `phone.prefix-missing` (a foreign number without
 * its country code, which would ring somebody else).
 */
export function parsePhone(text: string): Result<PhoneNumber> {
  const plain = westernDigits(text).replace(/\(0\)/g, '').replace(/＋/g, '+').replace(SEPARATORS, '');
  if (!/^\+?\d+$/.test(plain)) return refuse('phone.not-a-number');
  const international = plain.startsWith('+') ? plain.slice(1) : plain.startsWith('00') ? plain.slice(2) : undefined;
  if (international !== undefined) return fromInternational(international);
  if (plain.startsWith('9647')) return fromIraqi(plain.slice(IRAQ.length));
  if (plain.startsWith('0')) return fromIraqi(plain.slice(1));
  if (plain.startsWith('7') && plain.length === 10) return fromIraqi(plain);
  if (plain.length < DIGITS_MIN) return refuse('phone.too-short');
  return refuse(plain.length > DIGITS_MAX ? 'phone.too-long' : 'phone.prefix-missing');
}

function fromInternational(digits: string): Result<PhoneNumber> {
  if (digits.startsWith(IRAQ)) return fromIraqi(digits.slice(IRAQ.length).replace(/^0/, '')); // +964 0770...: often written
  if (digits.startsWith('0')) return refuse('phone.not-a-number');
  if (digits.length < DIGITS_MIN) return refuse('phone.too-short');
  return digits.length > DIGITS_MAX ? refuse('phone.too-long') : ok(`+${digits}` as PhoneNumber);
}

function fromIraqi(national: string): Result<PhoneNumber> {
  if (IRAQI_MOBILE.test(national) || IRAQI_FIXED.test(national)) return ok(`+${IRAQ}${national}` as PhoneNumber);
  const [least, most] = national.startsWith('7') ? [10, 10] : [8, 9];
  if (national.length < least)
    return refuse('phone.too-short', { params: { digits: national.length, expected: least } });
  if (national.length > most) return refuse('phone.too-long', { params: { digits: national.length, expected: most } });
  return refuse('phone.not-a-number');
}

/** True for numbers that can receive a text message in Iraq. */
export const isIraqiMobile = (phone: PhoneNumber): boolean =>
  IRAQI_MOBILE.test(phone.slice(1 + IRAQ.length)) && phone.startsWith('+964');

/**
 * The number as people read it: Iraqi ones as dialled at home (0770 123 4567), others with plus sign in groups. The
 * groups need an element with `dir="ltr"` around them: in right-to-left text a space would turn their order round.
 */
export function formatPhone(phone: PhoneNumber): string {
  const national = phone.startsWith(`+${IRAQ}`) ? phone.slice(1 + IRAQ.length) : undefined;
  if (national === undefined) return `+${groupsOfThree(phone.slice(1))}`;
  if (!IRAQI_MOBILE.test(national)) return formatFixedLine(national);
  return `0${national.slice(0, 3)} ${national.slice(3, 6)} ${national.slice(6)}`;
}

// Baghdad is 01, every other area code has two digits after the 0.
function formatFixedLine(national: string): string {
  const area = national.startsWith('1') ? 1 : 2;
  return `0${national.slice(0, area)} ${national.slice(area, area + 3)} ${national.slice(area + 3)}`;
}

// The last group has two to four digits, so that no digit stands alone.
function groupsOfThree(digits: string): string {
  const groups: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    groups.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  return [...groups, rest].join(' ');
}
