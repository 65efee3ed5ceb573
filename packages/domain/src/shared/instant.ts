import { z } from 'zod';

const TIME_OF_DAY = /^T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const DAY = /^[12]\d{3}-\d{2}-\d{2}$/;
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const isInstant = (text: string): boolean => isLocalDate(text.slice(0, 10)) && TIME_OF_DAY.test(text.slice(10));

/** Reckoned and not asked of a Date: a laptop that is filled asks this a million times. */
export function isLocalDate(text: string): boolean {
  if (!DAY.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && isLeap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  return day >= 1 && day <= last;
}

/**
 * An instant as ISO 8601 text in UTC with milliseconds, one that exists: the fold counts days from it and may not throw.
 * Years 1000 to 2999 are wide enough for every dead clock battery. A Date never leaves the edge of the program.
 */
export const Instant = z
  .string()
  .regex(/^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .refine(isInstant)
  .brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** A calendar day, `YYYY-MM-DD`, that exists in the Gregorian calendar. It has no time zone. */
export const LocalDate = z.string().regex(DAY).refine(isLocalDate).brand<'LocalDate'>();
export type LocalDate = z.infer<typeof LocalDate>;

/** When it happened in the world, as far as the person knows: never used for order. */
export const OccurredOn = z.object({ day: LocalDate, precision: z.enum(['exact', 'about']) });
export type OccurredOn = z.infer<typeof OccurredOn>;

const BAGHDAD_OFFSET_MS = 3 * 60 * 60 * 1000; // Asia/Baghdad: UTC+3 without summer time since 2008 (IANA tz database)

/** The calendar day in Asia/Baghdad at an instant. Before nine in the evening, UTC, it is the same there. */
export function dayInBaghdad(instant: string): LocalDate {
  if (instant.endsWith('Z') && instant.slice(10, 13) < 'T21') return instant.slice(0, 10) as LocalDate;
  return new Date(Date.parse(instant) + BAGHDAD_OFFSET_MS).toISOString().slice(0, 10) as LocalDate;
}

/** HH:MM of the clock in Asia/Baghdad. */
export const timeInBaghdad = (instant: Instant): string =>
  new Date(Date.parse(instant) + BAGHDAD_OFFSET_MS).toISOString().slice(11, 16);

export const instantFromMs = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;
