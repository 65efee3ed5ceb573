import { setTimeout as sleep } from 'node:timers/promises';
import { checkLaptopData } from './check-laptop-data.ts';
import { Fault } from './faults.ts';
import { needsFill } from './ledger/receive-fill.ts';
import type { ReadableStore } from './store/store.ts';

export interface CheckBehind {
  /** What was found, for as long as the session lasts; null while nothing was. */
  readonly damage: Fault | null;
  /** The store may be closed when this resolves. */
  stop(): Promise<void>;
}

export interface CheckBehindOptions {
  /** How long after sign-in it begins: the first minutes belong to the person. */
  readonly afterMs?: number;
  /** Between two steps of milliseconds, so that it takes a small part of the machine. */
  readonly pauseMs?: number;
  onDamage(): void;
}

const AFTER_MS = 120_000;
const PAUSE_MS = 20;

/**
 * Looks through the whole replica once in each session. What looks wrong is looked at a second time in one go, because a
 * false alarm would keep a person from writing for nothing.
 */
export function startCheckBehind(
  store: ReadableStore,
  { afterMs = AFTER_MS, pauseMs = PAUSE_MS, onDamage }: CheckBehindOptions,
): CheckBehind {
  const ending = new AbortController();
  const { signal } = ending;
  let damage: Fault | null = null;
  const pause = async () => {
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    return signal.aborted ? ('stop' as const) : ('go-on' as const);
  };

  async function look(): Promise<void> {
    do await sleep(afterMs, undefined, { signal, ref: false }).catch(() => undefined);
    while (!signal.aborted && needsFill(store));
    if (signal.aborted || (await checkLaptopData(store, { pause })).length === 0 || signal.aborted) return;
    const [found] = await checkLaptopData(store, { pause: () => Promise.resolve('go-on') });
    if (found === undefined) return;
    damage = new Fault('replica.damaged', { reason: found.slice(0, 60) });
    onDamage();
  }

  const looking = look().catch((error: unknown) =>
    console.error('the check behind was cut:', error instanceof Fault ? error.code : 'program.error'),
  );
  return {
    get damage() {
      return damage;
    },
    async stop() {
      ending.abort();
      await looking;
    },
  };
}
