import { z } from 'zod';
import type { Recipient, SharedField } from '../consent/consent.ts';
import { Urgency } from '../need/need.ts';
import type { ConsentId, EntryId, LocalDate, NeedId } from '../shared/index.ts';

/**
 * A referral is four small tables that move on their own: what we did (sending), what the provider said (answer), what
 * happened (service), what the person says (confirmation). Only sending is ours to refuse; the rest is the world's.
 */
export const SENDING = ['draft', 'consented', 'sent', 'withdrawn', 'cancelled', 'entered-in-error'] as const;
export const Sending = z.enum(SENDING);
export type Sending = z.infer<typeof Sending>;

export const ANSWERS = ['delivered', 'accepted', 'waitlisted', 'declined', 'no-response'] as const;
export const Answer = z.enum(ANSWERS);
export type Answer = z.infer<typeof Answer>;

export const SERVICE_STATES = [
  'scheduled',
  'attended',
  'not-attended',
  'in-service',
  'on-hold',
  'completed',
  'partially-completed',
  'failed',
] as const;
export const ServiceStatus = z.enum(SERVICE_STATES);
export type ServiceStatus = z.infer<typeof ServiceStatus>;

export const CONFIRMATIONS = ['confirmed', 'disputed', 'not-reached'] as const;
export const Confirmation = z.enum(CONFIRMATIONS);
export type Confirmation = z.infer<typeof Confirmation>;

/** Where a report came from. */
export const SOURCES = [
  'staff',
  'slip-scan',
  'phone-code',
  'provider-register',
  'provider-page',
  'usb',
  'client',
] as const;
export const Source = z.enum(SOURCES);
export type Source = z.infer<typeof Source>;

export const DECLINE_REASONS = [
  'not-eligible',
  'no-capacity',
  'service-closed',
  'funding-ended',
  'papers-missing',
  'too-far',
  'other',
] as const;

/** How a service wants to be asked. State bodies act on a numbered official letter only. */
export const REFERRAL_METHODS = ['official-letter', 'client-slip', 'provider-sheet', 'phone', 'provider-page'] as const;
export const ReferralMethod = z.enum(REFERRAL_METHODS);
export type ReferralMethod = z.infer<typeof ReferralMethod>;

/** The latest report of one table, with what is needed to show and to count it. */
export interface Reported<Status> {
  readonly status: Status;
  readonly reason: string | null;
  readonly on: LocalDate;
  readonly source: Source;
  readonly entry: EntryId;
}

export interface Referral {
  readonly need: NeedId;
  readonly recipient: Recipient;
  /** The service as the caseworker saw it when choosing; the directory may have changed since. */
  readonly serviceName: string;
  readonly organisationName: string;
  readonly method: ReferralMethod;
  readonly urgency: Urgency;
  readonly fields: readonly SharedField[];
  readonly sending: Exclude<Sending, 'consented'>;
  readonly consent: ConsentId | null;
  /** The sending that went out for a vital interest without consent; its reasons stand in the story. */
  readonly override: EntryId | null;
  readonly slipCode: string | null;
  readonly sentOn: LocalDate | null;
  /** Day by which the provider should have answered, from the SOP in force when it was sent. */
  readonly dueOn: LocalDate | null;
  readonly answer: Reported<Answer> | null;
  readonly service: Reported<ServiceStatus> | null;
  readonly confirmation: Reported<Confirmation> | null;
  /** Reports the person has not been told of yet: every answer leaves a task, also "no". */
  readonly toTell: readonly EntryId[];
}

export const ENDINGS = [
  'closed-both',
  'provider-only',
  'person-only',
  'person-not-reached',
  'disputed',
  'withdrawn',
  'cancelled',
] as const;
export type Ending = (typeof ENDINGS)[number];

const PROVIDER_ENDED: readonly ServiceStatus[] = ['completed', 'partially-completed', 'failed'];

/**
 * How a referral ended, or null while it goes on. Only the provider's outcome *and* the person's confirmation make a
 * closed loop. `nobodyWillAsk` says that the person will not be asked any more (their case has ended): then, and only
 * then, one side alone is an ending.
 */
export function endingOf(referral: Referral, nobodyWillAsk = false): Ending | null {
  if (referral.sending === 'withdrawn') return 'withdrawn';
  if (referral.sending === 'cancelled' || referral.sending === 'entered-in-error') return 'cancelled';
  const provider = referral.service !== null && PROVIDER_ENDED.includes(referral.service.status);
  switch (referral.confirmation?.status) {
    case 'disputed':
      return 'disputed';
    case 'confirmed':
      if (provider) return 'closed-both';
      return nobodyWillAsk ? 'person-only' : null;
    case 'not-reached':
      return 'person-not-reached';
    case undefined:
      return provider && nobodyWillAsk ? 'provider-only' : null;
  }
}

/** Reports that cannot both be the whole truth; each becomes a task for a person. */
export const CONTRADICTIONS = ['declined-and-attended', 'completed-and-disputed'] as const;
export function contradictionOf(referral: Referral): (typeof CONTRADICTIONS)[number] | null {
  const { answer, service, confirmation } = referral;
  const served =
    service !== null && ['attended', 'in-service', 'completed', 'partially-completed'].includes(service.status);
  if (answer?.status === 'declined' && served) return 'declined-and-attended';
  if (service?.status === 'completed' && confirmation?.status === 'disputed') return 'completed-and-disputed';
  return null;
}

/** Whether the next step is to refer again: the provider said no, or said nothing. */
export const asksToReferAgain = (referral: Referral): boolean =>
  referral.sending === 'sent' &&
  referral.service === null &&
  (referral.answer?.status === 'declined' || referral.answer?.status === 'no-response');
