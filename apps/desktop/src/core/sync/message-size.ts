/** On a line that carries a message in this time a larger one is still a short try. */
const QUICK_MS = 5_000;
/** A try that takes longer is better cut into two: a bad line breaks, and what was under way is sent again whole. */
const SLOW_MS = 20_000;

/** How much one message holds: it grows as far as the line carries it, and shrinks at once where it does not. */
export interface MessageSize {
  readonly now: number;
  /** A message of this size went through. */
  took(ms: number): void;
  /** One was lost on the way. */
  lost(): void;
}

export interface MessageSizeLimits {
  readonly first: number;
  readonly least: number;
  readonly most: number;
}

/** Fewer links than this are not worth a question. */
export const LEAST_LINKS = 20;

export function createMessageSize({ first, least, most }: MessageSizeLimits): MessageSize {
  let now = first;
  const shrink = () => {
    now = Math.max(least, Math.ceil(now / 2));
  };
  return {
    get now() {
      return now;
    },
    took(ms) {
      if (ms < QUICK_MS) now = Math.min(most, now * 2);
      else if (ms > SLOW_MS) shrink();
    },
    lost: shrink,
  };
}

/** Carries one message and remembers how the line bore it. */
export async function timed<Answer>(size: MessageSize, carry: () => Promise<Answer>): Promise<Answer> {
  const began = performance.now();
  try {
    const answer = await carry();
    size.took(performance.now() - began);
    return answer;
  } catch (error) {
    // A server that is switched off says no at once; a message too large for the line dies under way.
    if (performance.now() - began > QUICK_MS) size.lost();
    throw error;
  }
}
