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
  /** All answers in the order they are offered, when there are two or more to choose from. `value` is then the one that holds meanwhile. */
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
 * is open a new value is one more answer, not the decision; a value that stands there already is not repeated.
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
  if (!field.answers) {
    if (same(field.value, value)) return field;
    return isUnseen(field, fact) ? holding([bare(field), answer], safer) : answer;
  }
  const others = field.answers.filter((other) => other.device !== fact.device);
  const known = others.some((other) => same(other.value, value));
  return holding(known ? others : [...others, answer], safer);
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
  const choice = field.answers?.find((answer) => answer.entry === chosen);
  if (!field.answers || !choice) return field;
  const unseen = field.answers.filter((other) => isUnseen(other, fact) && !same(other.value, choice.value));
  return holding([firstAnswer(choice.value, fact), ...unseen], safer);
}

export const isContested = (field: Correctable<unknown> | undefined): boolean => (field?.answers?.length ?? 0) > 1;

const firstPlaced = <Value>(first: Value): Value => first;

const isUnseen = (answer: Answer<unknown>, by: Fact) => answer.seq > by.basis && answer.device !== by.device;

const bare = <Value>({ value, seq, device, entry }: Answer<Value>): Answer<Value> => ({ value, seq, device, entry });

function holding<Value>(answers: readonly Answer<Value>[], safer: Safer<Value>): Correctable<Value> {
  const value = answers.map((answer) => answer.value).reduce((a, b) => safer(a, b));
  const holder = answers.find((answer) => same(answer.value, value)) ?? (answers[0] as Answer<Value>);
  return answers.length > 1 ? { ...bare(holder), answers } : bare(holder);
}
