import { z } from 'zod';
import { FilledText, Text } from '../shared/index.ts';
import { PhoneNumber } from './phone.ts';

/** The days of the week as numbers of their own: 0 Sunday to 6 Saturday. */
export const Weekday = z.int().min(0).max(6);
export type Weekday = z.infer<typeof Weekday>;

/** A time of day in Asia/Baghdad, minutes since midnight, 0 to 1440. */
const Minutes = z
  .int()
  .min(0)
  .max(24 * 60);

/** Hours in which a call does no harm. They end on the same day; a night is two of them. */
export const SafeHours = z
  .object({ days: z.array(Weekday).min(1).max(7), fromMinutes: Minutes, untilMinutes: Minutes })
  .refine((hours) => hours.fromMinutes < hours.untilMinutes, 'form.invalid');
export type SafeHours = z.infer<typeof SafeHours>;

export const CONTACT_CHANNELS = [
  'call',
  'text-message',
  'messenger',
  'visit',
  'through-someone',
  'comes-to-office',
] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

/** How the person is reached without harm. `null` means not asked yet, which is not the same as yes. */
export const ContactSafety = z.object({
  safeToCall: z.boolean().nullable(),
  /** Empty: any hour, where calling is safe. */
  hours: z.array(SafeHours).max(14),
  mayLeaveMessage: z.boolean().nullable(),
  /** Said first by the caller, so that the person knows who is there and others do not. */
  codeWord: Text(60).nullable(),
  preferred: z.enum(CONTACT_CHANNELS).nullable(),
  note: Text(300).nullable(),
});
export type ContactSafety = z.infer<typeof ContactSafety>;

export const CONTACT_SAFETY_NOT_ASKED: ContactSafety = {
  safeToCall: null,
  hours: [],
  mayLeaveMessage: null,
  codeWord: null,
  preferred: null,
  note: null,
};

/** One way to reach the person: a number and whose it is, somebody who passes it on, or coming by. */
export const WayToReach = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('phone'),
    number: PhoneNumber,
    whose: z.enum(['own', 'household', 'relative', 'neighbour', 'other']),
    messenger: z.array(z.enum(['whatsapp', 'viber', 'telegram', 'signal', 'messenger'])).max(5),
  }),
  z.object({ kind: z.literal('through-someone'), who: FilledText(120), number: PhoneNumber.nullable() }),
  z.object({ kind: z.literal('visit'), directions: FilledText(300) }),
  z.object({ kind: z.literal('comes-to-office'), usualDays: z.array(Weekday).max(7) }),
]);
export type WayToReach = z.infer<typeof WayToReach>;

export type CallAdvice = 'safe' | 'not-safe' | 'not-at-this-hour' | 'not-asked';

/** May the person be called now? Not asked is never taken for yes. */
export function callAdvice(safety: ContactSafety, now: { weekday: Weekday; minutes: number }): CallAdvice {
  if (safety.safeToCall === null) return 'not-asked';
  if (!safety.safeToCall) return 'not-safe';
  const within = safety.hours.some(
    (hours) => hours.days.includes(now.weekday) && hours.fromMinutes <= now.minutes && now.minutes < hours.untilMinutes,
  );
  return safety.hours.length === 0 || within ? 'safe' : 'not-at-this-hour';
}

/** A message may be left only where the person said so. */
export const mayLeaveMessage = (safety: ContactSafety): boolean =>
  safety.safeToCall === true && safety.mayLeaveMessage === true;
