import type { DeviceId, EntryId } from '../shared/index.ts';
import type { Fact } from './verb.ts';

/**
 * A value several laptops may correct while they cannot hear each other. When a correction arrives whose author had not
 * seen the one before it, both are kept until a person decides; nothing typed is lost.
 */
export interface Answer<Value> {
  readonly value: Value;
  readonly seq: number;
  readonly device: DeviceId;
  readonly entry: EntryId;
}

export interface Correctable<Value> extends Answer<Value> {
  /** All answers in order when there are two or more to choose from. `value` is then the one that holds meanwhile. */
  readonly answers?: readonly Answer<Value>[];
}

export const firstAnswer = <Value>(value: Value, fact: Fact): Correctable<Value> => ({
  value,
  seq: fact.seq,
  device: fact.device,
  entry: fact.entry,
});

const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * Applies a correction. Contested when another device changed the field after what this author had seen.
 * @param safer picks which of two values holds until a person decides; by default the first placed one
 */
export function correct<Value>(
  field: Correctable<Value> | undefined,
  value: Value,
  fact: Fact,
  safer: (first: Value, second: Value) => Value = (first) => first,
): Correctable<Value> {
  const answer = firstAnswer(value, fact);
  if (!field) return answer;
  const answers = field.answers ?? [bare(field)];
  const unseen = answers.some(
    (other) => other.seq > fact.basis && other.device !== fact.device && !same(other.value, value),
  );
  if (!unseen) {
    // The author saw what stood here. While a choice is open, a new value is one more answer, not the decision.
    return field.answers ? holding([...field.answers, answer], safer) : answer;
  }
  return holding([...answers, answer], safer);
}

/** A person decided: one value, no rivals. */
export const settle = <Value>(value: Value, fact: Fact): Correctable<Value> => firstAnswer(value, fact);

export const isContested = (field: Correctable<unknown> | undefined): boolean => (field?.answers?.length ?? 0) > 1;

const bare = <Value>({ value, seq, device, entry }: Answer<Value>): Answer<Value> => ({ value, seq, device, entry });

function holding<Value>(answers: readonly Answer<Value>[], safer: (a: Value, b: Value) => Value): Correctable<Value> {
  const value = answers.map((answer) => answer.value).reduce((a, b) => safer(a, b));
  const holder = answers.find((answer) => same(answer.value, value)) ?? (answers[0] as Answer<Value>);
  return { ...bare(holder), answers };
}
