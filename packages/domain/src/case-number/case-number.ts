import { z } from 'zod';
import { ok, type Result, refuse } from '../shared/index.ts';
import { dammDigit } from './check-digits.ts';
import { readDigits } from './spoken-digits.ts';

/**
 * The number of a case file: 12 digits, formed without a network. Office 2, year 2, device 3, running number 4, check
 * digit 1 (Damm). It names a file on paper and over the phone and is never the key.
 */
export const CaseNumber = z
  .string()
  .regex(/^\d{12}$/)
  .refine((digits) => dammDigit(digits) === 0, 'case-number.check-digit')
  .brand<'CaseNumber'>();
export type CaseNumber = z.infer<typeof CaseNumber>;

export const CASE_NUMBER_LENGTH = 12;

const Parts = z.object({
  /** The office's number on paper. */
  office: z.int().min(1).max(99),
  /** The Gregorian year of registering. */
  year: z.int().min(2000).max(2099),
  /** Unique in the governorate, which is why two laptops of one office never form the same number. */
  device: z.int().min(1).max(999),
  /** Counts the files registered on this device in this year, from 1. */
  running: z.int().min(1).max(9999),
});
export type CaseNumberParts = z.infer<typeof Parts>;

/** Forms the number; refuses `case-number.part-out-of-range` with the part as field (the 10,000th file of a device in a year). */
export function formCaseNumber(parts: CaseNumberParts): Result<CaseNumber> {
  const checked = Parts.safeParse(parts);
  if (!checked.success) {
    return refuse('case-number.part-out-of-range', { field: String(checked.error.issues[0]?.path[0] ?? '') });
  }
  const { office, year, device, running } = parts;
  const digits = pad(office, 2) + pad(year - 2000, 2) + pad(device, 3) + pad(running, 4);
  return ok((digits + String(dammDigit(digits))) as CaseNumber);
}

/** Reads a number as said or typed: Arabic-Indic, Persian or western digits, with spaces or dashes. */
export function parseCaseNumber(text: string): Result<CaseNumber> {
  const read = readDigits(text, CASE_NUMBER_LENGTH);
  if (!read.ok) return read;
  return dammDigit(read.value) === 0 ? ok(read.value as CaseNumber) : refuse('case-number.check-digit');
}

/**
 * The number in three groups of four, as one says it over the phone: 1226 0030 0417. Stands in an element with
 * `dir="ltr"`: in right-to-left text the groups would change places.
 */
export const formatCaseNumber = (number: CaseNumber): string =>
  `${number.slice(0, 4)} ${number.slice(4, 8)} ${number.slice(8)}`;

/** What the number says. Two digits of a year are read as 2000 to 2099. */
export const partsOfCaseNumber = (number: CaseNumber): CaseNumberParts => ({
  office: Number(number.slice(0, 2)),
  year: 2000 + Number(number.slice(2, 4)),
  device: Number(number.slice(4, 7)),
  running: Number(number.slice(7, 11)),
});

const pad = (value: number, length: number) => String(value).padStart(length, '0');
