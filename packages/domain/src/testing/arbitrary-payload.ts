import * as fc from 'fast-check';
import { z } from 'zod';
import { assert, LocalDate, Uuid } from '../shared/index.ts';
import { fixedId } from './fixed-ids.ts';

/** Few ids, so that random entries speak of the same needs, consents and referrals. */
const IDS_IN_PLAY = 40;

const LETTERS = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'ابتجدرسعفقكلمنهويئەۆڕڵ') },
  { weight: 2, arbitrary: fc.constantFrom(...'abc xyz0189-،؟\n') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
);

/** Mostly as people write, sometimes as long as it may be. */
const text = (max: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.array(LETTERS, { maxLength: Math.min(max, 30) }).map((all) => all.join('')) },
    { weight: 1, arbitrary: fc.constantFrom('ن', 'a', 'ڕ\u200c').map((letter) => letter.repeat(max).slice(0, max)) },
  );

/** Limits and patterns of a string or an array, in the public words of zod. */
interface Limits {
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}
const limitsOf = (schema: z.ZodType): Limits => z.toJSONSchema(schema) as Limits;

function ofString(schema: z.ZodString): fc.Arbitrary<string> {
  const { pattern, maxLength } = limitsOf(schema);
  if (pattern === undefined) return text(maxLength ?? 200);
  if (pattern === limitsOf(Uuid).pattern) return fc.nat(IDS_IN_PLAY - 1).map((number) => fixedId(200 + number));
  if (pattern === limitsOf(LocalDate).pattern)
    return fc
      .date({ min: new Date('1990-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
  return fc.stringMatching(new RegExp(pattern));
}

/**
 * Anything a schema accepts, found by walking it. What only a refinement can tell is filtered afterwards, so that every
 * value that comes out is one a door lets in.
 */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  return walk(schema).filter((value) => schema.safeParse(value).success);
}

function walk(schema: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodString) return ofString(schema);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodNumber)
    return fc.integer({ min: Math.max(schema.minValue ?? 0, -1e9), max: Math.min(schema.maxValue ?? 1e9, 1e9) });
  if (schema instanceof z.ZodNullable) return fc.option(walk(schema.unwrap()), { nil: null });
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional) return walk(schema.unwrap());
  if (schema instanceof z.ZodArray) {
    const { minItems = 0, maxItems = 6 } = limitsOf(schema);
    return fc.array(walk(schema.element), {
      minLength: minItems,
      maxLength: Math.max(minItems, Math.min(maxItems, 6)),
    });
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return fc.oneof(...schema.options.map(walk));
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, unknown> = schema.shape;
    const required = Object.keys(shape).filter((key) => !(shape[key] instanceof z.ZodOptional));
    return fc.record(Object.fromEntries(Object.entries(shape).map(([key, part]) => [key, walk(part)])), {
      requiredKeys: required,
      noNullPrototype: true,
    });
  }
  assert(false, 'a kind of schema that arbitraryOf does not know yet');
}
