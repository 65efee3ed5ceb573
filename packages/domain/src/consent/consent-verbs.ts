import type { CaseState } from '../case/case.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { ok, refuse } from '../shared/index.ts';
import { GiveConsent, WithdrawConsent } from './consent.ts';

export const giveConsent = defineVerb({
  type: 'consent.give',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: GiveConsent,
  intent: GiveConsent,
  propose: asEntered,
  judge: (state: CaseState, payload) =>
    state.consents[payload.consent] ? refuse('consent.already-recorded') : ok(null),
  apply: (state: CaseState, payload, fact): CaseState => {
    const { consent, ...given } = payload;
    // A second one with the same id must not bring back what was withdrawn, not even while it waits for its verdict.
    if (state.consents[consent]) return state;
    return {
      ...state,
      consents: { ...state.consents, [consent]: { ...given, givenBy: fact.entry, withdrawnBy: null } },
    };
  },
});

/**
 * The person takes it back. A report: whoever hears it writes it down, in any state, and from then on it holds. A
 * sending that was written without knowing of it is refused when it arrives.
 */
export const withdrawConsent = defineVerb({
  type: 'consent.withdraw',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: WithdrawConsent,
  intent: WithdrawConsent,
  propose: asEntered,
  judge: (state: CaseState, payload) => (state.consents[payload.consent] ? ok(null) : refuse('consent.unknown')),
  apply: (state: CaseState, payload, fact): CaseState => {
    const consent = state.consents[payload.consent];
    if (!consent || consent.withdrawnBy !== null) return state;
    return { ...state, consents: { ...state.consents, [payload.consent]: { ...consent, withdrawnBy: fact.entry } } };
  },
});
