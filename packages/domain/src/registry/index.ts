import { isVerbType } from '../access/permissions.ts';
import { caseKind } from '../case/index.ts';
import type { GovernorateState } from '../governorate/governorate.ts';
import { governorateKind } from '../governorate/index.ts';
import { parseCanonical } from '../ledger/canonical.ts';
import type { OpenEntry, SubjectKindName } from '../ledger/entry.ts';
import { factOf, type SubjectKind } from '../ledger/subject.ts';
import type { AnyVerb, JudgeContext } from '../ledger/verb.ts';
import { officeKind } from '../office/index.ts';
import { organisationKind } from '../organisation/index.ts';
import { assert, dayInBaghdad, ok, REFUSAL_CODES, type Result, refuse } from '../shared/index.ts';

/** Every kind of subject and every verb there is. What is not here does not exist for judging, folding or syncing. */
export const SUBJECTS: Readonly<Record<SubjectKindName, SubjectKind<unknown>>> = {
  case: caseKind as SubjectKind<unknown>,
  organisation: organisationKind as SubjectKind<unknown>,
  office: officeKind as SubjectKind<unknown>,
  governorate: governorateKind as SubjectKind<unknown>,
};

const VERBS: ReadonlyMap<string, AnyVerb> = new Map(
  Object.values(SUBJECTS).flatMap((subject) => subject.verbs.map((verb) => [verb.type, verb] as const)),
);
for (const type of VERBS.keys()) assert(isVerbType(type), `no permission row for ${type}`);

export const allVerbs = (): readonly AnyVerb[] => [...VERBS.values()];

export const findVerb = (type: string): AnyVerb | undefined => VERBS.get(type);

/** Whether this release can read the entry. A subject with one it cannot read is frozen there and says so. */
export const isReadable = (open: OpenEntry): boolean => {
  const verb = VERBS.get(open.header.type);
  return verb !== undefined && verb.subject === open.header.subject.kind && open.header.version <= verb.version;
};

/** The payload of an entry, read at the door: a refusal when this release cannot read it, when it was erased, or when it is not what the verb says. */
export function readPayload(open: OpenEntry): Result<unknown> {
  const verb = VERBS.get(open.header.type);
  if (!verb || !isReadable(open)) return refuse('ledger.type-unknown');
  const value = open.entry.payload === null ? undefined : parseCanonical(open.entry.payload);
  return value === undefined ? refuse('form.invalid') : parsePayload(verb, value);
}

/** Parses what a verb carries; the refusal names the place and never repeats what was typed there. */
export function parsePayload(
  verb: AnyVerb,
  value: unknown,
  schema: AnyVerb['payload'] = verb.payload,
): Result<unknown> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  // A schema names its refusal in the message; zod's own sentences are not codes.
  const named = REFUSAL_CODES.find((code) => code === issue?.message);
  return refuse(named ?? 'form.invalid', { field: (issue?.path ?? []).map(String).join('.').slice(0, 200) });
}

/** The rule's word on an entry, given the state of its subject (undefined when there is none yet). Form was read before. */
export function judgeEntry(
  state: unknown,
  open: OpenEntry,
  payload: unknown,
  administration: GovernorateState | undefined,
): Result<null> {
  const verb = VERBS.get(open.header.type);
  assert(verb, 'judging an unknown verb');
  if (verb.creates) {
    if (state !== undefined) return refuse('ledger.subject-exists');
  } else if (state === undefined) return refuse('ledger.subject-unknown');
  const context: JudgeContext = {
    subject: open.header.subject,
    administration,
    author: open.header.author,
    occurredOn: open.header.occurredOn ?? { day: dayInBaghdad(open.header.at.instant), precision: 'exact' },
    entry: open.header.id,
  };
  return verb.judge(state, payload, context);
}

/**
 * One step of the fold. Total: an entry it cannot place leaves the state as it was. The payload is parsed here too, so
 * that keys this release does not know stay in the bytes and never reach a state (`{"__proto__": …}` among them).
 */
export function applyEntry(state: unknown, open: OpenEntry, seq: number, pending: boolean): unknown {
  const verb = VERBS.get(open.header.type);
  if (!verb || open.entry.payload === null) return state;
  if (verb.creates ? state !== undefined : state === undefined) return state;
  const payload = readPayload(open);
  return payload.ok ? verb.apply(state, payload.value, factOf(open.header, seq, pending)) : state;
}

/** The offices whose workers may act: the subject's own, or for its first entry the one it names. */
export function officesOf(
  state: unknown,
  open: OpenEntry,
  payload: unknown,
): ReturnType<SubjectKind<unknown>['officesOf']> {
  const verb = VERBS.get(open.header.type);
  if (state === undefined) {
    const office = verb?.officeOf?.(payload);
    return office ? [office] : null;
  }
  return SUBJECTS[open.header.subject.kind].officesOf(state, open.header.basis.subject);
}
