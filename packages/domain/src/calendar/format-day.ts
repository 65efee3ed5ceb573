import type { Language } from '../language/index.ts';
import type { LocalDate } from '../shared/index.ts';
import { partsOfDay, weekdayOf } from './local-date.ts';

/**
 * Words of the calendar. Own tables, because Chromium knows no Sorani (it silently answers in English and turns month and
 * day round) and gives Arabic month names by the country of the locale. Arabic has the Levantine months used in Iraq;
 * Sorani words follow CLDR's ckb. Digits on screen are western.
 */
export const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  ar: [
    'كانون الثاني',
    'شباط',
    'آذار',
    'نيسان',
    'أيار',
    'حزيران',
    'تموز',
    'آب',
    'أيلول',
    'تشرين الأول',
    'تشرين الثاني',
    'كانون الأول',
  ],
  ckb: [
    'کانوونی دووەم',
    'شوبات',
    'ئازار',
    'نیسان',
    'ئایار',
    'حوزەیران',
    'تەمووز',
    'ئاب',
    'ئەیلوول',
    'تشرینی یەکەم',
    'تشرینی دووەم',
    'کانوونی یەکەم',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};

/** From Sunday (0) to Saturday (6). */
export const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  ar: ['الأحد', 'الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت'],
  ckb: ['یەکشەممە', 'دووشەممە', 'سێشەممە', 'چوارشەممە', 'پێنجشەممە', 'هەینی', 'شەممە'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};

export const monthName = (month: number, language: Language): string => MONTHS[language][month - 1] ?? '';
export const weekdayName = (weekday: number, language: Language): string => WEEKDAYS[language][weekday] ?? '';

/** A day in words: 14 تموز 2026; 14ی تەمووزی 2026; 14 July 2026. With `weekday`, its name before it. */
export function formatDay(
  day: LocalDate,
  language: Language,
  options: { weekday?: boolean; year?: boolean } = {},
): string {
  const { year, month, day: dayOfMonth } = partsOfDay(day);
  const withYear = options.year !== false;
  const name = monthName(month, language);
  const date =
    language === 'ckb'
      ? `${dayOfMonth}ی ${withYear ? `${izafe(name)} ${year}` : name}`
      : `${dayOfMonth} ${name}${withYear ? ` ${year}` : ''}`;
  if (options.weekday !== true) return date;
  const comma = language === 'en' ? ',' : '،';
  return `${weekdayName(weekdayOf(day), language)}${comma} ${date}`;
}

/** A month in words: تموز 2026; تەمووزی 2026; July 2026. */
export const formatMonth = (year: number, month: number, language: Language): string =>
  `${language === 'ckb' ? izafe(monthName(month, language)) : monthName(month, language)} ${year}`;

// The linking ی of Sorani between a noun and what describes it.
const izafe = (noun: string) => `${noun}ی`;
