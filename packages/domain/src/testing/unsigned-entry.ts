import { PERMISSIONS, type VerbType } from '../access/permissions.ts';
import type { CaseState } from '../case/case.ts';
import type { GovernorateState } from '../governorate/governorate.ts';
import { canonicalJson, type Json } from '../ledger/canonical.ts';
import { type Draft, EntryHeader, type OpenEntry } from '../ledger/entry.ts';
import type { OrganisationState } from '../organisation/organisation.ts';
import { applyEntry, findVerb, judgeEntry, parsePayload } from '../registry/index.ts';
import { assert, type EntryId, type Result } from '../shared/index.ts';
import { exampleDraft, FIXED_SALT } from './example-entry.ts';
import { EXAMPLE_PAYLOADS } from './example-payloads.ts';
import { fixedId, ids } from './fixed-ids.ts';

/** An entry as judge and fold see it, without the cost of hashes and signatures. */
export function unsignedEntry(draft: Draft): OpenEntry {
  const { payload, ...rest } = draft;
  const header = EntryHeader.parse({ ...rest, payloadHash: '0'.repeat(64) });
  return {
    hash: '0'.repeat(64),
    header,
    entry: { header: '', signature: '', payload: canonicalJson(payload), salt: FIXED_SALT, keyId: null },
  };
}

/** One line of a written story: a verb, what it says (by default its example), and what else differs from the example. */
export type Line = readonly [type: VerbType, payload?: Json, change?: Partial<Draft>];

const examples: Partial<Record<string, Json>> = EXAMPLE_PAYLOADS;

/** The entry a line stands for, as number `seq` of its subject, by an author who had seen everything before it. */
export function entryOfLine([type, payload, change]: Line, seq: number): OpenEntry {
  const said = payload ?? examples[type];
  const verb = findVerb(type);
  assert(verb && said !== undefined, `no example of ${type}`);
  return unsignedEntry(
    exampleDraft(type, verb.subject, said, {
      id: fixedId(100_000 + seq) as EntryId,
      author: { worker: ids.caseworker, role: PERMISSIONS[type][0] },
      basis: { administration: 0, subject: seq - 1 },
      ...change,
    }),
  );
}

/** Folds a story without judging it. */
export const foldLines = (lines: readonly Line[], state?: unknown): unknown =>
  lines.reduce<unknown>(
    (before, line, index) => applyEntry(before, entryOfLine(line, index + 1), index + 1, false),
    state,
  );

export const foldCase = (...lines: readonly Line[]): CaseState => {
  const state = foldLines([['case.register'], ...lines]) as CaseState | undefined;
  assert(state, 'a story that made no case');
  return state;
};

export const foldGovernorate = (...lines: readonly Line[]): GovernorateState =>
  foldLines([['governorate.found'], ...lines]) as GovernorateState;

export const foldOrganisation = (...lines: readonly Line[]): OrganisationState => {
  const state = foldLines([['organisation.register'], ...lines]) as OrganisationState | undefined;
  assert(state, 'a story that made no organisation');
  return state;
};

/** What the rule says of one more line. The payload is parsed as at every door. */
export function judgeLine(state: unknown, line: Line, administration?: GovernorateState): Result<null> {
  const open = entryOfLine(line, 1_000);
  const verb = findVerb(open.header.type);
  assert(verb, 'a line of an unknown verb');
  const payload = parsePayload(verb, JSON.parse(open.entry.payload ?? 'null'));
  return payload.ok ? judgeEntry(state, open, payload.value, administration) : payload;
}
