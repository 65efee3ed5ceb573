import { nameWords } from './fold-key.ts';
import { foldFamilies, wordsOf } from './letters.ts';
import { NAME_PARTS, type PersonName } from './person-name.ts';
import { skeletonsOfWord } from './skeleton.ts';

/**
 * The words under which a name stands in an inverted index. A token tells its kind by its prefix, so that kinds never
 * meet: `f:` the strict key, `l:` the loose key, `s:` a consonant skeleton. The mother's names are not indexed: a
 * search for a person should not bring up her children.
 */
export function searchTokens(name: PersonName): string[] {
  const tokens = new Set<string>();
  for (const key of [...NAME_PARTS, 'latin', 'knownAs'] as const) {
    const text = name[key];
    if (text !== undefined) for (const group of queryTokens(text)) for (const token of group) tokens.add(token);
  }
  return [...tokens];
}

/** The tokens of a text that is no person's name (an organisation, a place), formed as those of a name. */
export const textTokens = (text: string): string[] => [...new Set(queryTokens(text).flat())];

/**
 * What was typed into a search box, as one group of tokens for each word: a name matches when every group shares a
 * token with it. While somebody is still typing, the tokens of the last group are to be used as prefixes (skeletons only
 * from three letters on: `s:M` begins a tenth of all names).
 */
export function queryTokens(text: string): string[][] {
  const typed = wordsOf(text);
  const { strict, loose, sound } = nameWords(typed);
  const groups = strict.map((word) => new Set([`f:${word}`]));
  // A word of a hamza alone is no word of the loose key: what stands behind it goes to the nearest group, never lost.
  const nearest = (index: number) => groups[Math.min(index, groups.length - 1)];
  for (const [index, word] of loose.entries()) nearest(index)?.add(`l:${word}`);
  for (const [index, word] of sound.entries()) {
    for (const keys of skeletonsOfWord(word)) nearest(index)?.add(`s:${keys}`);
  }
  // The article is dropped from keys, but whoever types اله on the way to الهام still sees the article's letters.
  for (const word of typed.map(foldFamilies)) {
    if (word.startsWith('ال')) groups[strict.indexOf(word.slice(2))]?.add(`f:${word}`);
  }
  return groups.map((group) => [...group]);
}
