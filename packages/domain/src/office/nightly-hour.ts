import { z } from 'zod';
import { dayInBaghdad, type Instant, instantFromMs } from '../shared/index.ts';

/** Time of day in Asia/Baghdad, `20:00`: when the laptops of an office send and receive by themselves, once a night. */
export const NightlyHour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export type NightlyHour = z.infer<typeof NightlyHour>;

/** Where an office has said nothing: after work, while the lines are cheap and generators still run. */
export const DEFAULT_NIGHTLY_HOUR: NightlyHour = '20:00';

/** The laptops come within so long after the hour, each at its own moment: a hundred must not come in one second. */
export const NIGHT_SPREAD_MS = 30 * 60 * 1000;

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Nights {
  /** The moment of this laptop that was last, at `now` at the latest. */
  readonly last: Instant;
  readonly next: Instant;
}

/** @param spread of this laptop, from 0 to 1, below 1; always the same, so that it comes once a night */
export function nightsAround(now: Instant, hour: NightlyHour, spread: number): Nights {
  const nowMs = Date.parse(now);
  const today = Date.parse(`${dayInBaghdad(now)}T${hour}:00+03:00`) + Math.floor(spread * NIGHT_SPREAD_MS);
  // The moment of a late hour lies behind midnight, so the last one may belong to the day before yesterday.
  const lastMs = today - Math.max(0, Math.ceil((today - nowMs) / DAY_MS)) * DAY_MS;
  return { last: instantFromMs(lastMs), next: instantFromMs(lastMs + DAY_MS) };
}

/**
 * Whether a night has come that was not kept yet. A night that was missed (switched off, no line) stays due until it is
 * kept, and several missed nights are one.
 * @param kept when the last night was kept, by this laptop's clock; one that lies ahead was written by a wrong clock
 */
export const isNightDue = (now: Instant, hour: NightlyHour, spread: number, kept: Instant | null): boolean =>
  kept === null || kept > now || kept < nightsAround(now, hour, spread).last;
