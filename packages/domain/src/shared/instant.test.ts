import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayInBaghdad, Instant, LocalDate } from './instant.ts';

const two = (number: number) => String(number).padStart(2, '0');

test('a day is taken exactly when the calendar has it', () => {
  for (const year of [1000, 1900, 2000, 2023, 2024, 2100, 2400, 2999])
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const text = `${year}-${two(month)}-${two(day)}`;
        const date = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(LocalDate.safeParse(text).success, text).toBe(exists);
        expect(Instant.safeParse(`${text}T10:00:00.000Z`).success, text).toBe(exists);
      }
});

test('a time of day is taken exactly when a clock shows it', () => {
  for (let number = 0; number < 100; number++) {
    const times = [`${two(number)}:00:00.000`, `00:${two(number)}:00.000`, `00:00:${two(number)}.000`];
    for (const [unit, time] of times.entries()) {
      const taken = Instant.safeParse(`2026-03-01T${time}Z`).success;
      expect(taken, time).toBe(number < (unit === 0 ? 24 : 60));
    }
  }
});

test.each([
  '',
  '2026-03-01',
  '0999-01-01T10:00:00.000Z',
  '3000-01-01T10:00:00.000Z',
  '2026-03-01T10:00:00Z',
  '2026-03-01T10:00:00.000',
  '2026-03-01T10:00:00.000+03:00',
  '2026-03-01T10:00:00.0000Z',
  '2026-03-01 10:00:00.000Z',
  '2026-3-1T10:00:00.000Z',
  ' 2026-03-01T10:00:00.000Z',
  '2026-03-01T10:00:00.000Z\n',
  '٢٠٢٦-03-01T10:00:00.000Z',
])('%j is no instant', (text) => {
  expect(Instant.safeParse(text).success).toBe(false);
});

test('the day in Baghdad begins at nine in the evening, UTC', () => {
  for (const [instant, day] of [
    ['2026-11-23T20:59:59.999Z', '2026-11-23'],
    ['2026-11-23T21:00:00.000Z', '2026-11-24'],
    ['2026-12-31T23:30:00.000Z', '2027-01-01'],
    ['2028-02-28T22:00:00.000Z', '2028-02-29'],
    ['2026-11-23T00:00:00.000Z', '2026-11-23'],
  ] as const)
    expect(dayInBaghdad(instant)).toBe(day);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
      const threeHoursOn = new Date(ms + 3 * 60 * 60 * 1000).toISOString().slice(0, 10);
      expect(dayInBaghdad(new Date(ms).toISOString())).toBe(threeHoursOn);
    }),
  );
});
