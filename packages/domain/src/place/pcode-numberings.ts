import { textTokens } from '../name/index.ts';
import { ok, type Result, refuse } from '../shared/index.ts';
import type { PlaceId } from './place.ts';
import { PLACE_SPELLINGS } from './place-spellings.ts';
import { PLACE_TABLE } from './place-table.ts';

/**
 * The governorates in the numbering of 2014 (IQ-G15, name as spelt there) and in the one in force (IQG15). Nine of
 * eighteen changed their number while the codes look alike: IQ-G08 is Dahuk, IQG08 is Baghdad. Made from both lists of
 * OCHA. Districts of the older numbering are not mapped at all: no list of them is at hand.
 */
export const CODES_OF_2014: readonly { readonly name: string; readonly code2014: string; readonly code2019: string }[] =
  [
    { name: 'Anbar', code2014: 'IQ-G01', code2019: 'IQG01' },
    { name: 'Basrah', code2014: 'IQ-G02', code2019: 'IQG02' },
    { name: 'Muthanna', code2014: 'IQ-G03', code2019: 'IQG03' },
    { name: 'Qadissiya', code2014: 'IQ-G04', code2019: 'IQG05' },
    { name: 'Sulaymaniyah', code2014: 'IQ-G05', code2019: 'IQG06' },
    { name: 'Babylon', code2014: 'IQ-G06', code2019: 'IQG07' },
    { name: 'Baghdad', code2014: 'IQ-G07', code2019: 'IQG08' },
    { name: 'Dahuk', code2014: 'IQ-G08', code2019: 'IQG09' },
    { name: 'Thi-Qar', code2014: 'IQ-G09', code2019: 'IQG17' },
    { name: 'Diyala', code2014: 'IQ-G10', code2019: 'IQG10' },
    { name: 'Erbil', code2014: 'IQ-G11', code2019: 'IQG11' },
    { name: 'Kerbala', code2014: 'IQ-G12', code2019: 'IQG12' },
    { name: 'Kirkuk', code2014: 'IQ-G13', code2019: 'IQG13' },
    { name: 'Missan', code2014: 'IQ-G14', code2019: 'IQG14' },
    { name: 'Ninewa', code2014: 'IQ-G15', code2019: 'IQG15' },
    { name: 'Wassit', code2014: 'IQ-G16', code2019: 'IQG18' },
    { name: 'Najaf', code2014: 'IQ-G17', code2019: 'IQG04' },
    { name: 'Salah al-Din', code2014: 'IQ-G18', code2019: 'IQG16' },
  ];

/**
 * The current p-code of a governorate that a file names in the numbering of 2014. The name must come with the code: if it
 * is not a spelling of that governorate the file is in the other numbering, and mapping would move people to another
 * governorate. Refuses `place.pcode-unknown` and `place.name-does-not-fit-code`.
 */
export function pcodeFrom2014(from: { readonly code: string; readonly name: string }): Result<PlaceId> {
  const row = CODES_OF_2014.find((known) => known.code2014 === withDash(from.code));
  if (row === undefined) return refuse('place.pcode-unknown', { params: { code: from.code.slice(0, 20) } });
  if (!isSpellingOf(row, from.name)) return misfit(row.code2014);
  return ok(row.code2019 as PlaceId);
}

/** The code in the numbering of 2014, for files that must be written in it; the same refusals. */
export function pcodeTo2014(from: { readonly code: string; readonly name: string }): Result<string> {
  const row = CODES_OF_2014.find((known) => known.code2019 === from.code);
  if (row === undefined) return refuse('place.pcode-unknown', { params: { code: from.code.slice(0, 20) } });
  return isSpellingOf(row, from.name) ? ok(row.code2014) : misfit(row.code2019);
}

const misfit = (code: string) => refuse('place.name-does-not-fit-code', { params: { code } });

// Some files of the older numbering drop the dash (IQG15), which is what makes the two look the same.
const withDash = (code: string) =>
  code
    .trim()
    .toUpperCase()
    .replace(/^IQ-?G/, 'IQ-G');

function isSpellingOf(row: { name: string; code2019: string }, name: string): boolean {
  const published = PLACE_TABLE.find(([pcode]) => pcode === row.code2019);
  const { en = '', ar = '', aliases = [] } = PLACE_SPELLINGS[row.code2019] ?? {};
  const spellings = [row.name, published?.[1] ?? '', published?.[2] ?? '', en, ar, ...aliases];
  const asked = new Set(textTokens(name));
  return (
    asked.size > 0 &&
    spellings.some((spelling) => spelling !== '' && textTokens(spelling).some((token) => asked.has(token)))
  );
}
