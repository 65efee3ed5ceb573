import { join } from 'node:path';
import { DEFAULT_NIGHTLY_HOUR, NightlyHour } from '@nrm/domain/office';
import { Instant } from '@nrm/domain/shared';
import { z } from 'zod';
import { FAULT_CODES, Fault } from './faults.ts';
import { findFile, writeDurably } from './store/durable-file.ts';

/** What this laptop remembers of its contacts with the server, also while everybody is signed out. Nothing of anybody. */
const LastContact = z.object({
  /** The hour of the office, as it was known when somebody was last signed in. */
  nightlyHour: NightlyHour.default(DEFAULT_NIGHTLY_HOUR),
  /** Nothing was left to send, and nothing to receive. */
  evenAt: Instant.nullable().default(null),
  /** The last night that was kept, and how. */
  night: z
    .object({ at: Instant, how: z.enum(['signed-in', 'sealed']) })
    .nullable()
    .default(null),
  /** The last try of a night that was not kept since. */
  missed: z
    .object({ at: Instant, fault: z.enum(FAULT_CODES) })
    .nullable()
    .default(null),
});
export type LastContact = z.infer<typeof LastContact>;

const contactPath = (folder: string) => join(folder, 'last-contact.json');

/** A file that cannot be read is as good as none. */
export function readLastContact(folder: string): LastContact {
  try {
    return LastContact.parse(JSON.parse(findFile(contactPath(folder))?.toString('utf8') ?? '{}'));
  } catch {
    return LastContact.parse({});
  }
}

/** An office that is connected all day would otherwise write the same file every half minute. */
const KEEP_EVERY_MS = 10 * 60_000;

export interface EvenMark {
  /** When this laptop and the server last had the same; null: never, as far as is known. */
  readonly at: Instant | null;
  note(at: Instant): void;
  /** Writes down what was noted. What a full disk does not take is only less exact. */
  keep(): void;
}

export function createEvenMark(folder: string): EvenMark {
  let { evenAt: at } = readLastContact(folder);
  let kept = at;
  const mark: EvenMark = {
    get at() {
      return at;
    },
    note(now) {
      at = now;
      if (kept === null || Math.abs(Date.parse(now) - Date.parse(kept)) >= KEEP_EVERY_MS) mark.keep();
    },
    keep() {
      if (at === kept) return;
      try {
        keepLastContact(folder, { evenAt: at });
        kept = at;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    },
  };
  return mark;
}

/** @throws Fault disk.full, disk.not-writable, disk.failed */
export function keepLastContact(folder: string, changed: Partial<LastContact>): void {
  const before = readLastContact(folder);
  const now = { ...before, ...changed };
  if (JSON.stringify(now) !== JSON.stringify(before)) writeDurably(contactPath(folder), JSON.stringify(now));
}
