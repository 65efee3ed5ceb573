import { randomUUID } from 'node:crypto';
import { assert, Bug } from '@nrm/domain/shared';
import { PROTOCOL, type PullAnswer, type PullRequest } from '@nrm/domain/sync';

import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { receiveLinks } from '../ledger/receive.ts';

/** A link on its way through rxdb: its key, and the answer it belongs to. Never what it carries. */
export interface LinkDocument {
  /** `feed|position` */
  readonly id: string;
  /** The parked answer; empty once the link is stored. */
  readonly batch: string;
}

export const linkKey = (feed: string, position: number): string => `${feed}|${position}`;

/**
 * The place where an answer waits while rxdb decides to write it: rxdb is handed keys, the answer itself is stored from
 * here, whole, in one transaction. There is one place, so that no second answer is asked for before the first is stored.
 */
export interface Reception {
  readonly isFree: boolean;
  /** Resolves when the parked answer was stored or failed; at once when none is. */
  settled(): Promise<void>;
  park(answer: PullAnswer): LinkDocument[];
  /** @throws Bug when these are not the links of the parked answer; and whatever receiveLinks throws */
  store(links: readonly LinkDocument[]): void;
  /** Gives up the parked answer: it is asked for again. */
  drop(): void;
}

/** What became of a parked answer. */
export interface ReceptionEvents {
  stored(): void;
  failed(error: unknown): void;
}

export function createReception(ledger: LedgerContext, events: ReceptionEvents): Reception {
  let parked: { readonly batch: string; readonly answer: PullAnswer; readonly keys: ReadonlySet<string> } | undefined;
  let waiting: (() => void)[] = [];
  const settle = () => {
    parked = undefined;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  };
  return {
    get isFree() {
      return parked === undefined;
    },
    settled: () => (parked ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    park(answer) {
      assert(!parked, 'a second answer was asked for before the first was stored');
      const batch = randomUUID();
      const keys = answer.feeds.flatMap(({ feed, links }) => links.map(({ position }) => linkKey(feed, position)));
      parked = { batch, answer, keys: new Set(keys) };
      return keys.map((id) => ({ id, batch }));
    },
    store(links) {
      try {
        const { batch, keys, answer } = parked ?? { keys: new Set<string>() };
        const whole = links.length === keys.size && links.every((link) => link.batch === batch && keys.has(link.id));
        if (!answer || !whole) throw new Bug('links were written that belong to no parked answer');
        receiveLinks(ledger, answer);
        events.stored();
      } catch (error) {
        events.failed(error);
        throw error;
      } finally {
        settle();
      }
    },
    drop: settle,
  };
}

/** The question "what is new since", formed from the ledger alone: whatever else remembers positions is not asked. */
export function nextPull(ledger: LedgerContext, limit: number): PullRequest {
  const device = findThisDevice(ledger.store);
  assert(device, 'this laptop is not connected');
  const positions = ledger.store.all('select feed, position, chain from feeds order by feed');
  return { protocol: PROTOCOL, device: device.device, positions: positions as PullRequest['positions'], limit };
}

export const linkCount = (answer: PullAnswer): number =>
  answer.feeds.reduce((count, { links }) => count + links.length, 0);
