import { describe, expect, test } from 'vitest';
import { addDays } from '../calendar/local-date.ts';
import { type LocalDate } from '../shared/index.ts';
import { ids } from '../testing/index.ts';
import { availabilityOf, DEFAULT_FRESHNESS, findVerified, freshnessOf } from './freshness.ts';
import type { ServiceState, Verification } from './organisation.ts';
import { FACT_GROUPS, type FactGroup } from './service.ts';

const day = '2026-03-01' as LocalDate;
const verified = (on: LocalDate, facts: readonly FactGroup[]): Verification => ({
  on,
  by: ids.caseworker,
  how: 'call',
  facts,
});
const slow = FACT_GROUPS.filter((fact) => fact !== 'weekly');

describe('freshness', () => {
  test.each<[number, string]>([
    [-1, 'fresh'], // a clock that ran ahead
    [0, 'fresh'],
    [14, 'fresh'],
    [15, 'ageing'],
    [30, 'ageing'],
    [31, 'doubtful'],
  ])('the weekly facts after %i days are %s', (days, level) => {
    const freshness = freshnessOf({ verified: [verified(day, FACT_GROUPS)] }, addDays(day, days));
    expect(freshness.facts.find((one) => one.fact === 'weekly')).toMatchObject({ level, days: Math.max(0, days) });
    expect(freshness.level).toBe(level);
  });

  test.each<[number, string]>([
    [90, 'fresh'],
    [91, 'ageing'],
    [180, 'ageing'],
    [181, 'doubtful'],
  ])('what changes slowly after %i days is %s', (days, level) => {
    const today = addDays(day, days);
    const freshness = freshnessOf({ verified: [verified(day, slow), verified(today, ['weekly'])] }, today);
    expect(freshness).toMatchObject({ level, days });
    expect(freshness.facts.map((one) => one.fact)).toEqual([...FACT_GROUPS]);
  });

  test('what nobody ever verified is doubtful, and no number of days is made up', () => {
    expect(freshnessOf({ verified: [] }, day)).toMatchObject({ level: 'doubtful', days: null });
    const missing = freshnessOf({ verified: [verified(day, slow)] }, day);
    expect(missing).toMatchObject({ level: 'doubtful', days: null });
    expect(missing.facts.filter((one) => one.level !== 'fresh').map((one) => one.fact)).toEqual(['weekly']);
    expect(findVerified({ verified: [verified(day, slow)] }, 'weekly')).toBeUndefined();
  });

  test('limits are configuration', () => {
    const strict = { ...DEFAULT_FRESHNESS, cost: { freshDays: 0, ageingDays: 1 } };
    const freshness = freshnessOf({ verified: [verified(day, FACT_GROUPS)] }, addDays(day, 2), strict);
    expect(freshness.facts.filter((one) => one.level === 'doubtful').map((one) => one.fact)).toEqual(['cost']);
  });
});

describe('availability', () => {
  test.each<[ServiceState['status'], string | null, string]>([
    ['open', null, 'open'],
    ['open', '2026-03-01', 'open'],
    ['open', '2026-02-28', 'funding-ended'],
    ['temporarily-closed', null, 'temporarily-closed'],
    ['temporarily-closed', '2026-02-28', 'funding-ended'],
    ['closed', null, 'closed'],
    ['closed', '2026-02-28', 'closed'],
  ])('%s, funded until %s: %s', (status, fundedUntil, availability) => {
    expect(availabilityOf({ status, fundedUntil: fundedUntil as LocalDate | null }, day)).toBe(availability);
  });
});
