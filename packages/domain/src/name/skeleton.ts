import { nameWords } from './fold-key.ts';
import { wordsOf } from './letters.ts';

/**
 * The consonants of a name in classes that Arabic, Sorani and Latin spellings share, so that محمد, Mohammed and محەمەد
 * meet. Where a spelling leaves the sound open (th is ث, ذ or ت+ه; g is ج, غ or ق) a word has several skeletons, the
 * likeliest first. Made for finding, tuned for Iraqi names; what it finds together is still to be ranked.
 *
 * Classes: A initial vowel or ayn, B, C (sh), D, F, G (gh), H, J, K, L, M, N, R, S, T, W and Y (initial only), X (kh), Z.
 */
const MOST_SKELETONS = 6;

/** Each letter with its possible classes; the empty class is a vowel. */
type Sounds = readonly string[];
const VOWEL: Sounds = [''];

const ARABIC: Readonly<Record<string, Sounds>> = {
  ب: ['B'],
  پ: ['B'],
  ت: ['T'],
  ط: ['T'],
  ث: ['S', 'T'],
  ج: ['J'],
  چ: ['J', 'C'],
  ح: ['H'],
  خ: ['X'],
  د: ['D'],
  ذ: ['D', 'Z'],
  ر: ['R'],
  ڕ: ['R'],
  ز: ['Z'],
  ژ: ['Z', 'J'],
  س: ['S'],
  ش: ['C'],
  ص: ['S'],
  ض: ['D', 'Z'],
  ظ: ['D', 'Z'],
  غ: ['G'],
  ف: ['F'],
  ڤ: ['F'],
  ق: ['K', 'G'],
  ك: ['K'],
  ک: ['K'],
  گ: ['G'],
  ل: ['L'],
  ڵ: ['L'],
  م: ['M'],
  ن: ['N'],
  ه: ['H'],
  ھ: ['H'],
  ہ: ['H'],
};

const LATIN: Readonly<Record<string, Sounds>> = {
  b: ['B'],
  c: ['K', 'J'],
  d: ['D'],
  f: ['F'],
  g: ['G', 'J', 'K'],
  h: ['H'],
  j: ['J'],
  k: ['K'],
  l: ['L'],
  m: ['M'],
  n: ['N'],
  p: ['B'],
  q: ['K'],
  r: ['R'],
  s: ['S'],
  t: ['T'],
  v: ['F', ''],
  x: ['KS', 'X'],
  z: ['Z'],
};

/** Pairs of Latin letters that may be one sound or two (Fathi is فتحي, Othman عثمان; Adham is أدهم, Kadhim كاظم). */
const LATIN_PAIRS: Readonly<Record<string, Sounds>> = {
  sh: ['C', 'SH'],
  ch: ['J', 'C', 'K'],
  kh: ['X', 'KH'],
  gh: ['G', 'GH'],
  dh: ['D', 'Z', 'DH'],
  th: ['S', 'TH', 'D', 'T'],
  zh: ['Z', 'ZH', 'J'],
  ph: ['F'],
  ck: ['K'],
  dj: ['J', 'DJ'],
};

/** German, French and Turkish papers: Schahin, Tchalabi; Ahmet and Mehmet end hard what Arabic ends soft. */
const LATIN_TRIPLES: Readonly<Record<string, Sounds>> = { sch: ['C'], tch: ['J', 'TC'] };
const HARD_ENDING: Sounds = ['T', 'D'];
const KURMANJI_X: Sounds = ['X', 'KS'];
const OPEN_H: Sounds = ['', 'H'];

/** The likeliest skeleton of every word, separated by spaces; words of other scripts are left out. */
export const skeleton = (text: string): string =>
  nameWords(wordsOf(text))
    .sound.flatMap((word) => skeletonsOfWord(word).slice(0, 1))
    .join(' ');

/**
 * The skeletons of one word of `NameWords.sound`, likeliest first, at most six; none for a word of another script. Digits
 * stand for themselves.
 */
export function skeletonsOfWord(word: string): string[] {
  if (/^[0-9]+$/.test(word)) return [word];
  if (/[a-z]/.test(word)) return skeletonsOfLatin(word);
  return combine(arabicSounds(word));
}

