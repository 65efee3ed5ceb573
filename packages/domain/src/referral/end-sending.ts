import { z } from 'zod';
import type { CaseState } from '../case/case.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { ReferralId, Text } from '../shared/index.ts';
import { type ReferralAct, SENDING_MOVES } from './referral-moves.ts';
import { judgeMove, sendingOf, withReferral } from './referral-state.ts';

const EndSending = z.object({ referral: ReferralId, words: Text(2000) });

/** The three ways a sending ends by our own act; each follows the table and nothing else. */
const endSending = (type: Exclude<ReferralAct, 'referral.send'>) =>
  defineVerb({
    type,
    version: 1,
    subject: 'case',
    nature: 'act',
    payload: EndSending,
    intent: EndSending,
    propose: asEntered,
    judge: (state: CaseState, payload) => judgeMove(state, payload.referral, type),
    apply: (state: CaseState, payload): CaseState =>
      withReferral(state, payload.referral, (referral) => {
        const moves: Partial<Record<ReferralAct, typeof referral.sending>> = SENDING_MOVES[sendingOf(state, referral)];
        return { ...referral, sending: moves[type] ?? referral.sending };
      }),
  });

/** The person does not want it any more. */
export const withdrawReferral = endSending('referral.withdraw');
/** We take it back: chosen wrongly, the service has closed. */
export const cancelReferral = endSending('referral.cancel');
/** It should never have been written: another person, another case. */
export const markReferralEnteredInError = endSending('referral.mark-entered-in-error');
