import { createHmac, timingSafeEqual } from 'node:crypto';
import { uptime } from 'node:os';
import { canonicalJson, parseCanonical } from '@nrm/domain/ledger';
import { z } from 'zod';
import { Fault } from '../faults.ts';
import { findFile, writeDurably } from '../store/durable-file.ts';

export const FREE_TRIES = 5;
export const HARD_LOCK_TRIES = 10;
const FIRST_WAIT_MS = 30_000;

const Tries = z.strictObject({
  failures: z.number().int().min(0).max(HARD_LOCK_TRIES),
  waitMs: z.number().int().nonnegative(),
  /** Monotonic clock of the machine when the wait began. */
  sinceMs: z.number().int().nonnegative(),
});
type Tries = z.infer<typeof Tries>;

const LockoutFile = z.strictObject({
  v: z.literal(1),
  workers: z.record(z.string(), Tries),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What the sign-in card of a worker shows. */
export interface LockoutState {
  readonly lockedOut: boolean;
  readonly waitMs: number;
  readonly triesLeft: number;
}

/**
 * Counts the tries of each worker on this laptop. A try is counted and on the disk *before* the password is looked at: a
 * program killed in the middle has used it up. Time is the machine's monotonic clock; the wall clock could be turned.
 */
export interface Lockout {
  /** @throws Fault session.must-wait {waitMs}, session.locked-out */
  beginTry(who: string): void;
  clear(who: string): void;
  state(who: string): LockoutState;
}

export interface LockoutOptions {
  readonly path: string;
  /** Derived from the device secret, 32 bytes. */
  readonly macKey: Uint8Array;
  /** Milliseconds since the machine started; by default the operating system's. */
  readonly monotonicMs?: () => number;
}

/** For a new keyring: nobody has tried. */
export function createLockoutFile({ path, macKey }: LockoutOptions): void {
  write(path, macKey, {});
}

/** @param everyone whom to hold back when the file is lost: without this, removing it would give free tries again */
export function openLockout(
  { path, macKey, monotonicMs = () => uptime() * 1000 }: LockoutOptions,
  everyone: readonly string[],
): Lockout {
  const now = () => Math.floor(monotonicMs());
  let workers = read(path, macKey);
  if (!workers) {
    const held: Tries = { failures: FREE_TRIES, waitMs: FIRST_WAIT_MS, sinceMs: now() };
    workers = Object.fromEntries(everyone.map((who) => [who, held]));
    write(path, macKey, workers);
  }
  const tries = new Map(Object.entries(workers));

  const triesOf = (who: string): Tries => tries.get(who) ?? { failures: 0, waitMs: 0, sinceMs: 0 };
  const remainingMs = ({ waitMs, sinceMs }: Tries) => {
    // After a restart of the machine its clock begins again: what it shows then is a lower bound of what has passed.
    const passedMs = now() >= sinceMs ? now() - sinceMs : now();
    return Math.max(0, waitMs - passedMs);
  };
  const save = () => write(path, macKey, Object.fromEntries(tries));

  return {
    beginTry(who) {
      const before = triesOf(who);
      if (before.failures >= HARD_LOCK_TRIES) throw new Fault('session.locked-out');
      const waitMs = remainingMs(before);
      if (waitMs > 0) throw new Fault('session.must-wait', { waitMs });
      const failures = before.failures + 1;
      tries.set(who, { failures, waitMs: waitAfter(failures), sinceMs: now() });
      try {
        save();
      } catch (error) {
        // The password will not be looked at, so nothing was tried: a full disk must not lock somebody out.
        tries.set(who, before);
        throw error;
      }
    },
    clear(who) {
      if (!tries.delete(who)) return;
      save();
    },
    state(who) {
      const current = triesOf(who);
      return {
        lockedOut: current.failures >= HARD_LOCK_TRIES,
        waitMs: current.failures >= HARD_LOCK_TRIES ? 0 : remainingMs(current),
        triesLeft: HARD_LOCK_TRIES - current.failures,
      };
    },
  };
}

/** 30 s after the fifth wrong password, then 1, 2, 4, 8 minutes. */
const waitAfter = (failures: number) => (failures < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** (failures - FREE_TRIES));

function read(path: string, macKey: Uint8Array): Record<string, Tries> | undefined {
  const text = findFile(path)?.toString('utf8');
  const parsed = LockoutFile.safeParse(text === undefined ? undefined : parseCanonical(text));
  if (!parsed.success) return undefined;
  const { v, workers, mac } = parsed.data;
  return timingSafeEqual(Buffer.from(mac, 'hex'), macOf(macKey, { v, workers })) ? workers : undefined;
}

function write(path: string, macKey: Uint8Array, workers: Record<string, Tries>): void {
  const content = { v: 1 as const, workers };
  writeDurably(path, canonicalJson({ ...content, mac: macOf(macKey, content).toString('hex') }));
}

const macOf = (key: Uint8Array, content: { v: 1; workers: Record<string, Tries> }) =>
  createHmac('sha256', key)
    .update(`nrm lockout v1\n${canonicalJson(content)}`)
    .digest();
