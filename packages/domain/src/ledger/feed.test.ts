import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedId } from '../testing/index.ts';
import { canonicalJson, type Json } from './canonical.ts';
import { FeedItem, itemText } from './feed.ts';

const hash = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 })
  .map((all) => all.join(''));
const subject = fc.nat(9).map((at) => ({ kind: 'case' as const, id: fixedId(at) }));
const applied = {
  kind: fc.constant('entry' as const),
  subject,
  move: fc.nat(9),
  entryHash: hash,
  subjectSeq: fc.integer({ min: 1, max: 1e9 }),
  outcome: fc.constantFrom('applied' as const, 'refused' as const),
  receivedAt: fc.constant('2026-11-23T05:00:00.000Z'),
};
const refusal = fc.record({ code: fc.constant('form.invalid'), field: fc.constantFrom('a', 'ب', '"\\') });
const item = fc.oneof(
  fc.record({ ...applied, refusal: fc.option(refusal, { nil: null }) }),
  fc.record({ kind: fc.constant('subject-left' as const), subject, move: fc.integer({ min: 1, max: 9 }) }),
);

test('the text of an item is its canonical form, whatever order its parts came in', () => {
  fc.assert(
    fc.property(item, fc.boolean(), (made, backwards) => {
      const parts = Object.entries(FeedItem.parse(made));
      const given = Object.fromEntries(backwards ? parts.toReversed() : parts) as unknown as FeedItem;
      expect(itemText(given)).toBe(canonicalJson(given as Json));
    }),
    { numRuns: 500 },
  );
});
