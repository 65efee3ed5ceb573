/** How long to leave a server alone after a failure, in milliseconds. */
export interface BackOffTimes {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const BACK_OFF: BackOffTimes = { firstMs: 1_000, maxMs: 60_000 };

/**
 * The pause between tries: it doubles with each failure and is drawn from its upper half, so that a hundred laptops that
 * lost the same server do not return in one second. It can be cut short: a person who put the cable back does not wait;
 * but not below the time for which a server asked to be left alone.
 */
export interface BackOff {
  /** @param askedMs how long the server asked to be left alone (Retry-After); a part of it is added, at random */
  failed(askedMs?: number): void;
  succeeded(): void;
  /** Ends the pause, and not the memory of the failures: whoever keeps asking does not make the next pause shorter. */
  wake(): void;
  /** Resolves when the next try may be made. */
  pause(): Promise<void>;
}

/** @param random from 0 to 1, below 1 */
export function createBackOff({ firstMs, maxMs }: BackOffTimes, random: () => number): BackOff {
  let failures = 0;
  let pauseMs = 0;
  /** On the monotonic clock: nobody returns before it. */
  let notBeforeMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let end: (() => void) | undefined;
  const owedMs = () => Math.max(0, notBeforeMs - performance.now());
  return {
    failed(askedMs = 0) {
      // 2 ** 30 is far beyond any maximum; without a bound a week without a network would reach infinity.
      const longest = Math.min(maxMs, firstMs * 2 ** Math.min(failures++, 30));
      const asked = askedMs * (1 + random() / 2);
      pauseMs = Math.max(longest * (0.5 + random() / 2), asked);
      notBeforeMs = performance.now() + asked;
    },
    succeeded() {
      failures = 0;
      pauseMs = 0;
      notBeforeMs = 0;
    },
    wake() {
      pauseMs = Math.min(pauseMs, owedMs());
      if (!end) return;
      clearTimeout(timer);
      if (pauseMs === 0) end();
      else timer = setTimeout(end, pauseMs);
    },
    pause() {
      if (pauseMs === 0) return Promise.resolve();
      return new Promise((resolve) => {
        end = () => {
          clearTimeout(timer);
          end = undefined;
          pauseMs = 0;
          resolve();
        };
        timer = setTimeout(end, pauseMs);
      });
    },
  };
}
