import type { Crypto } from './crypto.ts';
import type { EntryHeader } from './entry.ts';
import type { Outcome } from './placement.ts';

/** Where a chain stands: how many links, and the hash over all of them. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The chain value before the first link. */
export const CHAIN_START = '0'.repeat(64);

export type DeviceChainPosition = 'next' | 'known' | 'gap' | 'fork';

/**
 * Where an entry stands against a device's chain as we hold it: the `next` one, one we may `know` already (the caller
 * compares hashes), one behind a `gap`, or a `fork` (same place, another history: a cloned disk or a restored image).
 */
export function placeInDeviceChain(head: Head, header: EntryHeader): DeviceChainPosition {
  if (header.deviceSeq <= head.seq) return 'known';
  if (header.deviceSeq > head.seq + 1) return 'gap';
  const previous = head.seq === 0 ? null : head.hash;
  return header.prev === previous ? 'next' : 'fork';
}

/** The chain of one subject: what counts, in which order, with which verdict. */
export const linkSubjectChain = (
  crypto: Crypto,
  previous: string,
  seq: number,
  entryHash: string,
  outcome: Outcome,
): string => crypto.sha256(`nrm.subject.1\n${previous}\n${seq}\n${entryHash}\n${outcome}`);

/** The chain of one feed: what was given to its readers, in which order. */
export const linkFeedChain = (crypto: Crypto, previous: string, position: number, itemHash: string): string =>
  crypto.sha256(`nrm.feed.1\n${previous}\n${position}\n${itemHash}`);
