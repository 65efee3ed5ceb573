import { z } from 'zod';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { ok, refuse } from '../shared/index.ts';
import { correctFields, judgeSettlements, type SaferOf, saysSomething, settlementsOf } from './corrections.ts';
import {
  ORGANISATION_FIELDS,
  OrganisationFacts,
  type OrganisationField,
  type OrganisationState,
} from './organisation.ts';
import { judgeSize } from './state-size.ts';

const RegisterOrganisation = OrganisationFacts.extend({ demonstration: z.literal(true).optional() });

export const registerOrganisation = defineVerb({
  type: 'organisation.register',
  version: 1,
  subject: 'organisation',
  nature: 'act',
  creates: true,
  payload: RegisterOrganisation,
  intent: RegisterOrganisation,
  propose: asEntered,
  // An invented provider must never be offered to a person who is not invented.
  judge: (_state, payload, context) =>
    payload.demonstration && context.administration?.demonstration !== true
      ? refuse('directory.demonstration-only', { field: 'demonstration' })
      : ok(null),
  apply: (_state: OrganisationState, payload): OrganisationState => {
    const { demonstration, ...facts } = payload;
    return { ...facts, demonstration: demonstration ?? false, places: {}, services: {}, verifiers: [] };
  },
});

const FIELDS = Object.keys(ORGANISATION_FIELDS) as OrganisationField[];

const CorrectOrganisation = z
  .object({ changes: OrganisationFacts.partial(), settled: settlementsOf(FIELDS) })
  .refine(saysSomething, { message: 'form.invalid', path: ['changes'] });

/** While two answers stand: a police desk is named as one, and an agreement ends on the earlier day. */
const saferOf: SaferOf = {
  policeDesk: (a: boolean, b: boolean) => a || b,
  agreementUntil: (a: string | null, b: string | null) => (a === null ? b : b === null || a < b ? a : b),
};

export const correctOrganisation = defineVerb({
  type: 'organisation.correct',
  version: 1,
  subject: 'organisation',
  nature: 'act',
  payload: CorrectOrganisation,
  intent: CorrectOrganisation,
  propose: asEntered,
  judge: (state: OrganisationState, payload) => {
    const settled = judgeSettlements(state, payload.settled);
    return settled.ok ? judgeSize(state, payload.changes, state) : settled;
  },
  apply: (state: OrganisationState, payload, fact): OrganisationState =>
    correctFields(state, payload.changes, payload.settled, fact, saferOf),
});
