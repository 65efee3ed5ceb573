import { queryTokens, textTokens } from './search-tokens.ts';

/** One name in both scripts, each as one or several words. */
export type NamePair = { readonly arabic: string; readonly latin: string };

export type Recall = {
  readonly pairs: number;
  /** Pairs whose Arabic spelling is found when the Latin one is typed whole. */
  readonly found: number;
  /** `found / pairs`, 0 when there are no pairs. */
  readonly recall: number;
  /** How many of the different Arabic names one Latin query brings up on average: what is paid for the recall. */
  readonly meanCandidates: number;
  readonly arabicNames: number;
};

/** Measures how well Latin spellings find Arabic ones through the tokens alone, before any ranking. */
export function measureRecall(pairs: readonly NamePair[]): Recall {
  const postings = new Map<string, Set<string>>();
  const arabicNames = new Set(pairs.map((pair) => pair.arabic));
  for (const arabic of arabicNames) {
    for (const token of textTokens(arabic)) {
      const names = postings.get(token);
      if (names === undefined) postings.set(token, new Set([arabic]));
      else names.add(arabic);
    }
  }
  let found = 0;
  let candidates = 0;
  for (const pair of pairs) {
    const names = namesUnder(postings, pair.latin);
    candidates += names.size;
    if (names.has(pair.arabic)) found += 1;
  }
  const share = (total: number) => (pairs.length === 0 ? 0 : total / pairs.length);
  return {
    pairs: pairs.length,
    found,
    recall: share(found),
    meanCandidates: share(candidates),
    arabicNames: arabicNames.size,
  };
}

function namesUnder(postings: ReadonlyMap<string, ReadonlySet<string>>, query: string): ReadonlySet<string> {
  let names: Set<string> | undefined;
  for (const group of queryTokens(query)) {
    const ofWord = new Set(group.flatMap((token) => [...(postings.get(token) ?? [])]));
    names = names === undefined ? ofWord : new Set([...names].filter((name) => ofWord.has(name)));
  }
  return names ?? new Set();
}
