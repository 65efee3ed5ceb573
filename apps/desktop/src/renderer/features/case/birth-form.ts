import { type BirthDate, daysInMonth } from '@nrm/domain/calendar';
import { LocalDate } from '@nrm/domain/shared';

/** A date of birth while it is typed: western digits, empty where nobody knows. */
export interface BirthForm {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly isAbout: boolean;
}

const EARLIEST_YEAR = 1900;

export function birthFormOf(birth: BirthDate | undefined): BirthForm {
  const [year = '', month = '', day = ''] = birth?.value.split('-') ?? [];
  return { day: unpadded(day), month: unpadded(month), year, isAbout: birth?.precision === 'estimated' };
}

/**
 * What was typed, no more exact than it is known: a day needs its month, a month its year, and a guessed year has neither.
 * @returns null where nothing was typed, `impossible` where it is no date up to today
 */
export function birthOfForm(
  { day, month, year, isAbout }: BirthForm,
  today: LocalDate,
): BirthDate | null | 'impossible' {
  if (year === '') return day === '' && month === '' ? null : 'impossible';
  if (!/^\d{4}$/.test(year) || Number(year) < EARLIEST_YEAR || year > today.slice(0, 4)) return 'impossible';
  if (isAbout) return { precision: 'estimated', value: year };
  if (month === '') return day === '' ? { precision: 'year', value: year } : 'impossible';
  const upToMonth = `${year}-${month.padStart(2, '0')}`;
  if (upToMonth > today.slice(0, 7)) return 'impossible';
  if (day === '') return { precision: 'month', value: upToMonth };
  if (!(Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month)))) return 'impossible';
  const value = `${upToMonth}-${day.padStart(2, '0')}`;
  return value > today ? 'impossible' : { precision: 'day', value: LocalDate.parse(value) };
}

/** The year as releases that know nothing finer read it; written beside each date. */
export const yearOf = ({ value, precision }: BirthDate) => ({
  year: Number(value.slice(0, 4)),
  precision: precision === 'estimated' ? ('about' as const) : ('exact' as const),
});

const unpadded = (digits: string) => digits.replace(/^0/, '');
