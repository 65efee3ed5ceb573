import { z } from 'zod';
import type { CaseState } from '../case/case.ts';
import { Recipient, SHARED_FIELDS, SharedField } from '../consent/consent.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { Urgency } from '../need/need.ts';
import { FilledText, NeedId, ok, ReferralId, refuse, Text } from '../shared/index.ts';
import { ReferralMethod } from './referral.ts';

const DraftReferral = z.object({
  referral: ReferralId,
  need: NeedId,
  recipient: Recipient,
  /** As seen in the directory when it was chosen: advice for the story, never judged. */
  organisationName: FilledText(300),
  serviceName: FilledText(300),
  method: ReferralMethod,
  urgency: Urgency,
  fields: z.array(SharedField).max(SHARED_FIELDS.length),
  /** Why this one was chosen, as the reasons stood on the screen. */
  reasons: z.array(z.object({ answer: z.enum(['yes', 'no', 'unknown']), code: Text(80) })).max(40),
});

export const draftReferral = defineVerb({
  type: 'referral.draft',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: DraftReferral,
  intent: DraftReferral,
  propose: asEntered,
  judge: (state: CaseState, payload) => {
    if (state.referrals[payload.referral]) return refuse('referral.already-drafted');
    if (!state.needs[payload.need]) return refuse('need.unknown');
    if (state.status !== 'open') return refuse('case.has-ended', { allowed: ['case.reopen'] });
    return ok(null);
  },
  apply: (state: CaseState, payload): CaseState => {
    const { referral, reasons: _advice, ...seen } = payload;
    if (state.referrals[referral]) return state;
    return {
      ...state,
      referrals: {
        ...state.referrals,
        [referral]: {
          ...seen,
          sending: 'draft',
          consent: null,
          override: null,
          slipCode: null,
          sentOn: null,
          dueOn: null,
          answer: null,
          service: null,
          confirmation: null,
          toTell: [],
        },
      },
    };
  },
});
