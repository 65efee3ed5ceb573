import { z } from 'zod';
import type { Language } from '../language/index.ts';
import { LocalDate } from '../shared/index.ts';
import { formatDay, formatMonth } from './format-day.ts';
import { daysInMonth, localDate, partsOfDay } from './local-date.ts';

const Year = z.string().regex(/^(19|20)\d{2}$/);

/**
 * A date of birth as far as it is known. `value` is exactly as long as the precision: YYYY-MM-DD, YYYY-MM or YYYY.
 * `estimated` is a year guessed from an age or a face, two years either way.
 */
export const BirthDate = z.discriminatedUnion('precision', [
  z.object({ precision: z.literal('day'), value: LocalDate }),
  z.object({ precision: z.literal('month'), value: z.string().regex(/^(19|20)\d{2}-(0[1-9]|1[0-2])$/) }),
  z.object({ precision: z.literal('year'), value: Year }),
  z.object({ precision: z.literal('estimated'), value: Year }),
]);
export type BirthDate = z.infer<typeof BirthDate>;

export const ESTIMATE_YEARS = 2;

/** The first and the last day that the date of birth may be. */
export function birthRange(birth: BirthDate): { from: LocalDate; to: LocalDate } {
  const year = Number(birth.value.slice(0, 4));
  switch (birth.precision) {
    case 'day':
      return { from: birth.value, to: birth.value };
    case 'month': {
      const month = Number(birth.value.slice(5, 7));
      return { from: localDate(year, month, 1), to: localDate(year, month, daysInMonth(year, month)) };
    }
    case 'year':
      return { from: localDate(year, 1, 1), to: localDate(year, 12, 31) };
    case 'estimated':
      return { from: localDate(year - ESTIMATE_YEARS, 1, 1), to: localDate(year + ESTIMATE_YEARS, 12, 31) };
  }
}

/** Completed years on a day: the least and the most they may be. Never below 0; both 0 for a birth still to come. */
export function ageOn(birth: BirthDate, today: LocalDate): { least: number; most: number } {
  const { from, to } = birthRange(birth);
  return { least: completedYears(to, today), most: completedYears(from, today) };
}

export const ADULT_AT = 18;

/** Under 18 (Convention on the Rights of the Child, article 1)? `unknown` where the precision leaves it open. */
export function isChildOn(birth: BirthDate, today: LocalDate): 'yes' | 'no' | 'unknown' {
  const { least, most } = ageOn(birth, today);
  if (most < ADULT_AT) return 'yes';
  return least >= ADULT_AT ? 'no' : 'unknown';
}

/**
 * Does the day of birth tell people apart? 1 July and 1 January are what registries write when only the year is known:
 * in matching they say no more than the year.
 */
export const isRegistryDay = (birth: BirthDate): boolean =>
  birth.precision === 'day' && (birth.value.endsWith('-07-01') || birth.value.endsWith('-01-01'));

const ABOUT: Readonly<Record<Language, (year: string) => string>> = {
  ar: (year) => `حوالي ${year}`,
  ckb: (year) => `نزیکەی ${year}`,
  en: (year) => `about ${year}`,
};

/** The date of birth in words, no more exact than it is known. */
export function formatBirthDate(birth: BirthDate, language: Language): string {
  switch (birth.precision) {
    case 'day':
      return formatDay(birth.value, language);
    case 'month':
      return formatMonth(Number(birth.value.slice(0, 4)), Number(birth.value.slice(5, 7)), language);
    case 'year':
      return birth.value;
    case 'estimated':
      return ABOUT[language](birth.value);
  }
}

// Somebody born on 29 February completes a year on 1 March of a common year.
function completedYears(born: LocalDate, today: LocalDate): number {
  const birth = partsOfDay(born);
  const now = partsOfDay(today);
  const hadBirthday = now.month > birth.month || (now.month === birth.month && now.day >= birth.day);
  return Math.max(0, now.year - birth.year - (hadBirthday ? 0 : 1));
}
