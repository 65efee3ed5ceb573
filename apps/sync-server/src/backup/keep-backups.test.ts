import type { Instant } from '@nrm/domain/shared';
import { expect, it } from 'vitest';
import { backupsToKeep, DEFAULT_RETENTION } from './keep-backups.ts';

const at = (day: string, isProved = false) => ({
  madeAt: (day.includes('T') ? day : `${day}T22:00:00.000Z`) as Instant,
  isProved,
});
const none = { daily: 0, weekly: 0, monthly: 0 };

it.each([
  ['nothing', [], DEFAULT_RETENTION, []],
  ['the only one', [at('2025-01-01')], none, ['2025-01-01']],
  ['the newest of a day', [at('2026-11-02T03:00:00.000Z'), at('2026-11-02')], { ...none, daily: 2 }, ['2026-11-02']],
  [
    'so many days with a backup, not so many days of the calendar',
    [at('2026-11-01'), at('2026-11-20'), at('2026-11-23')],
    { ...none, daily: 2 },
    ['2026-11-20', '2026-11-23'],
  ],
  [
    'the newest of a week, which begins on Monday',
    [at('2026-11-15'), at('2026-11-16'), at('2026-11-22'), at('2026-11-23')],
    { ...none, weekly: 3 },
    ['2026-11-15', '2026-11-22', '2026-11-23'],
  ],
  [
    'the newest of a month, over the end of a year',
    [at('2025-12-01'), at('2025-12-31'), at('2026-01-01'), at('2026-01-30')],
    { ...none, monthly: 2 },
    ['2025-12-31', '2026-01-30'],
  ],
  [
    'the newest that was proved, however old, and no older proved one',
    [at('2020-01-01', true), at('2021-01-01', true), at('2026-11-22'), at('2026-11-23')],
    { ...none, daily: 1 },
    ['2021-01-01', '2026-11-23'],
  ],
])('keeps %s', (_what, backups, keep, kept) => {
  const days = [...backupsToKeep(backups, keep)].map(({ madeAt }) => madeAt.slice(0, 10));
  expect(days.sort()).toEqual(kept);
});

it('keeps two dozen of three years of nights, in whatever order it is given them', () => {
  const nights = Array.from({ length: 1_096 }, (_, night) =>
    at(new Date(Date.UTC(2024, 0, 1 + night, 22)).toISOString(), night === 500),
  );
  const kept = backupsToKeep(nights.toReversed(), DEFAULT_RETENTION);
  expect(kept).toEqual(backupsToKeep(nights, DEFAULT_RETENTION));
  expect(kept.size).toBeLessThanOrEqual(7 + 4 + 12 + 1);
  expect(kept.has(nights[500] as (typeof nights)[number])).toBe(true);
  for (const night of nights.slice(-7)) expect(kept.has(night)).toBe(true);
});
