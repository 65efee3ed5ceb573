import type { Instant } from '@nrm/domain/shared';
import { useEffect, useRef, useState } from 'react';
import type { Bridge } from '../../bridge/answer.ts';
import { type Fault, plainToFault } from '../../core/faults.ts';
import { useBridge, useQueryOf } from './bridge-client.ts';
import { TRY_AGAIN_AFTER_MS } from './draft-text.ts';

/** Between typing and keeping: what a power cut can cost at most, with the time the disk takes. */
const SAVE_AFTER_MS = 500;

export interface DraftOf<Value> {
  /** undefined until what was kept has been read */
  readonly value: Value | undefined;
  readonly change: (change: Partial<Value>) => void;
  readonly savedAt: Instant | null;
  /** Keeping failed (a full disk): said where "saved" would stand. */
  readonly fault: Fault | null;
  /** Resolves when everything typed so far is kept. */
  readonly keep: () => Promise<void>;
  /** The draft is finished or given up: nothing more is written under its key. */
  readonly end: () => void;
}

/**
 * A form that is kept while it is typed and read again wherever it is opened. Belongs to the worker who is signed in.
 * @param read what stands in the store, null for nothing yet; must accept what older releases wrote
 */
export function useDraft<Value extends object>(
  key: string,
  read: (stored: unknown) => Value,
  titleOf: (value: Value) => string,
): DraftOf<Value> {
  const bridge = useBridge();
  const { data } = useQueryOf('draft.get', { key });
  const [typed, setTyped] = useState<Value | null>(null);
  const [saved, setSaved] = useState<Saved>({ at: null, fault: null });
  const saver = useRef<Saver | null>(null);
  useEffect(() => {
    const made = createSaver(bridge, key, setSaved);
    saver.current = made;
    const keepNow = () => void made.keep();
    window.addEventListener('pagehide', keepNow);
    return () => {
      window.removeEventListener('pagehide', keepNow);
      made.leave();
    };
  }, [bridge, key]);

  // Once somebody typed, what they typed holds: the store only repeats it.
  const stored = data === undefined ? undefined : read(data?.value ?? null);
  const value = typed ?? stored;
  return {
    value,
    savedAt: saved.at ?? data?.savedAt ?? null,
    fault: saved.fault,
    change(change) {
      if (value === undefined) return;
      const next = { ...value, ...change };
      setTyped(next);
      saver.current?.save({ title: titleOf(next).slice(0, 200), value: next });
    },
    keep: async () => saver.current?.keep(),
    end: () => saver.current?.end(),
  };
}

interface Saved {
  readonly at: Instant | null;
  readonly fault: Fault | null;
}
interface Saver {
  save(draft: { readonly title: string; readonly value: unknown }): void;
  keep(): Promise<void>;
  /** Keeps once more; behind a page that was left nothing is tried again, the next worker may be signed in by then. */
  leave(): void;
  end(): void;
}

/** Writes the newest state, one at a time, at most half a second after the first change it holds. */
function createSaver(bridge: Bridge, key: string, tell: (saved: Saved) => void): Saver {
  let waiting: { readonly title: string; readonly value: unknown } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();
  let hasEnded = false;
  let hasLeft = false;

  async function write(): Promise<void> {
    if (!waiting || hasEnded) return;
    const draft = waiting;
    waiting = null;
    const answer = await bridge.invoke('draft.save', { key, ...draft });
    if (answer.kind === 'value') tell({ at: (answer.value as { savedAt: Instant }).savedAt, fault: null });
    if (answer.kind === 'fault') {
      waiting ??= draft; // the next letter, or leaving the page, tries again, and so does time
      if (!hasLeft) timer ??= setTimeout(() => void keep(), TRY_AGAIN_AFTER_MS);
      tell({ at: null, fault: plainToFault(answer.fault) });
    }
  }
  function keep(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(write);
    return running;
  }
  return {
    save(draft) {
      waiting = draft;
      timer ??= setTimeout(() => void keep(), SAVE_AFTER_MS);
    },
    keep,
    leave() {
      hasLeft = true;
      void keep();
    },
    end() {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}
