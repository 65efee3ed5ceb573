import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXAMPLE_PAYLOADS, exampleDraft, signExample } from '../testing/index.ts';
import { EntryHeader } from './entry.ts';
import { FeedLink } from './feed.ts';
import { isPlainHeader } from './plain-header.ts';
import { isPlainLink } from './plain-link.ts';

type Plain = Record<string, unknown>;
const examples = Object.entries({
  'case.note': 'case',
  'organisation.register': 'organisation',
  'office.open': 'office',
  'governorate.found': 'governorate',
} as const).map(([type, kind]) =>
  signExample(exampleDraft(type as 'case.note', kind, EXAMPLE_PAYLOADS[type as 'case.note'])),
);
const asParsed = (value: unknown) => JSON.parse(JSON.stringify(value)) as Plain;
const headers = examples.map(({ header }) => asParsed(header));
const links = examples.map(({ entry, hash, header: { subject } }, index) =>
  asParsed({
    position: index + 1,
    item: {
      kind: 'entry',
      subject,
      move: 0,
      entryHash: hash,
      subjectSeq: 1,
      outcome: 'applied',
      refusal: null,
      receivedAt: '2026-03-01T06:00:00.000Z',
    },
    entry,
  }),
);

test('says yes to the headers of every kind of subject, with and without a day', () => {
  for (const header of headers) {
    const { occurredOn: _, ...without } = header;
    expect(isPlainHeader(without)).toBe(true);
    expect(isPlainHeader({ ...without, occurredOn: { day: '2026-03-01', precision: 'about' } })).toBe(true);
  }
});

test('says yes to the links of every kind of subject', () => {
  for (const link of links) expect([isPlainLink(link), FeedLink.safeParse(link).data]).toEqual([true, link]);
});

/** Every place in a value, as the path to it. */
const placesOf = (value: unknown, path: readonly string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? [[...path], ...Object.entries(value).flatMap(([key, member]) => placesOf(member, [...path, key]))]
    : [[...path]];

function change(value: unknown, [key, ...rest]: readonly string[], to: (old: unknown) => unknown): unknown {
  if (key === undefined) return to(value);
  const entries = Object.entries(value as object).map(([name, member]) => [
    name,
    name === key ? change(member, rest, to) : member,
  ]);
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}

const near = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    -1,
    0,
    1,
    1.5,
    64,
    65,
    999,
    1000,
    2 ** 53,
    '',
    'case',
    'organisation',
    'office',
    'mosul',
    '../mosul',
    'case.note',
    'note',
    'Case.note',
    `${'a'.repeat(40)}.${'b'.repeat(40)}`,
    '2026-02-29',
    '2026-02-28',
    '2026-02-28T24:00:00.000Z',
    '2026-02-28T23:00:00.000Z',
    'exact',
    'suspect',
    'applied',
    'refused',
    'entry',
    'receipt',
    'A'.repeat(86),
    `${'A'.repeat(85)}B`,
    '0'.repeat(32),
    'x'.repeat(8_001),
    'x'.repeat(64_001),
    'server',
    'king',
    'a'.repeat(64),
    'A'.repeat(64),
    '01970000-0000-7000-8000-000000000001',
    '01970000-0000-4000-8000-000000000001',
    [],
    {},
  ),
);
const to = fc.oneof(
  near.map((value) => () => value),
  fc.constant((old: unknown) => (typeof old === 'string' ? `${old}\n` : old)),
  fc.constant((old: unknown) => (typeof old === 'string' ? old.toUpperCase() : old)),
  fc.tuple(fc.constantFrom('more', '__proto__', 'toString'), near).map(
    ([key, value]) =>
      (old: unknown) =>
        typeof old === 'object' && old !== null && !Array.isArray(old)
          ? Object.fromEntries([...Object.entries(old), [key, value]])
          : old,
  ),
);

test.each<[string, readonly Plain[], (value: unknown) => boolean, typeof EntryHeader | typeof FeedLink]>([
  ['header', headers, isPlainHeader, EntryHeader],
  ['link', links, isPlainLink, FeedLink],
])(
  'never says yes to a %s where the schema says no, or would give back something else',
  (_what, of, isPlain, schema) => {
    const altered = fc
      .tuple(fc.constantFrom(...of), fc.array(fc.tuple(fc.nat(), to), { minLength: 1, maxLength: 3 }))
      .map(([value, changes]) =>
        changes.reduce<unknown>((changed, [at, by]) => {
          const places = placesOf(changed);
          return change(changed, places[at % places.length] ?? [], by);
        }, value),
      );
    let yes = 0;
    let no = 0;
    fc.assert(
      fc.property(altered, (value) => {
        const parsed = schema.safeParse(value);
        if (!isPlain(value)) {
          if (!parsed.success) no++;
          return;
        }
        yes++;
        expect(parsed.success).toBe(true);
        expect(parsed.data).toStrictEqual(value);
      }),
      { numRuns: 4_000 },
    );
    expect(yes, 'some changes are allowed').toBeGreaterThan(50);
    expect(no, 'and most are not').toBeGreaterThan(1_000);
  },
);
