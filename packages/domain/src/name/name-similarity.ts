import { nameWords } from './fold-key.ts';
import { wordsOf } from './letters.ts';
import { NAME_PARTS, type NamePart, type PersonName } from './person-name.ts';
import { skeletonsOfWord } from './skeleton.ts';

/** Why two names look alike or not: for a sentence beside the pair, never a verdict. */
export const SIMILARITY_REASONS = [
  'name.part-same',
  'name.part-same-other-letters',
  'name.part-same-other-script',
  'name.part-nearly-same',
  'name.part-differs',
  'name.latin-same',
  'name.parts-in-other-places',
  'name.few-parts-known',
] as const;
export type SimilarityCode = (typeof SIMILARITY_REASONS)[number];
export type SimilarityReason = { readonly code: SimilarityCode; readonly part?: NamePart };
export type NameSimilarity = {
  /** 0 nothing alike, 1 the same letters in every part that both names have, with enough parts to say so. */
  readonly score: number;
  readonly reasons: readonly SimilarityReason[];
};

/** What each part weighs when both names have it: given and father's name tell most, a family name is shared by many. */
const WEIGHTS: Readonly<Record<NamePart, number>> = {
  given: 0.36,
  father: 0.3,
  grandfather: 0.2,
  greatGrandfather: 0.06,
  family: 0.08,
};
/** Half of all weight known (given and half a father's name) already lets a score stand as it is. */
const ENOUGH_WEIGHT = 0.6;
const FEW_PARTS_SHARE = 0.75;
const OTHER_PLACES_SHARE = 0.92;
const NEARLY_SAME = 0.85;

type WordKeys = { readonly fold: string; readonly loose: string; readonly skeletons: readonly string[] };

/** Compares two names part by part, in any script; symmetric. A part that one of them lacks says nothing. */
export function nameSimilarity(a: PersonName, b: PersonName): NameSimilarity {
  const byPart = compareParts(a, b);
  const across = compareAcross(a, b);
  const best = across.score > byPart.score ? across : byPart;
  return { score: Math.round(best.score * 1000) / 1000, reasons: best.reasons };
}

function compareParts(a: PersonName, b: PersonName): NameSimilarity {
  const reasons: SimilarityReason[] = [];
  let weight = 0;
  let sum = 0;
  for (const part of NAME_PARTS) {
    const left = a[part];
    const right = b[part];
    if (left === undefined || right === undefined) continue;
    const { score, code } = compareTexts(left, right);
    weight += WEIGHTS[part];
    sum += WEIGHTS[part] * score;
    reasons.push({ code, part });
  }
  return withKnowledge(weight === 0 ? 0 : sum / weight, weight, reasons);
}

// Papers abroad and hurried typing move parts: the whole name in the given field, a grandfather taken for the family,
// a Latin spelling instead of the Arabic one. So all words of one are also laid beside all words of the other.
function compareAcross(a: PersonName, b: PersonName): NameSimilarity {
  let best: NameSimilarity = { score: 0, reasons: [] };
  for (const left of spellings(a)) {
    for (const right of spellings(b)) {
      const { score, matched } = alignWords(left.words, right.words);
      const bothLatin = left.latin && right.latin;
      const reason: SimilarityReason = { code: bothLatin ? 'name.latin-same' : 'name.parts-in-other-places' };
      const found = withKnowledge(score * OTHER_PLACES_SHARE, matched * (ENOUGH_WEIGHT / 2), [reason]);
      if (found.score > best.score) best = found;
    }
  }
  return best;
}

function spellings(name: PersonName): { latin: boolean; words: WordKeys[] }[] {
  const spoken = NAME_PARTS.map((part) => name[part] ?? '').join(' ');
  const list = [{ latin: false, words: keysOfWords(spoken) }];
  if (name.latin !== undefined) list.push({ latin: true, words: keysOfWords(name.latin) });
  return list.filter((spelling) => spelling.words.length > 0);
}

// Every word of the shorter name takes the most alike word of the longer one that is still free.
function alignWords(left: readonly WordKeys[], right: readonly WordKeys[]): { score: number; matched: number } {
  const [short, long] = inFixedOrder(left, right);
  const pairs = short.flatMap((word, row) =>
    long.map((other, column) => ({ row, column, score: compareKeys(word, other).score })),
  );
  pairs.sort((x, y) => y.score - x.score || Math.abs(x.row - x.column) - Math.abs(y.row - y.column));
  const rows = new Set<number>();
  const columns = new Set<number>();
  let sum = 0;
  for (const pair of pairs) {
    if (rows.has(pair.row) || columns.has(pair.column)) continue;
    rows.add(pair.row);
    columns.add(pair.column);
    sum += pair.score;
  }
  return { score: short.length === 0 ? 0 : sum / short.length, matched: short.length };
}

