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
    const answer = await save({ key, title: '', value: text });
    if (answer) setSavedAt(answer.savedAt as Instant);
  }, [key, save, discard]);

  const keepNow = useRef(keep);
  keepNow.current = keep;
  // Leaving the page keeps what was typed a moment ago.
  useEffect(() => () => void keepNow.current(), []);

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
      clearTimeout(timer.current);
      pending.current = null;
      setTyped('');
      setSavedAt(null);
    },
  };
}
