/** How long to leave a server alone after a failure, in milliseconds. */
export interface BackOffTimes {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const BACK_OFF: BackOffTimes = { firstMs: 1_000, maxMs: 60_000 };

/**
 * The pause between tries: it doubles with each failure and is drawn from its upper half, so that a hundred laptops that
 * lost the same server do not return in one second. It can be cut short: a person who put the cable back does not wait.
 */
export interface BackOff {
  failed(): void;
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
  let end: (() => void) | undefined;
  return {
    failed() {
      // 2 ** 30 is far beyond any maximum; without a bound a week without a network would reach infinity.
      const longest = Math.min(maxMs, firstMs * 2 ** Math.min(failures++, 30));
      pauseMs = longest * (0.5 + random() / 2);
    },
    succeeded() {
      failures = 0;
      pauseMs = 0;
    },
    wake() {
      pauseMs = 0;
      end?.();
    },
    pause() {
      if (pauseMs === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => end?.(), pauseMs);
        end = () => {
          clearTimeout(timer);
          end = undefined;
          pauseMs = 0;
          resolve();
        };
      });
    },
  };
}
