import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, LocalDate } from '../shared/index.ts';
import * as calendar from './index.ts';

const { DEFAULT_SOP } = calendar;
const day = (text: string) => LocalDate.parse(text);
const none: ReadonlySet<string> = new Set();
const anyDay = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));

describe('days', () => {
  it('are added and counted', () => {
    expect(calendar.addDays(day('2026-02-27'), 2)).toBe('2026-03-01');
    expect(calendar.addDays(day('2024-03-01'), -1)).toBe('2024-02-29');
    expect(calendar.addMonths(day('2026-01-31'), 1)).toBe('2026-02-28');
    expect(calendar.addMonths(day('2026-01-31'), -2)).toBe('2025-11-30');
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (from, count) => {
        expect(calendar.daysBetween(from, calendar.addDays(from, count))).toBe(count);
      }),
    );
  });

  it('know their weekday', () => {
    expect(calendar.weekdayOf(day('2026-11-22'))).toBe(0);
    expect(calendar.weekdayOf(day('2026-11-28'))).toBe(6);
  });
});

describe('business days', () => {
  // Thursday 2026-11-26, Friday 27, Saturday 28, Sunday 29
  it.each([
    ['2026-11-26', 1, [], '2026-11-29'],
    ['2026-11-27', 1, [], '2026-11-29'],
    ['2026-11-28', 1, [], '2026-11-29'],
    ['2026-11-22', 3, [], '2026-11-25'],
    ['2026-11-25', 3, [], '2026-11-30'],
    ['2026-11-25', 3, ['2026-11-29', '2026-11-30'], '2026-12-02'],
    ['2026-11-27', 0, [], '2026-11-29'],
    ['2026-11-26', 0, [], '2026-11-26'],
    ['2026-11-22', 10, [], '2026-12-06'],
  ])('%s and %i with holidays %j is %s', (from, count, holidays, expected) => {
    expect(calendar.addBusinessDays(day(from), count, new Set(holidays))).toBe(expected);
  });

  it('never end on a day off, and five of them are a week', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 30 }), fc.array(anyDay), (from, count, holidays) => {
        const closed = new Set<string>(holidays);
        expect(calendar.isBusinessDay(calendar.addBusinessDays(from, count, closed), closed)).toBe(true);
        const working = calendar.nextBusinessDay(from, none);
        expect(calendar.daysBetween(working, calendar.addBusinessDays(working, 5, none))).toBe(7);
      }),
    );
  });

  it('are not counted backwards', () => {
    expect(() => calendar.addBusinessDays(day('2026-11-22'), -1, none)).toThrow();
  });
});

describe('the SOP', () => {
  it('is a valid configuration', () => {
    expect(calendar.SopTimings.parse(DEFAULT_SOP)).toEqual(DEFAULT_SOP);
  });

  it.each([
    ['emergency', '2026-11-26', '2026-11-27'],
    ['urgent', '2026-11-25', '2026-11-30'],
    ['normal', '2026-11-22', '2026-12-06'],
  ] as const)('an answer to a referral (%s) sent on %s is due on %s', (urgency, sent, due) => {
    expect(calendar.responseDueOn(DEFAULT_SOP, urgency, day(sent), none)).toBe(due);
  });

  it('counts hours of an emergency over the weekend and to the minute', () => {
    const sent = '2026-11-26T21:30:00.000Z' as Instant;
    expect(calendar.dueAt(sent, DEFAULT_SOP.response.emergency, none)).toBe('2026-11-27T21:30:00.000Z');
  });

  it('gives whole business days in Baghdad to the others', () => {
    // half past midnight of Thursday in Baghdad
    const sent = '2026-11-25T21:30:00.000Z' as Instant;
    expect(calendar.dueAt(sent, DEFAULT_SOP.response.urgent, none)).toBe('2026-12-01T20:59:59.999Z');
  });

  it('follows up twice a week: Sunday, Wednesday, Sunday', () => {
    const first = calendar.followUpDueOn(DEFAULT_SOP, 'urgent', day('2026-11-22'), none);
    expect(first).toBe('2026-11-25');
    expect(calendar.followUpDueOn(DEFAULT_SOP, 'urgent', first, none)).toBe('2026-11-29');
  });

  it.each([
    ['high', '2026-11-29', '2026-12-22'],
    ['medium', '2026-12-06', '2027-01-24'],
    ['ordinary', '2026-12-22', '2027-02-22'],
  ] as const)('%s: followed up on %s, plan on %s', (priority, followUp, review) => {
    expect(calendar.followUpDueOn(DEFAULT_SOP, priority, day('2026-11-22'), none)).toBe(followUp);
    expect(calendar.planReviewDueOn(DEFAULT_SOP, priority, day('2026-11-22'), none)).toBe(review);
  });

  it('is past due only when the day is over', () => {
    expect(calendar.isPastDue(day('2026-11-22'), day('2026-11-22'))).toBe(false);
    expect(calendar.isPastDue(day('2026-11-22'), day('2026-11-23'))).toBe(true);
  });
});

describe('days in words', () => {
  it.each([
    ['ar', {}, '14 تموز 2026'],
    ['ckb', {}, '14ی تەمووزی 2026'],
    ['en', {}, '14 July 2026'],
    ['ar', { weekday: true }, 'الثلاثاء، 14 تموز 2026'],
    ['ckb', { weekday: true, year: false }, 'سێشەممە، 14ی تەمووز'],
    ['en', { weekday: true }, 'Tuesday, 14 July 2026'],
  ] as const)('in %s %j: %s', (language, options, words) => {
    expect(calendar.formatDay(day('2026-07-14'), language, options)).toBe(words);
  });

  it('exist for every month and weekday', () => {
    for (const language of ['ar', 'ckb', 'en'] as const) {
      expect(new Set(calendar.MONTHS[language]).size).toBe(12);
      expect(new Set(calendar.WEEKDAYS[language]).size).toBe(7);
    }
  });
});

describe('a date of birth', () => {
  const today = day('2026-11-22');

  it.each([
    [{ precision: 'day', value: '2008-11-22' }, 18, 18, 'no', '22 November 2008'],
    [{ precision: 'day', value: '2008-11-23' }, 17, 17, 'yes', '23 November 2008'],
    [{ precision: 'month', value: '2008-11' }, 17, 18, 'unknown', 'November 2008'],
    [{ precision: 'year', value: '2008' }, 17, 18, 'unknown', '2008'],
    [{ precision: 'estimated', value: '1990' }, 33, 38, 'no', 'about 1990'],
    [{ precision: 'year', value: '2030' }, 0, 0, 'yes', '2030'],
  ])('%j is %i to %i years', (value, least, most, child, words) => {
    const birth = calendar.BirthDate.parse(value);
    expect(calendar.ageOn(birth, today)).toEqual({ least, most });
    expect(calendar.isChildOn(birth, today)).toBe(child);
    expect(calendar.formatBirthDate(birth, 'en')).toBe(words);
  });

  it.each([
    { precision: 'day', value: '2026-02-30' },
    { precision: 'day', value: '2026-02' },
    { precision: 'month', value: '2026-13' },
    { precision: 'year', value: '26' },
  ])('%j is refused', (value) => {
    expect(calendar.BirthDate.safeParse(value).success).toBe(false);
  });

  it('of a registry says little', () => {
    expect(calendar.isRegistryDay({ precision: 'day', value: day('1980-07-01') })).toBe(true);
    expect(calendar.isRegistryDay({ precision: 'day', value: day('1980-07-02') })).toBe(false);
    expect(calendar.isRegistryDay({ precision: 'year', value: '1980' })).toBe(false);
  });
});
