import { isNightDue, type NightlyHour } from '@nrm/domain/office';
import type { DeviceId, Instant } from '@nrm/domain/shared';
import { Fault, type FaultCode, isFault } from './faults.ts';
import { keepLastContact, type LastContact, readLastContact } from './last-contact.ts';

type How = NonNullable<LastContact['night']>['how'];

export interface NightlyOptions {
  readonly folder: string;
  /** Of this laptop, from 0 to 1; null while it belongs to no office. */
  spread(): number | null;
  now(): Instant;
  /** null: nobody is signed in, and the hour that was known last holds */
  officeHour(): NightlyHour | null;
  /** Whether anything may be sent at all. */
  isOnline(): boolean;
  /** Sends and receives everything. @throws Fault when it did not */
  keep(): Promise<How>;
  /** What is remembered of the nights has changed. */
  onChange(): void;
  readonly everyMs?: number;
}

export interface Nightly {
  /** Looks whether a night is due, and keeps it. Resolves when there is nothing more to do. */
  look(): Promise<void>;
  /** The server is there: a night that failed lately is not left for later. */
  reached(): void;
  /** Somebody else has just done all that a night does. */
  kept(how: How): void;
  stop(): void;
}

/** A laptop that slept through its hour sees it within so long after it wakes; a timer until the hour would not. */
const LOOK_EVERY_MS = 60_000;
/** A night that failed is tried again after so long, or as soon as the server is reached. */
const AGAIN_AFTER_MS = 15 * 60_000;

/**
 * Keeps the night of the office while the program runs, whoever is signed in or nobody. It looks at a clock and asks the
 * rule; a wrong clock moves the hour and loses nothing, because everything is sent and received besides.
 */
export function startNightly(options: NightlyOptions): Nightly {
  const { folder, now } = options;
  let keeping: Promise<void> | null = null;
  let isStopped = false;

  function isWanted(isReached: boolean): boolean {
    const spread = options.spread();
    if (spread === null || isStopped) return false;
    const hour = options.officeHour();
    if (hour !== null) keepLastContact(folder, { nightlyHour: hour });
    const { nightlyHour, night, missed } = readLastContact(folder);
    if (!options.isOnline() || !isNightDue(now(), nightlyHour, spread, night?.at ?? null)) return false;
    if (missed === null || isReached) return true;
    return Math.abs(Date.parse(now()) - Date.parse(missed.at)) >= AGAIN_AFTER_MS;
  }

  const kept = (how: How) => {
    keepLastContact(folder, { night: { at: now(), how }, missed: null });
    options.onChange();
  };

  async function keep(): Promise<void> {
    try {
      kept(await options.keep());
    } catch (error) {
      // Somebody signs in or out, or another program does it: the next look begins again.
      if (isFault(error, 'session.signed-out') || isFault(error, 'replica.in-use')) return;
      const fault: FaultCode = error instanceof Fault ? error.code : 'program.error';
      keepLastContact(folder, { missed: { at: now(), fault } });
      options.onChange();
    }
  }

  async function look(isReached = false): Promise<void> {
    if (keeping) return keeping;
    if (!isWanted(isReached)) return;
    keeping = keep().finally(() => {
      keeping = null;
    });
    return keeping;
  }

  /** A disk that is full keeps nobody from working, and the next look tries again. */
  const lookQuietly = (isReached = false) =>
    void look(isReached).catch((error: unknown) =>
      console.error('the night could not be kept:', error instanceof Fault ? error.code : 'program.error'),
    );
  const timer = setInterval(() => lookQuietly(), options.everyMs ?? LOOK_EVERY_MS);
  timer.unref();

  return {
    look: () => look(),
    reached: () => lookQuietly(true),
    kept,
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

/** The same for the same laptop, evenly over all: the end of its id is random. */
export const spreadOf = (device: DeviceId): number => Number.parseInt(device.slice(-8), 16) / 2 ** 32;
