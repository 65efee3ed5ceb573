import { z } from 'zod';
import type { CaseState } from '../case/case.ts';
import { covers } from '../consent/consent.ts';
import { defineVerb } from '../ledger/verb.ts';
import { ConsentId, FilledText, LocalDate, ok, ReferralId, refuse, Text } from '../shared/index.ts';
import { judgeMove, withReferral } from './referral-state.ts';

const SendReferral = z.object({
  referral: ReferralId,
  /** null only with an override */
  consent: ConsentId.nullable(),
  /** Vital interest: why this goes out without consent. Read by the supervisor. */
  override: FilledText(2000).nullable(),
  /** Ten digits of the client's slip; no name stands beside them. */
  slipCode: z.string().regex(/^\d{10}$/),
  dueOn: LocalDate,
  /** What the caseworker wrote for the provider, kept even when the sending cannot hold. */
  words: Text(4000),
});

/**
 * What sends a referral: a live consent that covers this recipient and these fields, or a recorded vital interest.
 * Judged again by the server at arrival: a consent withdrawn meanwhile on another laptop makes it impossible, and the
 * text stays in the case.
 */
export const sendReferral = defineVerb({
  type: 'referral.send',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: SendReferral,
  intent: SendReferral.omit({ slipCode: true, dueOn: true }),
  /** @param context the slip code formed on this laptop and the day the answer is due by the SOP */
  propose: (_state: CaseState | undefined, intent, context: { slipCode: string; dueOn: LocalDate }) =>
    ok({ ...intent, ...context }),
  judge: (state: CaseState, payload) => {
    const referral = state.referrals[payload.referral];
    if (!referral) return refuse('referral.unknown');
    if (state.status !== 'open') return refuse('case.has-ended', { allowed: ['case.reopen'] });
    const move = judgeMove(state, payload.referral, 'referral.send');
    if (!move.ok) return move;
    if (payload.override !== null) return ok(null);
    const consent = payload.consent === null ? undefined : state.consents[payload.consent];
    if (!consent) return refuse('consent.missing', { allowed: ['consent.give'] });
    if (consent.withdrawnBy !== null) return refuse('consent.withdrawn', { allowed: ['consent.give'] });
    if (!covers(consent, referral.recipient, referral.fields))
      return refuse('consent.does-not-cover', { allowed: ['consent.give'] });
    return ok(null);
  },
  apply: (state: CaseState, payload, fact): CaseState =>
    withReferral(state, payload.referral, (referral) =>
      // What was taken back stays back, also on the laptop whose sending still waits for its verdict.
      referral.sending !== 'draft'
        ? referral
        : {
            ...referral,
            sending: 'sent',
            consent: payload.consent,
            override: payload.override === null ? null : fact.entry,
            slipCode: payload.slipCode,
            sentOn: fact.occurredOn.day,
            dueOn: payload.dueOn,
          },
    ),
});
