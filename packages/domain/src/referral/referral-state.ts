import type { CaseState } from '../case/case.ts';
import { covers } from '../consent/consent.ts';
import type { Verdict } from '../ledger/verb.ts';
import { ok, type ReferralId, refuse } from '../shared/index.ts';
import type { Referral, Sending } from './referral.ts';
import { allowedActs, type ReferralAct, SENDING_MOVES } from './referral-moves.ts';

/** The state of the sending as people see it: a draft whose recipient and fields are covered by a live consent is `consented`. */
export function sendingOf(state: CaseState, referral: Referral): Sending {
  if (referral.sending !== 'draft') return referral.sending;
  const consented = Object.values(state.consents).some((consent) =>
    covers(consent, referral.recipient, referral.fields),
  );
  return consented ? 'consented' : 'draft';
}

/** Looks the act up in the table. */
export function judgeMove(state: CaseState, id: ReferralId, act: ReferralAct): Verdict {
  const referral = state.referrals[id];
  if (!referral) return refuse('referral.unknown');
  const status = sendingOf(state, referral);
  if (act in SENDING_MOVES[status]) return ok(null);
  return refuse('referral.not-possible-now', { allowed: [...allowedActs(status)], params: { status } });
}

/** Changes one referral; a referral nobody knows stays unknown, because apply never refuses. */
export function withReferral(state: CaseState, id: ReferralId, change: (referral: Referral) => Referral): CaseState {
  const referral = state.referrals[id];
  return referral ? { ...state, referrals: { ...state.referrals, [id]: change(referral) } } : state;
}
