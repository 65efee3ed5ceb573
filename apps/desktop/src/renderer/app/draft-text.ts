import type { Instant } from '@nrm/domain/shared';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Fault } from '../../core/faults.ts';
import { useCommand, useQueryOf } from './bridge-client.ts';

export interface DraftText {
  readonly text: string;
  readonly savedAt: Instant | null;
  readonly fault: Fault | null;
  readonly change: (text: string) => void;
  /** Waits until what was typed last is kept. */
  readonly settle: () => Promise<void>;
  /** The act that finished it took the draft away: only the field is emptied. */
  readonly forget: () => void;
}

/** A pause shorter than the second a power cut may cost. */
const SAVE_AFTER_MS = 600;
/** Somebody makes room on a full disk: what was typed is kept without another letter. */
export const TRY_AGAIN_AFTER_MS = 5_000;

/**
 * A text that is kept on this laptop while it is typed, and stands there again after a power cut. Its title is empty: it
 * belongs to its file and to no list of things begun.
 */
export function useDraftText(key: string): DraftText {
  const { data: kept } = useQueryOf('draft.get', { key });
  const { run: save, fault } = useCommand('draft.save');
  const { run: discard } = useCommand('draft.discard');
  const [typed, setTyped] = useState<string | null>(null);
  const [savedAt, setSavedAt] = useState<Instant | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const pending = useRef<string | null>(null);

  /** How often the text was finished: one that is written is never kept as begun again. */
  const finished = useRef(0);
  // Behind a page that was left nothing is tried again: the next worker may be signed in by then.
  const hasLeft = useRef(false);
  const keepNow = useRef<() => Promise<void>>(async () => undefined);
  const keep = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    const text = pending.current;
    if (text === null) return;
    pending.current = null;
    if (text === '') {
      await discard({ key });
      setSavedAt(null);
      return;
    }
    const before = finished.current;
    const answer = await save({ key, title: '', value: text });
    if (answer) {
      setSavedAt(answer.savedAt as Instant);
      return;
    }
    // Nothing newer was typed meanwhile: it still waits, for the next letter, for leaving the page, or for room on the disk.
    if (pending.current !== null || hasLeft.current || finished.current !== before) return;
    pending.current = text;
    timer.current = setTimeout(() => void keepNow.current(), TRY_AGAIN_AFTER_MS);
  }, [key, save, discard]);

  keepNow.current = keep;
  // Leaving the page keeps what was typed a moment ago.
  useEffect(() => {
    hasLeft.current = false;
    return () => {
      hasLeft.current = true;
      void keepNow.current();
    };
  }, []);

  const text = typed ?? (typeof kept?.value === 'string' ? kept.value : '');
  return {
    text,
    savedAt: typed === null ? (kept?.savedAt ?? null) : savedAt,
    fault,
    change: (next) => {
      setTyped(next);
      pending.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void keepNow.current(), SAVE_AFTER_MS);
    },
    settle: () => keepNow.current(),
    forget: () => {
      finished.current++;
      clearTimeout(timer.current);
      pending.current = null;
      setTyped('');
      setSavedAt(null);
    },
  };
}
