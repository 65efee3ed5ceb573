import { z } from 'zod';

/**
 * An instant as ISO 8601 text in UTC with milliseconds, one that exists: the fold counts days from it and may not throw.
 * Years 1000 to 2999 are wide enough for every dead clock battery. A Date never leaves the edge of the program.
 */
export const Instant = z
  .string()
  .regex(/^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .refine((instant) => {
    const date = new Date(instant);
    return !Number.isNaN(date.getTime()) && date.toISOString() === instant;
  })
  .brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** A calendar day, `YYYY-MM-DD`, that exists in the Gregorian calendar. It has no time zone. */
export const LocalDate = z
  .string()
  .regex(/^[12]\d{3}-\d{2}-\d{2}$/)
  .refine((day) => {
    const date = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
  })
  .brand<'LocalDate'>();
export type LocalDate = z.infer<typeof LocalDate>;

/** When it happened in the world, as far as the person knows: never used for order. */
export const OccurredOn = z.object({ day: LocalDate, precision: z.enum(['exact', 'about']) });
export type OccurredOn = z.infer<typeof OccurredOn>;

const BAGHDAD_OFFSET_MS = 3 * 60 * 60 * 1000; // Asia/Baghdad: UTC+3 without summer time since 2008 (IANA tz database)

/** The calendar day in Asia/Baghdad at an instant. */
export function dayInBaghdad(instant: string): LocalDate {
  return new Date(Date.parse(instant) + BAGHDAD_OFFSET_MS).toISOString().slice(0, 10) as LocalDate;
}

export const instantFromMs = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;
