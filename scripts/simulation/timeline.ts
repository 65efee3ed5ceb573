/**
 * Simulated time. Whatever will happen stands in one queue; two things of the same moment happen in the order in which
 * they were asked for. Nothing here looks at the clock of this computer.
 */
export interface Timeline {
  readonly nowMs: number;
  after(ms: number, happen: () => void): void;
  /** Lets things happen until the moment, each with all that follows from it at once. */
  runUntil(ms: number): Promise<void>;
}

export function createTimeline(begins: number): Timeline {
  const queue: { readonly atMs: number; readonly order: number; readonly happen: () => void }[] = [];
  let order = 0;
  let nowMs = begins;
  return {
    get nowMs() {
      return nowMs;
    },
    after(ms, happen) {
      const next = { atMs: nowMs + ms, order: order++, happen };
      const behind = queue.findIndex((other) => other.atMs > next.atMs);
      queue.splice(behind < 0 ? queue.length : behind, 0, next);
    },
    async runUntil(ms) {
      for (let next = queue[0]; next && next.atMs <= ms; next = queue[0]) {
        queue.shift();
        nowMs = next.atMs;
        next.happen();
        await everythingThatFollows();
      }
      nowMs = ms;
    },
  };
}

/** Promises resolve before the next turn of the loop. The core itself waits one turn in places, for what it asked to leave. */
async function everythingThatFollows(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
