import { z } from 'zod';
import type { CaseState } from '../case/case.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { FilledText, LocalDate, ok, ReferralId, Text } from '../shared/index.ts';

export const FOLLOW_UP_KINDS = ['visit', 'call', 'office', 'message'] as const;
export const CONTACT_OUTCOMES = ['reached', 'no-answer', 'number-dead', 'someone-else-answered', 'not-safe'] as const;

const RecordFollowUp = z.object({
  kind: z.enum(FOLLOW_UP_KINDS),
  words: FilledText(8000),
  /** When to look in again; null when the schedule of the SOP decides. */
  nextOn: LocalDate.nullable(),
});

export const recordFollowUp = defineVerb({
  type: 'followup.record',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: RecordFollowUp,
  intent: RecordFollowUp,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: CaseState, payload, fact): CaseState => ({
    ...state,
    followUp: { ...state.followUp, lastOn: later(state.followUp.lastOn, fact.occurredOn.day), nextOn: payload.nextOn },
  }),
});

const RecordContactAttempt = z.object({
  outcome: z.enum(CONTACT_OUTCOMES),
  referral: ReferralId.nullable(),
  words: Text(2000),
});

/** Enough for "three attempts on different days" and the call list; older ones stand in the story. */
const KEPT_ATTEMPTS = 20;

export const recordContactAttempt = defineVerb({
  type: 'followup.record-contact-attempt',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: RecordContactAttempt,
  intent: RecordContactAttempt,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: CaseState, payload, fact): CaseState => ({
    ...state,
    followUp: {
      ...state.followUp,
      attempts: [
        ...state.followUp.attempts,
        { entry: fact.entry, on: fact.occurredOn.day, outcome: payload.outcome },
      ].slice(-KEPT_ATTEMPTS),
    },
  }),
});

const later = (a: LocalDate | null, b: LocalDate): LocalDate => (a !== null && a > b ? a : b);
