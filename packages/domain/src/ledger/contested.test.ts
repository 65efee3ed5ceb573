import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceId, EntryId } from '../shared/index.ts';
import { FIXED_DAY, FIXED_INSTANT, fixedId, ids } from '../testing/index.ts';
import { type Correctable, choicesOf, correct, firstAnswer, isContested, settle } from './contested.ts';
import type { Fact } from './verb.ts';

const DEVICES = [ids.device, ids.otherDevice, ids.thirdDevice, ids.serverDevice] as const;
const [A, B, C] = DEVICES;

const entryOf = (seq: number) => fixedId(10_000 + seq) as EntryId;
const factBy = (device: DeviceId, seq: number, basis: number): Fact => ({
  entry: entryOf(seq),
  seq,
  basis,
  pending: false,
  device,
  author: { worker: ids.caseworker, role: 'caseworker' },
  at: FIXED_INSTANT,
  occurredOn: { day: FIXED_DAY, precision: 'exact' },
});

const higher = (a: number, b: number) => Math.max(a, b);
const valuesOf = <Value>(field: Correctable<Value>) => choicesOf(field).map((answer) => answer.value);

describe('a field corrected on several laptops', () => {
  const registered = firstAnswer('Ali', factBy(A, 1, 0));

  test('simply takes the new value when its author had seen the old one', () => {
    const field = correct(registered, 'Aly', factBy(B, 2, 1));
    expect(field).toEqual({ value: 'Aly', seq: 2, device: B, entry: entryOf(2) });
  });

  test('keeps both when two laptops could not hear each other; the first placed holds', () => {
    const field = correct(correct(registered, 'Aly', factBy(B, 2, 1)), 'Alli', factBy(C, 3, 1));
    expect(field.value).toBe('Aly');
    expect(valuesOf(field)).toEqual(['Aly', 'Alli']);
    expect(isContested(field)).toBe(true);
  });

  test('keeps all of three', () => {
    let field = correct(registered, 'Aly', factBy(A, 2, 1));
    field = correct(field, 'Alli', factBy(B, 3, 1));
    field = correct(field, 'Ally', factBy(C, 4, 1));
    expect(valuesOf(field)).toEqual(['Aly', 'Alli', 'Ally']);
  });

  test('is not contested by corrections of the same laptop, whatever it had heard', () => {
    let field = correct(registered, 'Aly', factBy(A, 2, 0));
    field = correct(field, 'Alli', factBy(A, 3, 0));
    expect(field.value).toBe('Alli');
    expect(isContested(field)).toBe(false);
  });

  test('shows of one laptop only its latest answer', () => {
    let field = correct(registered, 'Aly', factBy(A, 2, 1));
    field = correct(field, 'Alli', factBy(B, 3, 1));
    field = correct(field, 'Ally', factBy(A, 4, 1));
    expect(valuesOf(field)).toEqual(['Alli', 'Ally']);
  });

  test('is not contested when both say the same', () => {
    const field = correct(correct(registered, 'Aly', factBy(B, 2, 1)), 'Aly', factBy(C, 3, 1));
    expect(isContested(field)).toBe(false);
    expect(field).toMatchObject({ value: 'Aly', seq: 2 });
  });

  test('does not forget who said it first: a later change of mind is still compared with theirs', () => {
    let field = correct(registered, 'Aly', factBy(B, 2, 1));
    field = correct(field, 'Aly', factBy(C, 3, 1));
    field = correct(field, 'Alli', factBy(C, 4, 1));
    expect(valuesOf(field)).toEqual(['Aly', 'Alli']);
  });

  test('a value that stands among the answers is not repeated, and typing it is not a decision', () => {
    let field = correct(correct(registered, 'Aly', factBy(A, 2, 1)), 'Alli', factBy(B, 3, 1));
    field = correct(field, 'Alli', factBy(C, 4, 3));
    expect(valuesOf(field)).toEqual(['Aly', 'Alli']);
  });

  test('a new value while a choice is open is one more answer', () => {
    let field = correct(correct(registered, 'Aly', factBy(A, 2, 1)), 'Alli', factBy(B, 3, 1));
    field = correct(field, 'Ally', factBy(C, 4, 3));
    expect(valuesOf(field)).toEqual(['Aly', 'Alli', 'Ally']);
  });

  test('needs no decision any more when everybody came to say the same', () => {
    let field = correct(correct(registered, 'Aly', factBy(A, 2, 1)), 'Alli', factBy(B, 3, 1));
    field = correct(field, 'Aly', factBy(B, 4, 3));
    expect(isContested(field)).toBe(false);
    expect(field.value).toBe('Aly');
  });

  test('holds the safer value meanwhile', () => {
    for (const [first, second] of [
      [1, 3],
      [3, 1],
    ] as const) {
      const field = correct(firstAnswer(first, factBy(A, 1, 0)), second, factBy(B, 2, 0), higher);
      expect(field).toMatchObject({ value: 3, seq: first === 3 ? 1 : 2 });
    }
  });

  test('is settled by a person who saw all answers', () => {
    let field = correct(correct(registered, 'Aly', factBy(A, 2, 1)), 'Alli', factBy(B, 3, 1));
    field = settle(field, entryOf(3), factBy(C, 4, 3));
    expect(field).toEqual({ value: 'Alli', seq: 4, device: C, entry: entryOf(4) });
  });

  test('a decision does not swallow an answer its author had not seen', () => {
    let field = correct(correct(registered, 'Aly', factBy(A, 2, 1)), 'Alli', factBy(B, 3, 1));
    field = correct(field, 'Ally', factBy(C, 4, 1));
    field = settle(field, entryOf(3), factBy(A, 5, 3));
    expect(field.value).toBe('Alli');
    expect(valuesOf(field)).toEqual(['Alli', 'Ally']);
    field = settle(field, entryOf(4), factBy(B, 6, 5));
    expect(field.value).toBe('Ally');
    expect(isContested(field)).toBe(false);
  });

  test('a decision for an answer that is not there changes nothing', () => {
    const field = correct(correct(registered, 'Aly', factBy(A, 2, 1)), 'Alli', factBy(B, 3, 1));
    expect(settle(field, entryOf(99), factBy(C, 4, 3))).toBe(field);
    expect(settle(registered, entryOf(1), factBy(C, 4, 3))).toBe(registered);
  });
});

