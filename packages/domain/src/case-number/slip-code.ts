import { z } from 'zod';
import { assert, ok, type Result, refuse } from '../shared/index.ts';
import { fitsMod97, mod97Digits } from './check-digits.ts';
import { readDigits } from './spoken-digits.ts';

/**
 * The code on the client's slip, which bears no name: eight random digits and two check digits (ISO/IEC 7064 MOD 97-10).
 * It says nothing about the person, the office or the service.
 */
export const SlipCode = z
  .string()
  .regex(/^\d{10}$/)
  .refine(fitsMod97, 'case-number.check-digit')
  .brand<'SlipCode'>();
export type SlipCode = z.infer<typeof SlipCode>;

export const SLIP_RANDOM_DIGITS = 8;

/** @param random eight decimal digits from a good source of randomness; the rules have none of their own */
export function formSlipCode(random: string): SlipCode {
  assert(/^\d{8}$/.test(random), 'A slip code is formed from eight digits');
  return (random + mod97Digits(random)) as SlipCode;
}

/** Reads a code as said or typed, in any digits, with spaces or dashes. */
export function parseSlipCode(text: string): Result<SlipCode> {
  const read = readDigits(text, SLIP_RANDOM_DIGITS + 2);
  if (!read.ok) return read;
  return fitsMod97(read.value) ? ok(read.value as SlipCode) : refuse('case-number.check-digit');
}

/** 3-3-4, as one says it over the phone; stands in an element with `dir="ltr"`. */
export const formatSlipCode = (code: SlipCode): string => `${code.slice(0, 3)} ${code.slice(3, 6)} ${code.slice(6)}`;
