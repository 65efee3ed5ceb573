/**
 * Letters as search sees them. Nothing here is ever displayed: a key may be wrong for reading and right for finding.
 */

/** Marks over and under letters (tashkeel, Quranic signs), joiners, direction marks, zero-width signs, tatweel. */
const UNSEEN = /[\p{Mn}\p{Cf}\u0640]/gu;
/** Apostrophes and the half rings that transliterations use for hamza and ayn. */
const APOSTROPHES = /['’‘`´ʼʻʾʿˈ′]/g;
/** Letters of old fonts and PDFs, one code point per shape. */
const PRESENTATION_FORMS = /[\uFB50-\uFDFF\uFE70-\uFEFC]+/g;
/** The old way to write Sorani: Arabic heh and a non-joiner for the vowel ە. Old data and faker's ku_ckb hold it. */
const OLD_SORANI_E = /\u0647\u200C/g;
const ACCENTED_LATIN = /[\u00C0-\u024F\u1E00-\u1EFF]+/g;
const COMBINING = /[\u0300-\u036F]/g;
/** The article before a sun or moon letter, joined by a hyphen: Al-Obeidi, Ar-Rawi, Abd an-Nasser. */
const HYPHENATED_ARTICLE = /(?<![\p{L}\p{M}])(?:al|el|ul|ad|ar|as|ash|an|at|az|adh|ath)[-‐‑–](?=\p{L})/gu;

const SPELT_SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/[şšśșŝ]/g, 'sh'],
  [/[çčćĉ]/g, 'ch'],
  [/ž/g, 'zh'],
  [/ğ/g, 'gh'],
  [/ḫ|ẖ/g, 'kh'],
  [/ı/g, 'i'],
  [/ø/g, 'o'],
  [/ł/g, 'l'],
  [/đ|ð/g, 'd'],
  [/þ/g, 'th'],
  [/ß/g, 'ss'],
  [/æ/g, 'ae'],
  [/œ/g, 'oe'],
];

/** What every key needs: unseen marks gone, digits western, Latin in lower case without accents, old Sorani made new. */
function cleanLetters(text: string): string {
  let clean = text.normalize('NFC').replace(PRESENTATION_FORMS, (forms) => forms.normalize('NFKC'));
  clean = clean.replace(OLD_SORANI_E, 'ە').replace(UNSEEN, '').replace(APOSTROPHES, '').toLowerCase();
  if (/[a-z\u00C0-\u024F\u1E00-\u1EFF]/.test(clean)) clean = latinWithoutAccents(clean);
  return westernDigits(clean);
}

function latinWithoutAccents(text: string): string {
  let plain = text;
  if (/[\u0080-\uFFFF]/.test(plain)) {
    plain = spellSounds(plain);
    plain = plain.replace(ACCENTED_LATIN, (letters) => letters.normalize('NFD')).replace(COMBINING, '');
    plain = spellSounds(plain); // ǣ is an æ only once its accent is gone
  }
  return plain.replace(HYPHENATED_ARTICLE, '');
}

function spellSounds(text: string): string {
  let spelt = text;
  for (const [letters, sound] of SPELT_SOUNDS) spelt = spelt.replace(letters, sound);
  return spelt;
}

/** Arabic-Indic (٠-٩) and Persian (۰-۹) digits as 0-9; everything else untouched. */
export function westernDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0x0f));
}

/** Cleans a text and cuts it into words: everything that is no letter, mark or digit separates. */
export const wordsOf = (text: string): string[] =>
  cleanLetters(text)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');

/** One letter of each family that is written in several ways: أ إ آ ٱ; ى ی; ک; ة ە ھ. */
const FAMILIES: Readonly<Record<string, string>> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ک: 'ك',
  ڪ: 'ك',
  ة: 'ه',
  ە: 'ه',
  ھ: 'ه',
  ہ: 'ه',
  ۀ: 'ه',
  ۃ: 'ه',
};

/** Kurdish and Iraqi letters to their base, for the loose key only: there ڕ and ر are the same, on screen never. */
const BASES: Readonly<Record<string, string>> = {
  ڕ: 'ر',
  ڵ: 'ل',
  ۆ: 'و',
  ؤ: 'و',
  ێ: 'ي',
  ئ: 'ي',
  ڤ: 'ف',
  پ: 'ب',
  چ: 'ج',
  گ: 'ك',
  ژ: 'ز',
  ء: '',
};

export const foldFamilies = (word: string): string =>
  word.replace(/[أإآٱىیېکڪةەھہۀۃ]/g, (letter) => FAMILIES[letter] ?? letter);

/** As `foldFamilies`, but hehs and alefs stay apart: ە is a vowel, and آل or إل begin no article. */
export const foldYehKaf = (word: string): string => word.replace(/[ىیېکڪ]/g, (letter) => FAMILIES[letter] ?? letter);

export const foldBases = (word: string): string => word.replace(/[ڕڵۆؤێئڤپچگژء]/g, (letter) => BASES[letter] ?? letter);
