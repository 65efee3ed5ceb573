import { z } from 'zod';
import { CONSENT_METHODS } from '../consent/consent.ts';
import { firstAnswer } from '../ledger/contested.ts';
import { defineVerb, type Fact } from '../ledger/verb.ts';
import { OfficeId, ok, refuse } from '../shared/index.ts';
import type { CaseState, PersonState } from './case.ts';
import { type PersonFields, RegisteredPerson } from './person.ts';

const RegisterCase = z.object({
  /** Formed on this laptop: digits only, readable over a phone, never the key. */
  number: z.string().regex(/^\d{8,16}$/),
  office: OfficeId,
  /** Consent to keep a file, nothing more. Sharing is asked at each referral. */
  consentToKeep: z.object({ method: z.enum(CONSENT_METHODS) }),
  person: RegisteredPerson,
  /** Somebody was referred while they stood at the desk: what was not asked then is asked later, and a task says so. */
  toComplete: z.literal(true).optional(),
  demonstration: z.literal(true).optional(),
});

export const registerCase = defineVerb({
  type: 'case.register',
  version: 1,
  subject: 'case',
  nature: 'report', // the person stands at the desk: that is never refused for state
  creates: true,
  payload: RegisterCase,
  intent: RegisterCase.omit({ number: true, office: true }),
  /** @param context the number formed on this laptop and the office it belongs to */
  propose: (_state: CaseState | undefined, intent, context: { number: string; office: OfficeId }) =>
    ok({ ...intent, ...context }),
  // An invented person must never stand among people who are not.
  judge: (_state, payload, context) =>
    payload.demonstration && context.administration?.demonstration !== true
      ? refuse('case.demonstration-only', { field: 'demonstration' })
      : ok(null),
  officeOf: (payload) => payload.office,
  apply: (_state: CaseState, payload, fact): CaseState => ({
    number: payload.number,
    office: payload.office,
    offices: [{ office: payload.office, seq: fact.seq }],
    openedOn: fact.occurredOn.day,
    demonstration: payload.demonstration ?? false,
    status: 'open',
    endedBecause: null,
    endProposed: null,
    responsible: fact.author.worker,
    ...(payload.toComplete && { toComplete: true as const }),
    person: firstAnswers(payload.person, fact),
    needs: {},
    consents: {},
    referrals: {},
    followUp: { lastOn: null, nextOn: null, attempts: [] },
  }),
});

const firstAnswers = (person: PersonFields, fact: Fact): PersonState =>
  Object.fromEntries(
    Object.entries(person)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, firstAnswer(value, fact)]),
  ) as PersonState;
