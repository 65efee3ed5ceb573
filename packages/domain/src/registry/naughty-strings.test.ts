import { describe, expect, test } from 'vitest';
import type { VerbType } from '../access/permissions.ts';
import type { Json } from '../ledger/canonical.ts';
import { openEntry } from '../ledger/entry.ts';
import { EXAMPLE_PAYLOADS, exampleDraft, naughtyStrings, nodeCrypto, signExample } from '../testing/index.ts';
import { findVerb, parsePayload, readPayload } from './index.ts';

type Path = readonly (string | number)[];

/** Where texts stand in a payload. */
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, part]) => textsIn(part, [...path, key]));
}

const withText = (value: unknown, path: Path, text: string): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((part, index) => (index === key ? withText(part, rest, text) : part));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: withText(record[String(key)], rest, text) };
};

const textAt = (value: unknown, path: Path): unknown =>
  path.reduce((part, key) => (part as Record<string | number, unknown> | undefined)?.[key], value);

const REASONS = ['form.invalid', 'form.too-long', 'form.text-unsafe'];

describe(`${naughtyStrings.length} strings that break software`, () => {
  for (const [type, example] of Object.entries(EXAMPLE_PAYLOADS)) {
    test(`${type} keeps them to the letter or refuses them with a reason`, () => {
      const verb = findVerb(type);
      if (!verb) throw new Error('an example of no verb');
      for (const path of textsIn(example))
        for (const text of naughtyStrings) {
          const payload = withText(example, path, text);
          const parsed = parsePayload(verb, payload);
          // One assertion for each string that is not what it should be: asking expect for all of them costs seconds.
          const kept = parsed.ok && textAt(parsed.value, path) === text;
          const said = parsed.ok ? '' : JSON.stringify(parsed.refusal);
          const named =
            !parsed.ok &&
            REASONS.includes(parsed.refusal.code) &&
            path.join('.').startsWith(parsed.refusal.field ?? '?') &&
            (text.length <= 20 || !said.includes(text));
          if (!kept && !named) expect.fail(`${path.join('.')}: ${JSON.stringify(text).slice(0, 60)} gave ${said}`);
        }
    });
  }

  test('what was kept comes back through bytes, hash and signature', () => {
    const { changes } = EXAMPLE_PAYLOADS['case.correct'];
    for (const text of naughtyStrings) {
      for (const [type, payload] of [
        ['case.note', { words: text }],
        ['case.correct', { changes: { ...changes, knownAs: text } }],
      ] as const) {
        const verb = findVerb(type);
        if (!verb || !parsePayload(verb, payload).ok) continue;
        const made = signExample(exampleDraft(type as VerbType, 'case', payload as Json));
        const open = openEntry(JSON.parse(JSON.stringify(made.entry)), nodeCrypto);
        expect(open && readPayload(open)).toEqual({ ok: true, value: payload });
      }
    }
  });
});
