import { formatDay, monthName } from '@nrm/domain/calendar';
import { CaseNumber, formatCaseNumber, formatSlipCode, SlipCode } from '@nrm/domain/case-number';
import { formatPhone, PhoneNumber } from '@nrm/domain/contact';
import type { Names } from '@nrm/domain/governorate';
import type { Language } from '@nrm/domain/language';
import { dayInBaghdad, type Instant, type LocalDate, type OccurredOn } from '@nrm/domain/shared';

/** How values are written on screen. Western digits everywhere; times are those of Asia/Baghdad. */

export { formatDay, monthName };

const BAGHDAD_OFFSET_MS = 3 * 60 * 60 * 1000; // UTC+3 without summer time since 2008 (IANA tz database)

/** 14:32 */
export const formatTime = (instant: Instant): string =>
  new Date(Date.parse(instant) + BAGHDAD_OFFSET_MS).toISOString().slice(11, 16);

/** 14:32 on the same day, 14 July, 14:32 in the same year, otherwise 14 July 2026, 14:32. */
export function formatMoment(instant: Instant, language: Language, today?: LocalDate): string {
  const day = dayInBaghdad(instant);
  if (day === today) return formatTime(instant);
  const year = today === undefined || day.slice(0, 4) !== today.slice(0, 4);
  return `${formatDay(day, language, { year })}${language === 'en' ? ',' : '،'} ${formatTime(instant)}`;
}

const ABOUT: Readonly<Record<Language, (day: string) => string>> = {
  ar: (day) => `نحو ${day}`,
  ckb: (day) => `نزیکەی ${day}`,
  en: (day) => `about ${day}`,
};

/** A day no more exact than it is known. */
export const formatOccurredOn = (occurred: OccurredOn, language: Language): string =>
  occurred.precision === 'about'
    ? ABOUT[language](formatDay(occurred.day, language))
    : formatDay(occurred.day, language);

export const formatNumberOfCase = (number: string): string => {
  const parsed = CaseNumber.safeParse(number);
  return parsed.success ? formatCaseNumber(parsed.data) : number;
};

export const formatCodeOfSlip = (code: string): string => {
  const parsed = SlipCode.safeParse(code);
  return parsed.success ? formatSlipCode(parsed.data) : code;
};

/** A number of a person or a provider; short codes such as 122 stay as they are. */
export const formatTelephone = (phone: string): string => {
  const parsed = PhoneNumber.safeParse(phone);
  return parsed.success ? formatPhone(parsed.data) : phone;
};

/** A name in the language of the screen, or in the first one that exists. Arabic is what papers in Iraq carry. */
export const nameIn = (names: Names, language: Language): string =>
  names[language] || names.ar || names.en || names.ckb || '';
