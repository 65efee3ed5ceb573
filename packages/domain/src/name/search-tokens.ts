import { foldWords, looseWords } from './fold-key.ts';
import { foldFamilies, cleanLetters, splitWords } from './letters.ts';
import { NAME_PARTS, type PersonName } from './person-name.ts';
import { skeletonsOfWords } from './skeleton.ts';

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
 * token with it. While somebody is still typing, the tokens of the last group are to be used as prefixes.
 */
export function queryTokens(text: string): string[][] {
  const strict = foldWords(text);
  const loose = looseWords(text);
  const skeletons = skeletonsOfWords(text);
  const groups: string[][] = strict.map((word) => [`f:${word}`]);
  // The keys join compounds by the same rules, so that the words stand side by side; where a word vanished in one of
  // them (a hamza alone), its keys go to the nearest word rather than being lost.
  const nearest = (index: number) => groups[Math.min(index, groups.length - 1)];
  for (const [index, word] of loose.entries()) nearest(index)?.push(`l:${word}`);
  for (const [index, list] of skeletons.entries()) nearest(index)?.push(...list.map((keys) => `s:${keys}`));
  addArticleForms(text, strict, groups);
  return groups.map((group) => [...new Set(group)]);
}

// The article is dropped from keys, but whoever types اله on the way to الهام still sees the article's letters.
function addArticleForms(text: string, strict: readonly string[], groups: string[][]): void {
  for (const word of splitWords(cleanLetters(text)).map(foldFamilies)) {
    if (!word.startsWith('ال')) continue;
    const index = strict.indexOf(word.slice(2));
    if (index >= 0) groups[index]?.push(`f:${word}`);
  }
}
