import { type BirthDate, formatBirthDate } from '@nrm/domain/calendar';
import {
  isPaperField,
  type Journey,
  PERSON_FIELD_NAMES,
  PERSON_FIELDS,
  type PersonField,
  SafeContact,
} from '@nrm/domain/case';
import type { IdentityDocument } from '@nrm/domain/document';
import { shownPlace } from '../../app/places.ts';
import { formatDay, formatTelephone } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

export const isPersonField = (name: string): name is PersonField =>
  (PERSON_FIELD_NAMES as readonly string[]).includes(name);

/** A fact about a person in words; empty text where this release cannot read the value. */
export function usePersonValue(): (field: PersonField, value: unknown) => string {
  const t = useWords('words');
  const language = useLanguage();

  function contact(value: unknown): string {
    const parsed = SafeContact.safeParse(value);
    if (!parsed.success) return '';
    const { by, phone, safeToCall, hours } = parsed.data;
    return listed([
      t(`contact-by.${by}`),
      phone === null ? '' : `\u2066${formatTelephone(phone)}\u2069`,
      phone === null ? '' : t(`case:safe-to-call.${safeToCall}`),
      hours,
    ]);
  }

  const listed = (parts: readonly string[]) =>
    parts.filter((part) => part !== '').join(language === 'en' ? ', ' : '، ');
  const paper = (one: IdentityDocument) =>
    listed([
      one.kind === 'other' ? one.what : '',
      t(`document-status.${one.status}`),
      one.number === undefined ? '' : t('case:papers.number-is', { number: `\u2066${one.number}\u2069` }),
      one.expiresOn === undefined ? '' : t('case:papers.until', { day: formatDay(one.expiresOn, language) }),
      one.note ?? '',
    ]);
  const journey = ({ country, year, cameBack }: Journey) =>
    listed([
      t(`country.${country}`, { defaultValue: country }),
      year === null ? '' : String(year),
      cameBack === null ? '' : t(`came-back.${cameBack}`),
    ]);

  return (field, value) => {
    const parsed = PERSON_FIELDS[field].safeParse(value);
    if (!parsed.success) return '';
    if (isPaperField(field)) return paper(parsed.data as IdentityDocument);
    switch (field) {
      case 'sex':
        return t(`sex.${parsed.data as string}`);
      case 'yearOfBirth': {
        const { year, precision } = parsed.data as { year: number; precision: 'exact' | 'about' };
        return precision === 'about' ? t('case:about-year', { year }) : String(year);
      }
      case 'birthDate':
        return formatBirthDate(parsed.data as BirthDate, language);
      case 'journeys': {
        const journeys = parsed.data as readonly Journey[];
        return journeys.length === 0 ? t('case:journeys.none') : journeys.map(journey).join('\n');
      }
      case 'district':
        return shownPlace(parsed.data as string, language).text;
      case 'cameBack':
        return t(`came-back.${parsed.data as string}`);
      case 'safeContact':
        return contact(parsed.data);
      case 'language':
        return t(`client-language.${parsed.data as string}`);
      case 'prefersToSpeakWith':
        return t(`prefers.${parsed.data as string}`);
      case 'missingPapers':
        return t(parsed.data === true ? 'interface:yes' : 'interface:no');
      case 'priority':
        return t(`priority.${parsed.data as string}`);
      default:
        return String(parsed.data);
    }
  };
}
