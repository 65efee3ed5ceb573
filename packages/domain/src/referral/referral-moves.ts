import type { Sending } from './referral.ts';

/**
 * THE TABLE: what we may do with a referral in each state of its sending, and what it becomes. Reports of the world are
 * not in it, because they are never refused for state. `docs/referral.md` draws it; a test compares drawing and table.
 */
export const SENDING_MOVES = {
  draft: {
    'referral.cancel': 'cancelled',
    'referral.send': 'sent', // with a recorded vital-interest override; without one consent comes first
    'referral.withdraw': 'withdrawn',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  consented: {
    'referral.cancel': 'cancelled',
    'referral.send': 'sent',
    'referral.withdraw': 'withdrawn',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  sent: {
    'referral.cancel': 'cancelled',
    'referral.withdraw': 'withdrawn',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  withdrawn: { 'referral.mark-entered-in-error': 'entered-in-error' },
  cancelled: { 'referral.mark-entered-in-error': 'entered-in-error' },
  'entered-in-error': {},
} as const satisfies Record<Sending, Partial<Record<ReferralAct, Exclude<Sending, 'consented'>>>>;

export const REFERRAL_ACTS = [
  'referral.send',
  'referral.withdraw',
  'referral.cancel',
  'referral.mark-entered-in-error',
] as const;
export type ReferralAct = (typeof REFERRAL_ACTS)[number];

export const allowedActs = (status: Sending): readonly ReferralAct[] =>
  Object.keys(SENDING_MOVES[status]) as ReferralAct[];
