import type { FocusEvent } from 'react';

/**
 * Was the field left for a button? Then nothing is said yet: the sentence would move the button away from under the
 * finger that presses it, and pressing it says everything anyway.
 */
export const isLeftForButton = (event: FocusEvent): boolean =>
  event.relatedTarget instanceof HTMLElement && event.relatedTarget.closest('button') !== null;
