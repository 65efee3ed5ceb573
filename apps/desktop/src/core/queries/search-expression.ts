import { queryTokens, westernDigits } from '@nrm/domain/name';

/** What narrows a search besides the words: marks that a row has one of, for each group, and marks that it has not. */
export interface SearchMarks {
  readonly one: readonly (readonly string[])[];
  readonly none: readonly string[];
}

/** Skeletons this short begin a tenth of all names: while somebody is typing they count only when they are whole. */
const SKELETON_PREFIX_MIN = 's:'.length + 3;

/**
 * A question in the language of FTS5: every word has to be met in one of its spellings, the last one, which somebody may
 * still be typing, by its beginning.
 * @param kinds `strict` leaves out other letters and other scripts
 * @returns null when nothing is asked for that could be met
 */
export function searchExpression(
  text: string,
  { one, none }: SearchMarks,
  kinds: 'strict' | 'all' = 'all',
): string | null {
  const words = wordGroups(text, kinds);
  if (words === null) return null;
  const groups = [...words, ...one.map((marks) => marks.map((mark) => quoted(markText(mark))))];
  if (groups.length === 0) return null;
  const positive = groups.map((group) => `(${group.join(' OR ')})`).join(' AND ');
  return none.length === 0 ? positive : `(${positive}) NOT (${none.map(quoted).join(' OR ')})`;
}

function wordGroups(text: string, kinds: 'strict' | 'all'): readonly (readonly string[])[] | null {
  const number = findNumber(text);
  if (number !== undefined) return [[`${quoted(`n:${number}`)}*`]];
  const groups = queryTokens(text);
  if (groups.length === 0) return text.trim() === '' ? [] : null;
  const asked = groups.map((tokens, index) =>
    tokens
      .filter((token) => kinds === 'all' || token.startsWith('f:'))
      .flatMap((token) => termsOf(token, index === groups.length - 1)),
  );
  return asked.some((terms) => terms.length === 0) ? null : asked;
}

function termsOf(token: string, last: boolean): readonly string[] {
  const prefix = last && (!token.startsWith('s:') || token.length >= SKELETON_PREFIX_MIN);
  const term = prefix ? `${quoted(token)}*` : quoted(token);
  // Digits beside a name may begin a telephone or a case number.
  return /^f:\d+$/.test(token) ? [term, `${quoted(`n:${token.slice(2)}`)}*`] : [term];
}

/** Fewer digits begin every number of the country or of the office: they tell nobody apart. */
const NUMBER_MIN = 3;

export const isShortNumber = (text: string): boolean => (findNumber(text)?.length ?? NUMBER_MIN) < NUMBER_MIN;

/** Digits as they are dialled or read aloud, in any script, with anything people write between them. */
export function findNumber(text: string): string | undefined {
  const plain = westernDigits(text).replace(/[\s\-‐-―().+/\u200B-\u200F\u202A-\u202E\u2066-\u2069]/g, '');
  if (!/^\d+$/.test(plain)) return undefined;
  return plain.startsWith('00') ? plain.slice(2) : plain;
}

const quoted = (token: string) => `"${token}"`;

/** A mark is one token to the index; what was given from outside cannot make it two. */
const markText = (mark: string) => mark.toLowerCase().replace(/[^a-z0-9:-]/g, '-');
