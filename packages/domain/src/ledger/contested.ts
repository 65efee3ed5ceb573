import type { DeviceId, EntryId } from '../shared/index.ts';
import type { Fact } from './verb.ts';

/**
 * A value several laptops may correct while they cannot hear each other. When a correction arrives whose author had not
 * seen the one before it, both are kept until a person decides; nothing typed is lost. Of one laptop only the latest
 * answer stands, so a field never holds more answers than there are laptops.
 */
export interface Answer<Value> {
  readonly value: Value;
  readonly seq: number;
  readonly device: DeviceId;
  readonly entry: EntryId;
}

export interface Correctable<Value> extends Answer<Value> {
  /**
   * All that stands when it is more than one answer: at most one of each laptop, none of which its successor had seen.
   * They may all say the same; {@link isContested} asks that. `value` is the one that holds meanwhile.
   */
  readonly answers?: readonly Answer<Value>[];
}

/** Picks which of two values holds until a person decides. It must not matter in which order it is asked. */
export type Safer<Value> = (first: Value, second: Value) => Value;

export const firstAnswer = <Value>(value: Value, fact: Fact): Correctable<Value> => ({
  value,
  seq: fact.seq,
  device: fact.device,
  entry: fact.entry,
});

/** Values come out of a schema, which gives their members one order. */
const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * Applies a correction. Contested when another device changed the field after what this author had seen. While a choice
 * is open a new value is one more answer, not the decision.
 * @param safer by default the first placed one holds
 */
export function correct<Value>(
  field: Correctable<Value> | undefined,
  value: Value,
  fact: Fact,
  safer: Safer<Value> = firstPlaced,
): Correctable<Value> {
  const answer = firstAnswer(value, fact);
  if (!field) return answer;
  const others = standing(field).filter((other) => other.device !== fact.device);
  const kept = isContested(field) ? others : others.filter((other) => isUnseen(other, fact));
  return holding([...kept, answer], safer);
}

/**
 * A person decided for one of the answers. One that was placed after what this person had seen is still to be chosen from.
 * @param chosen the entry whose answer was chosen; when it is not there (any more) nothing changes
 */
export function settle<Value>(
  field: Correctable<Value>,
  chosen: EntryId,
  fact: Fact,
  safer: Safer<Value> = firstPlaced,
): Correctable<Value> {
  const choice = standing(field).find((answer) => answer.entry === chosen);
  if (!choice || !isContested(field)) return field;
  const unseen = standing(field).filter((other) => other !== choice && isUnseen(other, fact));
  return holding([firstAnswer(choice.value, fact), ...unseen], safer);
}

/** What there is to choose from: one answer for each value, the first that gave it. One alone means nothing to choose. */
export function choicesOf<Value>(field: Correctable<Value>): readonly Answer<Value>[] {
  const answers = standing(field);
  return answers.filter((one, index) => answers.findIndex((other) => same(other.value, one.value)) === index);
}

export const isContested = (field: Correctable<unknown> | undefined): boolean =>
  field !== undefined && choicesOf(field).length > 1;

const standing = <Value>(field: Correctable<Value>): readonly Answer<Value>[] => field.answers ?? [bare(field)];

const firstPlaced = <Value>(first: Value): Value => first;

const isUnseen = (answer: Answer<unknown>, by: Fact) => answer.seq > by.basis && answer.device !== by.device;

const bare = <Value>({ value, seq, device, entry }: Answer<Value>): Answer<Value> => ({ value, seq, device, entry });

function holding<Value>(answers: readonly Answer<Value>[], safer: Safer<Value>): Correctable<Value> {
  const value = answers.map((answer) => answer.value).reduce((a, b) => safer(a, b));
  const holder = answers.find((answer) => same(answer.value, value)) ?? (answers[0] as Answer<Value>);
  return answers.length > 1 ? { ...bare(holder), answers } : bare(holder);
}
