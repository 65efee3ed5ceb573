/**
 * The order of the Sorani alphabet. Chromium has no collation for ckb and falls back to code points, where پ چ ژ گ ڤ
 * stand after ي: lists would look unsorted to every reader.
 */
const ALPHABET = 'ئاآأإبپتثجچحخدذرڕزژسشصضطظعغفڤقکگلڵمنوۆؤهھەةیێىء';

const PLACE_IN_ALPHABET = new Map([...ALPHABET].map((letter, index) => [letter, index] as const));
// The Arabic keyboard gives ك and ي for the Kurdish ک and ی: the same letter to a reader.
PLACE_IN_ALPHABET.set('ك', PLACE_IN_ALPHABET.get('ک') ?? 0);
PLACE_IN_ALPHABET.set('ي', PLACE_IN_ALPHABET.get('ی') ?? 0);

const OTHER_SCRIPT = 100;

/** Compares for sorting: negative when `a` stands first. Letters of other scripts stand after, by code point. */
export function compareSorani(a: string, b: string): number {
  const left = [...a.normalize('NFC')];
  const right = [...b.normalize('NFC')];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = weight(left[index] ?? '') - weight(right[index] ?? '');
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function weight(letter: string): number {
  if (letter === ' ') return -1;
  return PLACE_IN_ALPHABET.get(letter) ?? OTHER_SCRIPT + (letter.codePointAt(0) ?? 0);
}
