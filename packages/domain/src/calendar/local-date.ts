import { LocalDate } from '../shared/index.ts';

/**
 * Arithmetic on calendar days of the Gregorian calendar. Days have no time and no zone: 24 hours and a day are different
 * things and only meet in `dueAt`.
 */
const DAY_MS = 86_400_000;

export type DayParts = { readonly year: number; readonly month: number; readonly day: number };

/** Year, month 1 to 12, day of the month 1 to 31. */
export function partsOfDay(day: LocalDate): DayParts {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8, 10)) };
}

/** The day of the week, 0 Sunday to 6 Saturday. */
export const weekdayOf = (day: LocalDate): number => new Date(epochOf(day)).getUTCDay();

/** `count` days later, earlier when negative. */
export const addDays = (day: LocalDate, count: number): LocalDate => dayAt(epochOf(day) + count * DAY_MS);

/** Whole days from one day to the other; negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  Math.round((epochOf(to) - epochOf(from)) / DAY_MS);

/** The same day of the month `count` months later, or the last one the month has (31 January and a month is 28 February). */
export function addMonths(day: LocalDate, count: number): LocalDate {
  const parts = partsOfDay(day);
  const months = parts.year * 12 + (parts.month - 1) + count;
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  return localDate(year, month, Math.min(parts.day, daysInMonth(year, month)));
}

/** How many days a month has, month 1 to 12. */
export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Forms a day from its parts; parts that are no day of the calendar are a bug of the caller and throw. */
export function localDate(year: number, month: number, day: number): LocalDate {
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return LocalDate.parse(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`);
}

const epochOf = (day: LocalDate) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (epochMs: number) => new Date(epochMs).toISOString().slice(0, 10) as LocalDate;
