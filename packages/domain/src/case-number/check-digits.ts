/**
 * Check digits for numbers that are read aloud and typed by hand. No checksum is invented here: Damm's quasigroup for one
 * decimal digit, ISO/IEC 7064 MOD 97-10 for two.
 */

/** The totally anti-symmetric quasigroup of order 10 of H. Michael Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004. */
const QUASIGROUP: readonly (readonly number[])[] = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/**
 * Damm's check digit of a string of digits. Finds every single wrong digit and every swap of two neighbours. (ISO 7064
 * MOD 11,10, the other candidate with one digit, misses some swaps.) A number with its check digit has the digit 0.
 */
export function dammDigit(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = QUASIGROUP[interim]?.[Number(digit)] ?? 0;
  return interim;
}

/** The two check digits of ISO/IEC 7064 MOD 97-10 (those of an IBAN): every single error, every swap, 99 % of the rest. */
export const mod97Digits = (digits: string): string => String(98 - ((mod97(digits) * 100) % 97)).padStart(2, '0');

/** True when digits and their two check digits leave 1 modulo 97. Without the range 02..98 of the check digits 00, 01 and 99 would double. */
export function fitsMod97(digits: string): boolean {
  const check = Number(digits.slice(-2));
  return check >= 2 && check <= 98 && mod97(digits) === 1;
}

function mod97(digits: string): number {
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder;
}