// The shorter first, then by spelling: ties are broken the same way whichever name is asked about.
function inFixedOrder(
  left: readonly WordKeys[],
  right: readonly WordKeys[],
): [readonly WordKeys[], readonly WordKeys[]] {
  const spelt = (words: readonly WordKeys[]) => words.map((word) => word.fold).join(' ');
  const swap = left.length === right.length ? spelt(left) > spelt(right) : left.length > right.length;
  return swap ? [right, left] : [left, right];
}

function withKnowledge(score: number, weight: number, reasons: readonly SimilarityReason[]): NameSimilarity {
  if (weight >= ENOUGH_WEIGHT) return { score, reasons };
  const share = FEW_PARTS_SHARE + (1 - FEW_PARTS_SHARE) * (weight / ENOUGH_WEIGHT);
  return { score: score * share, reasons: [...reasons, { code: 'name.few-parts-known' }] };
}

function compareTexts(a: string, b: string): { score: number; code: SimilarityCode } {
  if (a === b) return { score: 1, code: 'name.part-same' };
  return compareKeys(keysOfText(a), keysOfText(b));
}

function compareKeys(a: WordKeys, b: WordKeys): { score: number; code: SimilarityCode } {
  if (a.fold !== '' && a.fold === b.fold) return { score: 1, code: 'name.part-same' };
  if (a.loose !== '' && a.loose === b.loose) return { score: 0.96, code: 'name.part-same-other-letters' };
  const likeness = a.loose <= b.loose ? jaroWinkler(a.loose, b.loose) : jaroWinkler(b.loose, a.loose);
  const shared = a.skeletons.filter((keys) => b.skeletons.includes(keys));
  if (shared.length > 0) {
    // One short skeleton is shared by many names (علي and Ola), so that a long one says more.
    const sure = Math.min(1, 0.4 + 0.2 * Math.max(...shared.map((keys) => keys.length)));
    return { score: Math.max(0.9 * sure, likeness * 0.95), code: 'name.part-same-other-script' };
  }
  const code = likeness >= NEARLY_SAME ? 'name.part-nearly-same' : 'name.part-differs';
  // Jaro-Winkler gives about a half to words with nothing in common but letters: stretched, so that they count little.
  return { score: Math.max(0, (likeness - 0.5) * 2) * 0.95, code };
}

function keysOfText(text: string): WordKeys {
  const { strict, loose, sound } = nameWords(wordsOf(text));
  return { fold: strict.join(' '), loose: loose.join(' '), skeletons: wholeSkeletons(sound.map(skeletonsOfWord)) };
}

function keysOfWords(text: string): WordKeys[] {
  const { strict, loose, sound } = nameWords(wordsOf(text));
  return strict.map((fold, index) => ({
    fold,
    loose: loose[index] ?? '',
    skeletons: skeletonsOfWord(sound[index] ?? ''),
  }));
}

// The likeliest skeletons of all words together, and each other one with the rest likeliest.
function wholeSkeletons(lists: readonly string[][]): string[] {
  if (lists.length === 1) return lists[0] ?? [];
  const likeliest = lists.map((list) => list[0] ?? '');
  return lists.flatMap((list, index) => list.map((keys) => likeliest.with(index, keys).join(' ')));
}

/** Jaro similarity with Winkler's bonus for a common beginning (at most four letters, 0.1 each); 0 to 1. Winkler 1990. */
export function jaroWinkler(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  if (left.length === 0 || right.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const taken = new Set<number>();
  const fromLeft: string[] = [];
  for (const [index, letter] of left.entries()) {
    for (let other = Math.max(0, index - reach); other <= Math.min(right.length - 1, index + reach); other++) {
      if (taken.has(other) || right[other] !== letter) continue;
      taken.add(other);
      fromLeft.push(letter);
      break;
    }
  }
  const matches = fromLeft.length;
  if (matches === 0) return 0;
  const fromRight = right.filter((_letter, index) => taken.has(index));
  const swapped = fromLeft.filter((letter, index) => letter !== fromRight[index]).length / 2;
  const jaro = (matches / left.length + matches / right.length + (matches - swapped) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < left.length && left[prefix] === right[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}
