import { type RefObject, useEffect, useRef } from 'react';

/** Fields, and whatever stands in a dialog: whoever is busy there is not taken away from it. */
const BUSY = 'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], .detail-panel';

/** The parts of one file are one place: going from tab to tab keeps the focus on the tab. */
const placeOf = (hash: string): string => hash.replace(/^(#\/case\/[^/]+)(\/(?!refer\/).*)?$/, '$1');
let lastPlace = '';

/**
 * What was pressed to come to a page is gone with the page before: without this, keys and a screen reader would begin at
 * the top of the window again.
 */
export function useHeadingFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const place = placeOf(window.location.hash);
    const isNew = place !== lastPlace;
    lastPlace = place;
    const active = document.activeElement;
    const isLost = active === null || active === document.body;
    if (isLost || (isNew && !active.matches(BUSY) && active.closest(BUSY) === null))
      heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

/** As above for a step inside a page: where the reading goes on after "Next". Not for the step at which it was opened. */
export function useStepFocus(step: string | null): RefObject<HTMLElement | null> {
  const section = useRef<HTMLElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== null && before.current !== step) section.current?.focus();
    before.current = step;
  }, [step]);
  return section;
}
