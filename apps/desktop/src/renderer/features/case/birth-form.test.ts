import { LocalDate } from '@nrm/domain/shared';
import { describe, expect, it } from 'vitest';
import { birthFormOf, birthOfForm, yearOf } from './birth-form.ts';

const today = LocalDate.parse('2026-11-23');
const form = (year: string, month = '', day = '', isAbout = false) => ({ year, month, day, isAbout });

describe('a date of birth as it is typed', () => {
  it.each([
    [form(''), null],
    [form('1988'), { precision: 'year', value: '1988' }],
    [form('1988', '', '', true), { precision: 'estimated', value: '1988' }],
    [form('1988', '7'), { precision: 'month', value: '1988-07' }],
    [form('1988', '7', '1'), { precision: 'day', value: '1988-07-01' }],
    [form('2024', '2', '29'), { precision: 'day', value: '2024-02-29' }],
    [form('2026', '11', '23'), { precision: 'day', value: '2026-11-23' }],
    [form('1988', '7', '1', true), { precision: 'estimated', value: '1988' }],
    [form('', '7'), 'impossible'],
    [form('1988', '', '3'), 'impossible'],
    [form('88'), 'impossible'],
    [form('1899'), 'impossible'],
    [form('2027'), 'impossible'],
    [form('2023', '2', '29'), 'impossible'],
    [form('1988', '7', '0'), 'impossible'],
    [form('2026', '12'), 'impossible'],
    [form('2026', '11', '24'), 'impossible'],
  ])('%o', (typed, birth) => {
    expect(birthOfForm(typed, today)).toEqual(birth);
  });

  it.each([form('1988'), form('1988', '', '', true), form('1988', '7'), form('1988', '7', '1'), form('')])(
    'is shown again as it was typed: %o',
    (typed) => {
      const birth = birthOfForm(typed, today);
      expect(birth).not.toBe('impossible');
      if (birth !== 'impossible') expect(birthFormOf(birth ?? undefined)).toEqual(typed);
    },
  );

  it('leaves its year for who reads only that', () => {
    expect(yearOf({ precision: 'month', value: '1988-07' })).toEqual({ year: 1988, precision: 'exact' });
    expect(yearOf({ precision: 'estimated', value: '1988' })).toEqual({ year: 1988, precision: 'about' });
  });
});
