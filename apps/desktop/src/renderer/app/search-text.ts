import { useSyncExternalStore } from 'react';
import { firstLetters } from '../design/text-trouble.ts';

/**
 * What stands in the search field of the header. The page of people reads it. It is kept in memory and never in an
 * address, because it is somebody's name.
 */
let text = '';
const listeners = new Set<() => void>();

export function setSearchText(next: string): void {
  text = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSearchText = (): string => useSyncExternalStore(subscribe, () => text);

/** What a question of the bridge takes (bridge/queries.ts): a longer text is searched by its beginning. */
const SEARCHED_LETTERS = 200;
export const searched = (typed: string): string => firstLetters(typed, SEARCHED_LETTERS);
