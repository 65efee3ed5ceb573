import type { PaperField, PersonFields } from '@nrm/domain/case';
import type { DocumentKind, DocumentStatus } from '@nrm/domain/document';
import type { LocalDate } from '@nrm/domain/shared';
import type { InventedPerson } from './person-history.ts';

const MISSING: readonly DocumentStatus[] = ['lost', 'lost', 'expired', 'never-issued', 'in-process', 'confiscated'];
const MISSED_KINDS: readonly DocumentKind[] = ['unified-national-card', 'civil-status-id', 'nationality-certificate'];
const COUNTRIES = ['DE', 'TR', 'GR', 'JO', 'BY', 'SY'] as const;
const MOTHERS = ['هدى', 'سعاد', 'نجاة', 'كولستان', 'وداد', 'خالدة'] as const;
const MOTHERS_FATHERS = ['صالح', 'إبراهيم', 'يونس', 'خضر', 'سليمان'] as const;

const at = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

/**
 * What an office knows beyond the registration, uneven as it is in truth: most dates of birth only by their year, and of
 * the whole dates most on 1 July, which registries write when they know no better. By the number of the person and
 * without chance, so that what others draw stays as it was. No number of a paper is one that could be issued.
 */
export function detailsOf(person: InventedPerson, index: number, today: LocalDate): PersonFields {
  return {
    ...birthOf(person, index, today),
    ...motherOf(index),
    ...papersOf(person, index),
    ...journeysOf(person, index, today),
  };
}

function birthOf({ yearOfBirth }: InventedPerson, index: number, today: LocalDate): PersonFields {
  const precise = index % 5;
  const month = 1 + ((index * 7) % 12);
  const day =
    index % 3 === 0
      ? `${yearOfBirth}-${String(month).padStart(2, '0')}-${String(2 + ((index * 11) % 27)).padStart(2, '0')}`
      : `${yearOfBirth}-07-01`;
  if (precise > 1 || day > today) return {};
  if (precise === 1 && index % 4 === 1) return { birthDate: { precision: 'month', value: day.slice(0, 7) } };
  return { birthDate: { precision: 'day', value: day as LocalDate } };
}

const motherOf = (index: number): PersonFields =>
  index % 2 === 0
    ? {}
    : {
        motherName: at(MOTHERS, index),
        ...(index % 3 === 0 && { motherFatherName: at(MOTHERS_FATHERS, index) }),
      };

function papersOf({ missingPapers }: InventedPerson, index: number): PersonFields {
  const papers: Partial<Record<PaperField, { kind: DocumentKind; status: DocumentStatus; number?: string }>> = {};
  if (index % 3 === 0) papers['paper-ration-card'] = { kind: 'ration-card', status: 'held', number: `TEST-${index}` };
  if (missingPapers) {
    const kind = at(MISSED_KINDS, index);
    papers[`paper-${kind}`] = { kind, status: at(MISSING, index) };
  } else if (index % 2 === 0) {
    papers['paper-unified-national-card'] = { kind: 'unified-national-card', status: 'held' };
  }
  return papers as PersonFields;
}

function journeysOf({ cameBack }: InventedPerson, index: number, today: LocalDate): PersonFields {
  if (cameBack === 'from-displacement') return {};
  return {
    journeys: [{ country: at(COUNTRIES, index), year: Number(today.slice(0, 4)) - 1 - (index % 4), cameBack }],
  };
}

/** Of those with a telephone: every tenth said that calling is not safe, every fifth when it is. */
export function callingOf(index: number): { safeToCall: 'yes' | 'no' | 'not-asked'; hours: string; codeWord: string } {
  if (index % 10 === 3) return { safeToCall: 'no', hours: '', codeWord: '' };
  if (index % 13 === 5) return { safeToCall: 'not-asked', hours: '', codeWord: '' };
  return {
    safeToCall: 'yes',
    hours: index % 5 === 0 ? 'بين 16 و18' : '',
    codeWord: index % 15 === 0 ? 'زيتون' : '',
  };
}
