import { describe, expect, test } from 'vitest';
import { PERMISSIONS } from '../access/index.ts';
import type { OfficeState } from '../office/index.ts';
import { officeKind } from '../office/index.ts';
import { utf8Length } from '../organisation/state-size.ts';
import type { EntryId, LocalDate } from '../shared/index.ts';
import { FIXED_DAY, fixedId, foldLines, ids, judgeLine, type Line } from '../testing/index.ts';
import { ENQUIRIES_KEPT, ENQUIRY_TOPICS } from './index.ts';

const OPEN: Line = ['office.open'];
const officeAfter = (...lines: readonly Line[]) => foldLines([OPEN, ...lines]) as OfficeState;
const asked = (topic: string, change: object = {}): Line => [
  'enquiry.count',
  { topic, district: null, sex: null, ...change },
];
/** The id that the testing fold gives the entry at a place of its subject. */
const entryAt = (seq: number) => fixedId(100_000 + seq) as EntryId;
const markError = (enquiry: EntryId): Line => ['enquiry.mark-entered-in-error', { enquiry }];
const codeOf = (state: unknown, line: Line) => {
  const verdict = judgeLine(state, line);
  return verdict.ok ? 'ok' : verdict.refusal.code;
};

describe('an enquiry', () => {
  test('is counted with topic, district, sex and day, and with nothing that was said beside them', () => {
    const office = officeAfter([
      'enquiry.count',
      { topic: 'legal', district: 'IQG15Q05', sex: 'male', words: 'x', name: 'y' },
    ]);
    expect(office.enquiries).toEqual([
      { entry: entryAt(2), on: FIXED_DAY, topic: 'legal', district: 'IQG15Q05', sex: 'male' },
    ]);
  });

  test.each(ENQUIRY_TOPICS)('may be about %s, by somebody who says no more', (topic) => {
    expect(codeOf(officeAfter(), asked(topic))).toBe('ok');
  });

  test.each([
    ['a topic of no list', { topic: 'clearance' }],
    ['words for a district', { district: 'the camp behind the hill' }],
    ['a sex that is no sex', { sex: 'x' }],
  ])('is not counted with %s', (_what, change) => {
    expect(codeOf(officeAfter(), asked('legal', change))).toBe('form.invalid');
  });

  test('counts on the day on which somebody asked, also when it is typed the next morning', () => {
    const on = '2026-02-26' as LocalDate;
    const [type, payload] = asked('housing');
    const typed: Line = [type, payload, { occurredOn: { day: on, precision: 'exact' } }];
    expect(officeAfter(typed).enquiries?.[0]?.on).toBe(on);
  });

  test('counted by mistake no longer counts; twice or for a stranger it is refused', () => {
    const counted = officeAfter(asked('legal'), asked('medical'));
    const mended = foldLines([markError(entryAt(2))], counted) as OfficeState;
    expect(mended.enquiries?.map(({ topic }) => topic)).toEqual(['medical']);
    expect(codeOf(counted, markError(entryAt(2)))).toBe('ok');
    expect(codeOf(mended, markError(entryAt(2)))).toBe('enquiry.unknown');
    expect(codeOf(officeAfter(), markError(ids.entry))).toBe('enquiry.unknown');
    // What two laptops took back at once is taken back once.
    expect(foldLines([markError(entryAt(2))], mended)).toEqual(mended);
  });

  test('is remembered in the state while it is among the last ones, so that the state stays small', () => {
    const longest = [...ENQUIRY_TOPICS].sort((a, b) => b.length - a.length)[0] ?? 'other';
    const many = Array.from({ length: ENQUIRIES_KEPT + 5 }, () =>
      asked(longest, { district: 'A'.repeat(40), sex: 'female' }),
    );
    const office = officeAfter(...many);
    expect(office.enquiries).toHaveLength(ENQUIRIES_KEPT);
    expect(office.enquiries?.at(-1)?.entry).toBe(entryAt(many.length + 1));
    expect(utf8Length(JSON.stringify(office))).toBeLessThan(64 * 1024);
  });

  test('is a matter of the workers of that office', () => {
    expect(officeKind.officesOf(officeAfter(), 0)).toEqual([ids.office]);
    expect(PERMISSIONS['enquiry.count']).toEqual(['caseworker', 'supervisor']);
  });
});