interface Typed {
  readonly value: number;
  readonly device: number;
  /** how much of what was placed the author had heard, 0 to 1 */
  readonly heard: number;
  readonly settles: boolean;
}

const history = fc.array(
  fc.record({
    value: fc.nat(4),
    device: fc.nat(DEVICES.length - 1),
    heard: fc.double({ min: 0, max: 1, noNaN: true }),
    settles: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
);

/** Folds a history in which no laptop's basis goes back, and tells after each step what every laptop had heard. */
function play(typed: readonly Typed[], safer?: (a: number, b: number) => number) {
  const heardBy = DEVICES.map(() => 0);
  let field: Correctable<number> | undefined;
  const steps: { field: Correctable<number>; fact: Fact; typed: Typed; chosen?: number }[] = [];
  typed.forEach((one, index) => {
    const seq = index + 1;
    const basis = Math.max(heardBy[one.device] ?? 0, Math.floor(one.heard * index));
    heardBy[one.device] = basis;
    const fact = factBy(DEVICES[one.device] as DeviceId, seq, basis);
    // Nobody chooses what they have not seen, nor where there is nothing to choose: that is refused before the fold.
    const seen = field?.answers?.filter((answer) => answer.seq <= basis || answer.device === fact.device) ?? [];
    const choice = seen[one.value % seen.length];
    if (one.settles && field && isContested(field) && choice) {
      field = settle(field, choice.entry, fact, safer);
      steps.push({ field, fact, typed: one, chosen: choice.value });
    } else {
      field = correct(field, one.value, fact, safer);
      steps.push({ field, fact, typed: one });
    }
  });
  return steps;
}

describe('any history of corrections and decisions', () => {
  test('loses no answer: each stands, or was overwritten by its own laptop or by somebody who had seen it', () => {
    fc.assert(
      fc.property(history, (typed) => {
        const steps = play(typed);
        const last = steps.at(-1);
        if (!last) return;
        const standing = valuesOf(last.field);
        steps.forEach((step, index) => {
          const value = step.chosen ?? step.typed.value;
          if (standing.includes(value)) return;
          const overwritten = steps
            .slice(index + 1)
            .some((later) => later.fact.device === step.fact.device || step.fact.seq <= later.fact.basis);
          expect(overwritten, `the ${value} typed at ${step.fact.seq} vanished`).toBe(true);
        });
      }),
      { numRuns: 2000 },
    );
  });

  test('never holds more answers than laptops, nor two of one, offers no value twice, and the safer of them holds', () => {
    fc.assert(
      fc.property(history, (typed) => {
        for (const { field, chosen } of play(typed, higher)) {
          const values = valuesOf(field);
          const devices = (field.answers ?? [field]).map((answer) => answer.device);
          expect(new Set(devices).size).toBe(devices.length);
          expect(new Set(values).size).toBe(values.length);
          if (field.answers) expect(field.answers.length).toBeGreaterThan(1);
          if (chosen === undefined) expect(field.value).toBe(Math.max(...values));
          expect((field.answers ?? [field]).some((answer) => answer.entry === field.entry)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('two corrections whose authors heard of each other in neither direction are always two answers', () => {
    fc.assert(
      fc.property(history, fc.nat(4), fc.nat(4), (typed, one, two) => {
        const before = play(typed).at(-1);
        if (!before || one === two) return;
        const seq = before.fact.seq;
        const first = correct(before.field, one, factBy(fixedId(500) as DeviceId, seq + 1, seq));
        const second = correct(first, two, factBy(fixedId(501) as DeviceId, seq + 2, seq));
        expect(valuesOf(second)).toEqual(expect.arrayContaining([one, two]));
      }),
      { numRuns: 500 },
    );
  });
});
