import { useSyncExternalStore } from 'react';

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
