/**
 * Words of a name that belong together, and the article: عبد الرحمن, عبدالرحمن and Abd al-Rahman become one word each,
 * without ال. Works on clean words in Arabic, Sorani and Latin letters.
 */

const SERVANT_OF = /^(?:عبدال|عبدول|عبدوڵ|عەبدول|عەبدوڵ|عەبدال)(?=.)/u;
const SERVANT_WORD = /^(?:عبد|عەبد|عبدال|عبدول|عەبدول)$/u;
const LATIN_SERVANT_OF = /^abd(?:a|e|u|o|ou)l(?=[a-z])/;
const LATIN_SERVANT_WORD = /^abd(?:(?:a|e|u|o|ou)l?)?$/;
const LATIN_OF_THE_FAITH = /^([a-z]{2,}?)(?:(?:al|el|ul|ad|ed|ud)-?)d(?:i|ee|ie)ne?$/;
const LATIN_FAITH_WORD = /^(?:(?:al|el|ul|ad|ed|ud))?d(?:i|ee|ie)ne?$/;

/** Said between names, never part of one: son of, daughter of, the house of, the article alone. */
const LINKING = new Set(['بن', 'ابن', 'بنت', 'ال', 'آل', 'al', 'el', 'ul', 'bin', 'ibn', 'bint']);
const FATHER_OF = new Set(['ابو', 'أبو', 'abu', 'abou']);
const ARTICLE_REST_MIN = 3;

/** Drops the article of an Arabic word when enough of the word is left to be a name (الجبوري, but not الي). */
export function withoutArticle(word: string): string {
  return word.startsWith('ال') && word.length >= 2 + ARTICLE_REST_MIN ? word.slice(2) : word;
}

const bare = (word: string): string => (word.startsWith('ال') ? word.slice(2) : word);

/** Joins the compounds of one name and drops linking words; a name of linking words alone is kept as it is. */
export function joinCompounds(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const next = words[index + 1];
    const previous = joined.at(-1);
    if (SERVANT_WORD.test(word) && next !== undefined) {
      joined.push(`عبد${bare(next)}`);
      index++;
    } else if (LATIN_SERVANT_WORD.test(word) && next !== undefined) {
      const article = LINKING.has(next) && words[index + 2] !== undefined;
      joined.push(`abd${article ? words[index + 2] : next}`);
      index += article ? 2 : 1;
    } else if (FATHER_OF.has(word) && next !== undefined) {
      joined.push(word + withoutArticle(next));
      index++;
    } else if ((word === 'الدين' || word === 'الله') && previous !== undefined) {
      joined[joined.length - 1] = previous + bare(word);
    } else if (previous !== undefined && LATIN_FAITH_WORD.test(word)) {
      joined[joined.length - 1] = `${previous}din`;
    } else if (!LINKING.has(word) || words.length === 1) {
      joined.push(joinWithin(word));
    }
  }
  return joined.length > 0 ? joined : [...words];
}

function joinWithin(word: string): string {
  return isLatin(word) ? joinWithinLatin(word) : joinWithinArabic(word);
}

// Words are of one script but for slips; looking at the first letter spares every other word half of the patterns.
const isLatin = (word: string) => word < '{';

function joinWithinLatin(word: string): string {
  if (LATIN_SERVANT_OF.test(word)) return word.replace(LATIN_SERVANT_OF, 'abd');
  return word.replace(LATIN_OF_THE_FAITH, '$1din');
}

function joinWithinArabic(word: string): string {
  if (SERVANT_OF.test(word)) return word.replace(SERVANT_OF, 'عبد');
  if (word.length >= 7 && word.endsWith('الدين')) return `${withoutArticle(word.slice(0, -5))}دين`;
  if (word.length >= 6 && word.endsWith('الله')) return `${withoutArticle(word.slice(0, -4))}له`;
  return withoutArticle(word);
}
