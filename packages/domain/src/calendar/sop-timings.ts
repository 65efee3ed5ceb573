import { z } from 'zod';
import { dayInBaghdad, type Instant, instantFromMs, type LocalDate } from '../shared/index.ts';
import { addDays, addMonths } from './local-date.ts';
import { addBusinessDays, type Holidays, nextBusinessDay } from './working-week.ts';

/**
 * A stretch of time of the SOP. Hours run on the clock, day and night; business days skip weekends and holidays; days,
 * weeks and months run on the calendar and, where they end on a day off, go on to the next business day.
 */
export const Interval = z.object({
  unit: z.enum(['hours', 'business-days', 'days', 'weeks', 'months']),
  count: z.int().min(1).max(400),
});
export type Interval = z.infer<typeof Interval>;

const byPriority = z.object({ urgent: Interval, high: Interval, medium: Interval, ordinary: Interval });

/** The timings of the standard operating procedure: configuration with a version, never code. */
export const SopTimings = z.object({
  version: z.int().min(1),
  /** When the answer to a referral is due, by its urgency. */
  response: z.object({ emergency: Interval, urgent: Interval, normal: Interval }),
  /** When the person is next asked how they are, by follow-up priority. */
  followUp: byPriority,
  /** When the plan is looked at again, by follow-up priority. */
  planReview: byPriority,
});
export type SopTimings = z.infer<typeof SopTimings>;
export type ResponseUrgency = keyof SopTimings['response'];
export type FollowUpPriority = keyof SopTimings['followUp'];

/**
 * The defaults of the NRM's SOP: an answer in 24 hours (emergency), 72 hours counted as three business days (urgent), two
 * weeks counted as ten business days (normal). Twice a week is three days, moved off the weekend: Sunday, Wednesday.
 */
export const DEFAULT_SOP: SopTimings = {
  version: 1,
  response: {
    emergency: { unit: 'hours', count: 24 },
    urgent: { unit: 'business-days', count: 3 },
    normal: { unit: 'business-days', count: 10 },
  },
  followUp: {
    urgent: { unit: 'days', count: 3 },
    high: { unit: 'weeks', count: 1 },
    medium: { unit: 'weeks', count: 2 },
    ordinary: { unit: 'months', count: 1 },
  },
  planReview: {
    urgent: { unit: 'weeks', count: 2 },
    high: { unit: 'months', count: 1 },
    medium: { unit: 'months', count: 2 },
    ordinary: { unit: 'months', count: 3 },
  },
};

/**
 * The day on which something is due, counted from the day on which it happened. Hours are counted as begun days, since a
 * day has no time: 24 hours from Thursday is Friday.
 */
export function dueOn(day: LocalDate, interval: Interval, holidays: Holidays): LocalDate {
  switch (interval.unit) {
    case 'hours':
      return addDays(day, Math.ceil(interval.count / 24));
    case 'business-days':
      return addBusinessDays(day, interval.count, holidays);
    case 'days':
      return nextBusinessDay(addDays(day, interval.count), holidays);
    case 'weeks':
      return nextBusinessDay(addDays(day, 7 * interval.count), holidays);
    case 'months':
      return nextBusinessDay(addMonths(day, interval.count), holidays);
  }
}

const HOUR_MS = 3_600_000;

/** The instant after which it is past its date: so many hours later, or the end of the due day in Asia/Baghdad. */
export function dueAt(from: Instant, interval: Interval, holidays: Holidays): Instant {
  if (interval.unit === 'hours') return instantFromMs(Date.parse(from) + interval.count * HOUR_MS);
  return endOfDayInBaghdad(dueOn(dayInBaghdad(from), interval, holidays));
}

/** The last millisecond of a calendar day in Asia/Baghdad (UTC+3, without summer time since 2008). */
export const endOfDayInBaghdad = (day: LocalDate): Instant => instantFromMs(Date.parse(`${day}T23:59:59.999+03:00`));

/** Past its date once the day itself is over. */
export const isPastDue = (due: LocalDate, today: LocalDate): boolean => today > due;

/** When the answer to a referral is due, counted from the day of sending. */
export const responseDueOn = (
  sop: SopTimings,
  urgency: ResponseUrgency,
  sentOn: LocalDate,
  holidays: Holidays,
): LocalDate => dueOn(sentOn, sop.response[urgency], holidays);

/** When the next follow-up is due, counted from the last one that reached the person. */
export const followUpDueOn = (
  sop: SopTimings,
  priority: FollowUpPriority,
  last: LocalDate,
  holidays: Holidays,
): LocalDate => dueOn(last, sop.followUp[priority], holidays);

/** When the plan is to be looked at again. */
export const planReviewDueOn = (
  sop: SopTimings,
  priority: FollowUpPriority,
  last: LocalDate,
  holidays: Holidays,
): LocalDate => dueOn(last, sop.planReview[priority], holidays);
