import { joinCompounds } from './compounds.ts';
import { foldBases, foldFamilies, foldYehKaf, wordsOf } from './letters.ts';

/** The words of a name under each key; they stand in the same places in all three, but for words of a hamza alone. */
export type NameWords = {
  readonly strict: readonly string[];
  readonly loose: readonly string[];
  /** As written but for yeh and kaf: consonant skeletons still have to tell a heh from the vowel ە. */
  readonly sound: readonly string[];
};

/** @param words clean words, see `wordsOf` */
export const nameWords = (words: readonly string[]): NameWords => ({
  strict: settle(words, foldFamilies),
  loose: settle(words, looseWord),
  sound: settle(words, foldYehKaf),
});

/**
 * The strict search key: only what is the same name written with other letters of one family; words separated by one
 * space. Idempotent; empty for a text without letters and digits.
 */
export const foldKey = (text: string): string => settle(wordsOf(text), foldFamilies).join(' ');

/**
 * The loose search key: Kurdish letters to their base, hamza forgotten, Kurdish short vowels dropped, so that ئەحمەد is
 * found under أحمد and فايز under فائز. Idempotent.
 */
export const looseKey = (text: string): string => settle(wordsOf(text), looseWord).join(' ');

// What the joining leaves may itself begin with an article or hold a doubled letter; run until nothing changes, so that
// the key of a key is the key. It ends: every change leaves fewer words, fewer letters, or letters nearer to their base.
function settle(words: readonly string[], foldWord: (word: string) => string): readonly string[] {
  let current: readonly string[] = words;
  for (;;) {
    const next = joinCompounds(current.map(foldWord).filter((word) => word !== ''));
    if (next.length === current.length && next.every((word, index) => word === current[index])) return current;
    current = next;
  }
}

function looseWord(word: string): string {
  if (/^[a-z0-9]+$/.test(word)) return looseLatin(word);
  const opened = word.replace(/^ئ[ەاآ]?/u, 'ا').replace(/ە(?=\p{L})/gu, '');
  return foldBases(foldFamilies(opened)).replace(/وو+/g, 'و').replace(/لل+/g, 'ل');
}

function looseLatin(word: string): string {
  const respelt = word
    .replace(/ee|ie|ei|ai|ay/g, 'i')
    .replace(/oo|ou/g, 'u')
    .replace(/ph/g, 'f')
    .replace(/ck|q/g, 'k');
  const loose = respelt
    .replace(/y/g, 'i')
    .replace(/o/g, 'u')
    .replace(/e/g, 'a')
    .replace(/([a-z])\1+/g, '$1');
  return loose.length > 2 ? loose.replace(/h$/, '') : loose;
}
