import { z } from 'zod';
import {
  type Answer,
  type Correctable,
  choicesOf,
  correct,
  isContested,
  type Safer,
  settle,
} from '../ledger/contested.ts';
import type { Fact, Verdict } from '../ledger/verb.ts';
import { EntryId, ok, refuse } from '../shared/index.ts';

/**
 * Two offices may put the same fact of a provider right while they cannot hear each other; both answers stay until a
 * person chooses. The value that holds stands in its field; where it came from stands here, and only for fields that
 * were corrected: whoever knows a service has seen it added, so its first values can never be an answer unseen.
 */
export type Mark = Omit<Correctable<unknown>, 'value'>;
export type Marks = Readonly<Record<string, Mark>>;

interface Marked {
  readonly marks?: Marks;
}

/** Two answers of a field stood, and a person chose the one of this entry. */
export const settlementsOf = <Field extends string>(fields: readonly Field[]) =>
  z
    .array(z.object({ field: z.enum(fields as [Field, ...Field[]]), chosen: EntryId }))
    .max(fields.length)
    .optional();
export type Settlement = { readonly field: string; readonly chosen: EntryId };

/** A correction that says nothing is a mistake of the program that wrote it. */
export const saysSomething = (payload: {
  readonly changes: object;
  readonly settled?: readonly unknown[] | undefined;
}): boolean => Object.keys(payload.changes).length > 0 || (payload.settled?.length ?? 0) > 0;

export type SaferOf = Readonly<Record<string, (a: never, b: never) => unknown>>;

/** The record with its fields corrected and its choices settled. Fields that are absent stay as they are. */
export function correctFields<Record_ extends Marked>(
  record: Record_,
  changes: object,
  settled: readonly Settlement[] | undefined,
  fact: Fact,
  saferOf: SaferOf = {},
): Record_ {
  const values = { ...record } as Record<string, unknown>;
  const marks: Record<string, Mark> = { ...record.marks };
  const write = (field: string, { value, ...mark }: Correctable<unknown>) => {
    values[field] = value;
    marks[field] = mark;
  };
  for (const { field, chosen } of settled ?? []) {
    const before = fieldOf(record, field);
    if (before) write(field, settle(before, chosen, fact, saferOf[field] as Safer<unknown> | undefined));
  }
  for (const [field, value] of Object.entries(changes) as [string, unknown][]) {
    if (value === undefined) continue;
    const before = marks[field] ? { value: values[field], ...marks[field] } : undefined;
    write(field, correct(before, value, fact, saferOf[field] as Safer<unknown> | undefined));
  }
  return { ...values, marks } as unknown as Record_;
}

/** A choice that is not (any more) open, or an answer that is not among those that stand, cannot be settled. */
export function judgeSettlements(record: Marked, settled: readonly Settlement[] | undefined): Verdict {
  for (const [index, { field, chosen }] of (settled ?? []).entries()) {
    const before = fieldOf(record, field);
    if (!before || !isContested(before)) return refuse('directory.already-settled', { field: `settled.${index}` });
    if (!before.answers?.some((answer) => answer.entry === chosen))
      return refuse('directory.answer-unknown', { field: `settled.${index}.chosen` });
  }
  return ok(null);
}

/** Fields with two answers to choose from. */
export const directoryChoices = (
  record: Marked,
): readonly { readonly field: string; readonly answers: readonly Answer<unknown>[] }[] =>
  Object.keys(record.marks ?? {}).flatMap((field) => {
    const value = fieldOf(record, field);
    return value && isContested(value) ? [{ field, answers: choicesOf(value) }] : [];
  });

function fieldOf(record: Marked, field: string): Correctable<unknown> | undefined {
  const mark = record.marks !== undefined && Object.hasOwn(record.marks, field) ? record.marks[field] : undefined;
  return mark && { value: (record as Record<string, unknown>)[field], ...mark };
}