function arabicSounds(word: string): Sounds[] {
  const sounds: Sounds[] = [];
  const letters = [...word];
  for (const [index, letter] of letters.entries()) {
    const last = index === letters.length - 1;
    if (index === 0) {
      sounds.push(openingSounds(letter));
    } else if (letter === 'ة') {
      sounds.push(last ? ['', 'T'] : ['T']); // حكمة and حكمت, Hikmat
    } else if (letter === 'ه' && last) {
      sounds.push(['', 'H']); // typed for ة and for a final vowel as often as for the sound h
    } else if (!(letter === 'ڵ' && letters[index - 1] === 'ڵ') && !(letter === 'ڕ' && letters[index - 1] === 'ڕ')) {
      sounds.push(ARABIC[letter] ?? VOWEL);
    }
  }
  return sounds;
}

function openingSounds(letter: string): Sounds {
  if (/[اأإآٱعئ]/.test(letter)) return ['A'];
  if (letter === 'و' || letter === 'ۆ') return ['W'];
  if (/[يیىێ]/.test(letter)) return ['Y'];
  return ARABIC[letter] ?? VOWEL;
}

function skeletonsOfLatin(word: string): string[] {
  const whole = combine(latinSounds(word));
  const name = withoutGluedArticle(word);
  if (name === undefined) return whole;
  return [...new Set([...whole.slice(0, MOST_SKELETONS - 2), ...combine(latinSounds(name))])].slice(0, MOST_SKELETONS);
}

// Alsayed, Elobeidi and Essayed glue the article on, Alexander and Elham do not: both ways are kept.
function withoutGluedArticle(word: string): string | undefined {
  if (/^[ae]l.{3}/.test(word)) return word.slice(2);
  return /^[ae]([^aeiou])\1.{3}/.test(word) ? word.slice(1) : undefined;
}

function latinSounds(word: string): Sounds[] {
  const sounds: Sounds[] = [];
  let before = '';
  for (let index = 0; index < word.length; ) {
    const letters = spelling(word, index);
    // A doubled consonant is one (Hassan, Bashshar); a vowel between them makes two (Mamdouh).
    if (letters !== before) sounds.push(soundsOf(letters, word, index));
    before = letters;
    index += letters.length;
  }
  return sounds;
}

/** The longest spelling of one sound that begins here. */
function spelling(word: string, index: number): string {
  const three = word.slice(index, index + 3);
  if (LATIN_TRIPLES[three] !== undefined) return three;
  const two = three.slice(0, 2);
  return LATIN_PAIRS[two] === undefined ? (word[index] ?? '') : two;
}

function soundsOf(letters: string, word: string, index: number): Sounds {
  if (letters.length > 1) return LATIN_TRIPLES[letters] ?? LATIN_PAIRS[letters] ?? VOWEL;
  return letterSounds(word, index, index === word.length - 1);
}

function letterSounds(word: string, index: number, last: boolean): Sounds {
  const letter = word[index] ?? '';
  if (index === 0 && /[aeiou]/.test(letter)) return word.startsWith('ou') ? ['A', 'W'] : ['A'];
  if (index === 0 && letter === 'w') return ['W'];
  if (index === 0 && letter === 'y') return ['Y'];
  if (index === 0 && letter === 'x') return KURMANJI_X; // Xalid, Xedîce
  if (letter === 't' && last && index > 1) return HARD_ENDING;
  if (letter === 'h' && last) return OPEN_H; // Fatimah, Taha; but Saleh is صالح
  if (letter === 'c' && /^[eiy]/.test(word.slice(index + 1))) return ['S', 'J'];
  return LATIN[letter] ?? VOWEL;
}

// The first choice everywhere comes first; then one spelling at a time is taken otherwise, wherever it stands in the word.
function combine(sounds: readonly Sounds[]): string[] {
  const write = (open?: Sounds, choice = 0) =>
    sounds.map((choices) => choices[choices === open ? choice : 0] ?? '').join('');
  const found = new Set([write()]);
  for (const open of new Set(sounds))
    for (let choice = 1; choice < open.length; choice++) found.add(write(open, choice));
  found.delete('');
  return [...found].slice(0, MOST_SKELETONS);
}
