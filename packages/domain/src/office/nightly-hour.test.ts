import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instantFromMs } from '../shared/index.ts';
import { isNightDue, NIGHT_SPREAD_MS, NightlyHour, nightsAround } from './nightly-hour.ts';

const at = (text: string) => `2026-11-${text}:00.000Z` as Instant;

describe('the night of a laptop', () => {
  // Baghdad is three hours ahead of these instants.
  it.each([
    ['before the hour', '23T16:59', '20:00', 0, '22T17:00', '23T17:00'],
    ['at the hour', '23T17:00', '20:00', 0, '23T17:00', '24T17:00'],
    ['behind the hour, before its own moment', '23T17:10', '20:00', 0.5, '22T17:15', '23T17:15'],
    ['at its own moment', '23T17:15', '20:00', 0.5, '23T17:15', '24T17:15'],
    ['an hour behind midnight', '22T22:30', '01:00', 0, '22T22:00', '23T22:00'],
    ['a moment that slips behind midnight', '22T21:05', '23:50', 0.5, '22T21:05', '23T21:05'],
    ['and was not there yet', '22T21:04', '23:50', 0.5, '21T21:05', '22T21:05'],
  ])('%s', (_case, now, hour, spread, last, next) => {
    expect(nightsAround(at(now), hour, spread)).toEqual({ last: at(last), next: at(next) });
  });

  it.each([
    ['was never kept', '23T09:00', null, true],
    ['was kept, and the next one has not come', '23T16:59', '22T17:00', false],
    ['has come', '23T17:00', '22T17:20', true],
    ['was kept late in the same night', '23T17:00', '23T05:00', true],
    ['was kept a moment ago', '23T17:01', '23T17:00', false],
    ['was missed', '23T09:00', '22T16:00', true],
    ['was missed for two weeks', '23T09:00', '09T17:01', true],
    ['was kept in a year that has not come', '23T09:00', '24T09:00', true],
  ])('is due when it %s', (_case, now, kept, isDue) => {
    expect(isNightDue(at(now), '20:00', 0, kept === null ? null : at(kept))).toBe(isDue);
  });

  it('lies within the spread behind the hour, is a day from the next, and is kept once', () => {
    const hours = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020), max: Date.UTC(2060) }),
        hours,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (nowMs, hour, spread) => {
          const now = instantFromMs(nowMs);
          const { last, next } = nightsAround(now, NightlyHour.parse(hour), spread);
          expect(last <= now && now < next).toBe(true);
          expect(Date.parse(next) - Date.parse(last)).toBe(86_400_000);
          const behind = (Date.parse(last) - Date.parse(`2019-12-01T${hour}:00+03:00`)) % 86_400_000;
          expect(behind >= 0 && behind < NIGHT_SPREAD_MS).toBe(true);
          expect(isNightDue(now, hour, spread, now)).toBe(false);
          expect(isNightDue(next, hour, spread, now)).toBe(true);
        },
      ),
    );
  });
});
