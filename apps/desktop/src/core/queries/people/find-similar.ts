import { parsePhone } from '@nrm/domain/contact';
import { NAME_PARTS, nameSimilarity, type PersonName } from '@nrm/domain/name';
import type { CaseId } from '@nrm/domain/shared';
import type { QueryAnswers } from '../../../bridge/queries.ts';
import type { SqlRow } from '../../store/store.ts';
import type { Query } from '../query-context.ts';
import { searchExpression } from '../search-expression.ts';

type Similar = QueryAnswers['people.similar']['rows'][number];

/** What two files must have in common before somebody is asked to look; found on the pairs of the rules of names. */
const ALIKE = 0.75;
/** The same telephone in another name is a family: worth a look, never a certainty. */
const SAME_PHONE = 0.8;
const YEARS_APART = 5;
const YEARS_WEIGHT = 0.15;
const CANDIDATES = 600;
const SHOWN = 20;

/**
 * Files that may be of the person who stands at the desk. Masked, because that person sees the screen: who opens one
 * says so by opening it. Ended files count, and files of other offices are not here to be found.
 */
export const findSimilarPeople: Query<'people.similar'> = ({ store }, args) => {
  const name = nameOfForm(args);
  const phone = args.phone ? parsePhone(args.phone) : undefined;
  const e164 = phone?.ok ? phone.value : null;
  // The given and the father's name as typed, or both wherever they stand: papers move the parts of a name.
  const match = searchExpression(`${name.given} ${name.father ?? ''}`, { one: [], none: [] });
  const named = match
    ? store.all(
        'select t.id, t.name, t.sex, t.year_of_birth, t.phone from case_search join cases t on t.row = case_search.rowid where case_search match ? limit ?',
        match,
        CANDIDATES,
      )
    : [];
  const called = e164 === null ? [] : callersOf(store, e164);
  const candidates = new Map([...named, ...called].map((row) => [row.id, row]));
  const rows = [...candidates.values()]
    .filter((row) => !args.sex || row.sex === args.sex)
    .map((row) => compare(row, name, args.yearOfBirth, e164))
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return { count: rows.length, rows: rows.slice(0, SHOWN) };
};

const callersOf = (store: Parameters<Query<'people.similar'>>[0]['store'], phone: string) =>
  store.all(
    `select t.id, t.name, t.sex, t.year_of_birth, t.phone from case_search join cases t on t.row = case_search.rowid where case_search match ? limit ?`,
    `"n:${phone.slice(1)}"`,
    CANDIDATES,
  );

function nameOfForm({ givenName, fatherName, grandfatherName }: Parameters<Query<'people.similar'>>[1]): PersonName {
  return {
    given: givenName,
    ...(fatherName.trim() !== '' && { father: fatherName }),
    ...(grandfatherName.trim() !== '' && { grandfather: grandfatherName }),
  };
}

function compare(row: SqlRow, name: PersonName, yearOfBirth: number | undefined, phone: string | null): Similar {
  const known = JSON.parse(row.name as string) as PersonName;
  const { score, reasons } = nameSimilarity(name, known);
  const samePhone = phone !== null && row.phone === phone;
  const born = row.year_of_birth as number | null;
  const yearsApart = yearOfBirth === undefined || born === null ? null : Math.abs(yearOfBirth - born);
  const years = yearsApart === null ? 0 : Math.min(yearsApart, YEARS_APART) / YEARS_APART;
  const weighed = Math.max(0, score - YEARS_WEIGHT * years);
  return {
    id: row.id as CaseId,
    masked: maskedName(known),
    score: Math.round(1000 * (samePhone ? Math.max(SAME_PHONE, weighed) : weighed)) / 1000,
    reasons: [
      ...reasons,
      ...(samePhone ? [{ code: 'phone.same' }] : []),
      ...(yearsApart === null ? [] : [{ code: yearsApart === 0 ? 'year.same' : 'year.differs' }]),
    ],
  };
}

/** The first letter of each part: ز••• م•••. Enough to go on asking, too little to read somebody else's file. */
export const maskedName = (name: PersonName): string =>
  NAME_PARTS.flatMap((part) => name[part] ?? [])
    .map((text) => `${[...text.trim()][0] ?? ''}•••`)
    .join(' ');
