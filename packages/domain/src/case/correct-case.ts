import { z } from 'zod';
import { type Correctable, correct, isContested, type Safer, settle } from '../ledger/contested.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { EntryId, ok, refuse } from '../shared/index.ts';
import type { CaseState, PersonState } from './case.ts';
import {
  PERSON_FIELD_NAMES,
  type PersonField,
  type PersonFields,
  PersonFields as PersonFieldsSchema,
  PRIORITIES,
  type Priority,
} from './person.ts';

const CorrectCase = z.object({
  changes: PersonFieldsSchema.refine((changes) => Object.keys(changes).length > 0, { message: 'form.invalid' }),
});

/** While two answers stand, the safer one holds: for priority the higher, for the others the first placed. */
const saferOf: { [Field in PersonField]?: (a: never, b: never) => unknown } = {
  priority: (a: Priority, b: Priority) => (PRIORITIES.indexOf(a) >= PRIORITIES.indexOf(b) ? a : b),
};

const findSafer = (field: PersonField) => saferOf[field] as Safer<unknown> | undefined;

/** Facts about the person, first written or put right. Two laptops may do so at once: then both answers stay. */
export const correctCase = defineVerb({
  type: 'case.correct',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: CorrectCase,
  intent: CorrectCase,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: CaseState, payload, fact): CaseState => {
    const person: Record<string, Correctable<unknown>> = { ...state.person };
    for (const [field, value] of Object.entries(payload.changes as PersonFields)) {
      if (value === undefined) continue;
      person[field] = correct(person[field], value as unknown, fact, findSafer(field as PersonField));
    }
    return { ...state, person: person as PersonState };
  },
});

const SettleAnswers = z.object({
  field: z.enum(PERSON_FIELD_NAMES as [PersonField, ...PersonField[]]),
  /** The entry whose answer a person chose. */
  chosen: EntryId,
});

/** Two answers: a person chose one. */
export const settleAnswers = defineVerb({
  type: 'case.settle-answers',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: SettleAnswers,
  intent: SettleAnswers,
  propose: asEntered,
  judge: (state: CaseState, payload) => {
    const field: Correctable<unknown> | undefined = state.person[payload.field];
    if (!field || !isContested(field)) return refuse('case.already-settled');
    return field.answers?.some((answer) => answer.entry === payload.chosen) ? ok(null) : refuse('case.answer-unknown');
  },
  apply: (state: CaseState, payload, fact): CaseState => {
    const field = state.person[payload.field] as Correctable<unknown> | undefined;
    if (!field) return state;
    const settled = settle(field, payload.chosen, fact, findSafer(payload.field));
    return { ...state, person: { ...state.person, [payload.field]: settled } as PersonState };
  },
});
