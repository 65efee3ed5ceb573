import type { z } from 'zod';
import type { Role } from '../access/role.ts';
import type { GovernorateState } from '../governorate/governorate.ts';
import type { DeviceId, EntryId, Instant, OccurredOn, OfficeId, Result, WorkerId } from '../shared/index.ts';
import type { SubjectKindName, SubjectRef } from './entry.ts';

/** What the fold knows of an entry beside its payload. Values only: the rules have no clock. */
export interface Fact {
  readonly entry: EntryId;
  /** Its place in the subject; for an entry the server has not placed yet, the place it would take now. */
  readonly seq: number;
  readonly pending: boolean;
  /** subjectSeq its author had seen. */
  readonly basis: number;
  readonly device: DeviceId;
  readonly author: { readonly worker: WorkerId; readonly role: Role };
  readonly at: Instant;
  /** When it happened in the world; where the author said nothing, the day of `at` in Baghdad. */
  readonly occurredOn: OccurredOn;
}

export interface JudgeContext {
  readonly subject: SubjectRef;
  /**
   * Workers, roles, SOP as they stand where the judgement is made; undefined before the governorate is founded. The
   * directory and other cases are out of reach.
   */
  readonly administration: GovernorateState | undefined;
  readonly author: { readonly worker: WorkerId; readonly role: Role };
  readonly occurredOn: OccurredOn;
  readonly entry: EntryId;
}

export type Verdict = Result<null>;

/**
 * One verb, whole: who may, what it needs, whether the rule allows it, what it changes.
 *
 * An **act** is something we do and may be refused by state. A **report** is something the world did: it is refused for
 * form and authority only, so its `judge` may not look at the status of what it reports on.
 *
 * @typeParam State folded state of the subject @typeParam Payload what the entry carries
 * @typeParam Intent what the person asked for @typeParam Context what only the laptop knows (the directory as seen, new ids)
 */
export interface Verb<State, Payload, Intent = Payload, Context = undefined> {
  readonly type: string;
  readonly version: number;
  readonly subject: SubjectKindName;
  readonly nature: 'act' | 'report';
  /** The first entry of its subject. */
  readonly creates?: boolean;
  readonly payload: z.ZodType<Payload>;
  readonly intent: z.ZodType<Intent>;
  /** Laptop only: from what the person wants to what the entry says. Reads the directory through `context`. */
  propose(state: State | undefined, intent: Intent, context: Context): Result<Payload>;
  /** Both ends: the laptop before appending, the server at arrival. Reads its own subject and `administration`. */
  judge(state: State, payload: Payload, context: JudgeContext): Verdict;
  /** Total: never refuses, never throws, reads only its own subject. */
  apply(state: State, payload: Payload, fact: Fact): State;
  /** The office whose workers may do this, where the verb is the first of its subject; otherwise the subject knows. */
  officeOf?(payload: Payload): OfficeId;
}

/** A verb whose types were forgotten, for registries and folds. Method parameters are bivariant, so every verb is one. */
export type AnyVerb = Verb<unknown, unknown, unknown, unknown>;

/** Keeps the exact types of a verb while checking its shape. */
export const defineVerb = <State, Payload, Intent, Context>(
  verb: Verb<State, Payload, Intent, Context>,
): Verb<State, Payload, Intent, Context> => verb;

/** For verbs whose entry says exactly what the person entered. */
export const asEntered = <State, Payload>(_state: State | undefined, intent: Payload): Result<Payload> => ({
  ok: true,
  value: intent,
});
