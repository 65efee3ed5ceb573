import { z } from 'zod';
import { assert, LocalDate } from '../shared/index.ts';
import { addDays, weekdayOf } from './local-date.ts';

/**
 * Sunday to Thursday, as the offices of Iraq work. Our own constant: the platform's week data begin Iraq's week on
 * Saturday and know nothing of the second day off.
 */
export const WORKING_WEEKDAYS: readonly number[] = [0, 1, 2, 3, 4];
export const FIRST_WEEKDAY = 0;

/** Days on which offices are closed; edited by the governorate and synced, because the moon decides some of them late. */
export const Holiday = z.object({
  day: LocalDate,
  name: z.object({ ar: z.string().max(120), ckb: z.string().max(120).optional(), en: z.string().max(120) }),
});
export type Holiday = z.infer<typeof Holiday>;

export type Holidays = ReadonlySet<string>;

export const holidaySet = (holidays: readonly Holiday[]): Holidays => new Set(holidays.map((holiday) => holiday.day));

export const isBusinessDay = (day: LocalDate, holidays: Holidays): boolean =>
  WORKING_WEEKDAYS.includes(weekdayOf(day)) && !holidays.has(day);

/** The day itself when offices work, else the next one on which they do. */
export function nextBusinessDay(day: LocalDate, holidays: Holidays): LocalDate {
  let current = day;
  while (!isBusinessDay(current, holidays)) current = addDays(current, 1);
  return current;
}

/**
 * `count` business days after a day. The day itself is not counted, so that one day from a Thursday, a Friday or a
 * Saturday is the Sunday after; nought days is the day itself, or the next business day.
 */
export function addBusinessDays(day: LocalDate, count: number, holidays: Holidays): LocalDate {
  assert(Number.isInteger(count) && count >= 0, 'Business days are counted forward, in whole days');
  if (count === 0) return nextBusinessDay(day, holidays);
  let current = day;
  for (let left = count; left > 0; ) {
    current = addDays(current, 1);
    if (isBusinessDay(current, holidays)) left -= 1;
  }
  return current;
}
