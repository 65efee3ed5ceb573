import { PERSON_FIELD_NAMES, PERSON_FIELDS, type PersonField, SafeContact } from '@nrm/domain/case';
import { shownPlace } from '../../app/places.ts';
import { formatTelephone } from '../../i18n/format.ts';
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
    return [
      t(`contact-by.${by}`),
      phone === null ? '' : `\u2066${formatTelephone(phone)}\u2069`,
      phone === null ? '' : t(`case:safe-to-call.${safeToCall}`),
      hours,
    ]
      .filter((part) => part !== '')
      .join(language === 'en' ? ', ' : '، ');
  }

  return (field, value) => {
    const parsed = PERSON_FIELDS[field].safeParse(value);
    if (!parsed.success) return '';
    switch (field) {
      case 'sex':
        return t(`sex.${parsed.data as string}`);
      case 'yearOfBirth': {
        const { year, precision } = parsed.data as { year: number; precision: 'exact' | 'about' };
        return precision === 'about' ? t('case:about-year', { year }) : String(year);
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
