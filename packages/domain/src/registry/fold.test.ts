import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VerbType } from '../access/permissions.ts';
import { ROLES } from '../access/role.ts';
import type { Json } from '../ledger/canonical.ts';
import { type OpenEntry, SUBJECT_KINDS, type SubjectKindName } from '../ledger/entry.ts';
import type { AnyVerb } from '../ledger/verb.ts';
import type { DeviceId, EntryId, WorkerId } from '../shared/index.ts';
import { arbitraryOf, exampleDraft, fixedId, foldGovernorate, ids, unsignedEntry } from '../testing/index.ts';
import { allVerbs, applyEntry, findVerb, judgeEntry, officesOf, parsePayload, SUBJECTS } from './index.ts';

const MAX_STATE_BYTES = 64 * 1024;
const administration = foldGovernorate(['worker.introduce']);
const DEVICES: readonly DeviceId[] = [ids.device, ids.otherDevice, ids.thirdDevice];

interface Step {
  readonly type: string;
  readonly payload: unknown;
  readonly device: number;
  readonly worker: number;
  readonly heard: number;
}

/** Anything that could stand in a subject: first what creates it, then any of its verbs with anything its schema accepts. */
function storyOf(kind: SubjectKindName, length: number): fc.Arbitrary<readonly Step[]> {
  const stepOf = (verb: AnyVerb): fc.Arbitrary<Step> =>
    fc.record({
      type: fc.constant(verb.type),
      payload: arbitraryOf(verb.payload),
      device: fc.nat(DEVICES.length - 1),
      worker: fc.nat(3),
      heard: fc.double({ min: 0, max: 1, noNaN: true }),
    });
  const verbs = SUBJECTS[kind].verbs;
  const creating = verbs.filter((verb) => verb.creates).map(stepOf);
  return fc
    .tuple(fc.oneof(...creating), fc.array(fc.oneof(...verbs.map(stepOf)), { minLength: length, maxLength: length }))
    .map(([first, rest]) => [first, ...rest]);
}

const entryOf = (step: Step, seq: number): OpenEntry =>
  unsignedEntry(
    exampleDraft(step.type as VerbType, findVerb(step.type)?.subject ?? 'case', step.payload as Json, {
      id: fixedId(100_000 + seq) as EntryId,
      device: DEVICES[step.device] as DeviceId,
      author: { worker: fixedId(20 + step.worker) as WorkerId, role: ROLES[step.worker] ?? 'caseworker' },
      basis: { administration: 0, subject: Math.floor(step.heard * (seq - 1)) },
    }),
  );

/** Whoever changes a state in place is found out by the next write to it. */
function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}

function fold(story: readonly Step[], pending: boolean, judge: boolean): unknown {
  let state: unknown;
  story.forEach((step, index) => {
    const open = entryOf(step, index + 1);
    officesOf(state, open, step.payload);
    // The first is taken as it is: it may name another id than the one it is stored under here.
    const allowed = !judge || index === 0 || judgeEntry(state, open, step.payload, administration).ok;
    if (allowed) state = applyEntry(state, open, index + 1, pending);
    deepFreeze(state);
  });
  return state;
}

const asStored = (state: unknown): unknown => JSON.parse(JSON.stringify(state));
const bytesOf = (state: unknown) => Buffer.byteLength(JSON.stringify(state));

describe.each(SUBJECT_KINDS)('any story of a subject of kind %s', (kind) => {
  test('folds without a throw, judged or not, placed or waiting, into plain JSON, and twice the same', () => {
    fc.assert(
      fc.property(storyOf(kind, 25), fc.boolean(), fc.boolean(), (story, pending, judge) => {
        const state = fold(story, pending, judge);
        expect(asStored(state)).toEqual(state);
        expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
        expect(JSON.stringify(fold(story, pending, judge))).toBe(JSON.stringify(state));
      }),
      { numRuns: 60 },
    );
  });

  test('goes on from a stored state as from one in memory', () => {
    fc.assert(
      fc.property(storyOf(kind, 12), fc.nat(12), (story, cut) => {
        let state: unknown;
        story.forEach((step, index) => {
          if (index === cut && state !== undefined) state = asStored(state);
          state = applyEntry(state, entryOf(step, index + 1), index + 1, false);
        });
        expect(state).toEqual(fold(story, false, false));
      }),
      { numRuns: 40 },
    );
  });

  test('is 64 KB at most after two hundred entries', () => {
    fc.assert(
      fc.property(storyOf(kind, 200), (story) => {
        // The size of an organisation is a rule of its verbs; of the others it follows from what they keep, judged or not.
        expect(bytesOf(fold(story, false, kind === 'organisation'))).toBeLessThanOrEqual(MAX_STATE_BYTES);
      }),
      { numRuns: 15, endOnFailure: true }, // two hundred entries shrink for ever
    );
  });
});

test('what a payload says beyond its verb never reaches a state and never breaks the fold', () => {
  const extra = fc.dictionary(
    fc.oneof(fc.constantFrom('__proto__', 'constructor', 'id', 'number', 'status', 'hasOwnProperty'), fc.string()),
    fc.jsonValue({ maxDepth: 2 }),
    { noNullPrototype: true },
  );
  for (const verb of allVerbs()) {
    fc.assert(
      fc.property(storyOf(verb.subject, 4), arbitraryOf(verb.payload), extra, (story, payload, added) => {
        const state = fold(story, false, false);
        const draft = { type: verb.type, payload, device: 0, worker: 0, heard: 1 };
        const plain = applyEntry(state, entryOf(draft, 50), 50, false);
        const known = payload as Record<string, unknown>;
        // Absent optional parts stay absent: only keys no version 1 knows are added.
        const shape = 'shape' in verb.payload ? (verb.payload.shape as object) : known;
        const strange = Object.entries(added).filter(
          ([key]) => !Object.hasOwn(shape, key) && !Object.hasOwn(known, key),
        );
        const more = JSON.parse(
          `{${[...Object.entries(known), ...strange]
            .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
            .join(',')}}`,
        ) as unknown;
        expect(applyEntry(state, entryOf({ ...draft, payload: more }, 50), 50, false)).toEqual(plain);
      }),
      { numRuns: 10 },
    );
  }
  expect(({} as { a?: unknown }).a).toBeUndefined();
});

test('a payload that is not what its verb says changes nothing and throws nothing', () => {
  for (const verb of allVerbs()) {
    fc.assert(
      fc.property(storyOf(verb.subject, 3), fc.jsonValue({ maxDepth: 4 }), (story, payload) => {
        fc.pre(!verb.payload.safeParse(payload).success);
        const state = fold(story, false, false);
        const entry = entryOf({ type: verb.type, payload, device: 0, worker: 0, heard: 1 }, 50);
        expect(applyEntry(state, entry, 50, false)).toBe(state);
        const refused = parsePayload(verb, payload);
        expect(refused.ok).toBe(false);
      }),
      { numRuns: 10 },
    );
  }
});
