import { joinCompounds } from './compounds.ts';
import { cleanLetters, foldBases, foldFamilies, splitWords } from './letters.ts';

/** The words of a name under the strict key: only what is the same name written with other letters of one family. */
export const foldWords = (text: string): string[] => settle(splitWords(cleanLetters(text)), foldFamilies);

/** The words of a name under the loose key: Kurdish letters to their base, hamza forgotten, Kurdish short vowels dropped. */
export const looseWords = (text: string): string[] => settle(splitWords(cleanLetters(text)), looseWord);

/** The strict search key: words separated by one space. Idempotent; empty for a text without letters and digits. */
export const foldKey = (text: string): string => foldWords(text).join(' ');

/** The loose search key, which also finds ئەحمەد under أحمد and فايز under فائز. Idempotent. */
export const looseKey = (text: string): string => looseWords(text).join(' ');

// What the joining leaves may itself begin with an article or hold a doubled letter; run until nothing changes, so that
// the key of a key is the key. It ends: every change leaves fewer words, fewer letters, or letters nearer to their base.
function settle(words: string[], foldWord: (word: string) => string): string[] {
  let current = words;
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
