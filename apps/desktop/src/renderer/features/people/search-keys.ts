import { type RefObject, useEffect } from 'react';

/** Down from the search field of the header goes into the list; a letter typed in the list goes back to the field. */
export function useKeysFromSearch(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const searchField = () => document.querySelector<HTMLInputElement>('.header-search input');
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const rows = list.current?.querySelector<HTMLElement>('[role=listbox]');
      if (event.key === 'ArrowDown' && event.target === searchField() && rows) {
        event.preventDefault();
        rows.focus();
      } else if (rows && event.target === rows && event.key.length === 1 && event.key !== ' ') {
        searchField()?.focus(); // the letter itself arrives there
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [list]);
}
