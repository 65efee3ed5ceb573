import { FillAnswer, PullAnswer } from '@nrm/domain/sync';
import type { LedgerContext } from '../ledger/ledger.ts';
import { receiveLinks } from '../ledger/receive.ts';
import { needsFill, nextFill, receiveFill } from '../ledger/receive-fill.ts';
import { readAnswer, requireKnownEpoch } from './read-answer.ts';
import { type LinkDocument, linkCount, nextPull, type Reception } from './reception.ts';
import type { Transport } from './transport.ts';

/** Asks what is new, one answer at a time, until the server has nothing more. */
export interface Receiver {
  /**
   * The next links, or none when this round is over.
   * @throws Fault server.*, sync.server-restored
   */
  next(signal: AbortSignal): Promise<readonly LinkDocument[]>;
  /** From now on a round that began before is not enough. */
  want(): void;
  /** Resolves at the end of a round that asked the server after this call; rejects when its first try fails. */
  round(): Promise<void>;
  failed(error: unknown): void;
}

export function createReceiver(
  ledger: LedgerContext,
  transport: Transport,
  reception: Reception,
  limit: number,
  onEnd: () => void,
): Receiver {
  /** The last answer said that nothing follows; rxdb asks once more all the same. */
  let atEnd = false;
  let wanted = false;
  let waiting: PromiseWithResolvers<void>[] = [];
  let asking: PromiseWithResolvers<void>[] = [];

  function end(): readonly LinkDocument[] {
    atEnd = false;
    const ended = asking;
    asking = [];
    onEnd();
    for (const { resolve } of ended) resolve();
    return [];
  }

  return {
    async next(signal) {
      if (atEnd && !wanted) return end();
      atEnd = false;
      wanted = false;
      asking.push(...waiting.splice(0));
      await fillFirst(ledger, transport, limit, signal);
      if (signal.aborted) return [];
      const answer = readAnswer(PullAnswer, await transport.pull(nextPull(ledger, limit), signal));
      if (signal.aborted) return []; // the replica may be closed already
      requireKnownEpoch(ledger, answer.epoch);
      if (linkCount(answer) === 0) {
        receiveLinks(ledger, answer); // stores nothing; "nothing new" is believed under the server's signature only
        return end();
      }
      atEnd = !answer.more;
      return reception.park(answer);
    },
    want() {
      wanted = true;
    },
    round() {
      wanted = true;
      const one = Promise.withResolvers<void>();
      waiting.push(one);
      return one.promise;
    },
    failed(error) {
      atEnd = false;
      const failed = [...asking, ...waiting];
      asking = [];
      waiting = [];
      for (const { reject } of failed) reject(error);
    },
  };
}

/**
 * A laptop that holds nothing yet is filled by subject, at one head, before it asks what is new since. This passes rxdb
 * by: there is nothing to replicate against until the replica is whole, and every page is stored before the next is asked.
 */
async function fillFirst(
  ledger: LedgerContext,
  transport: Transport,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  while (transport.fill && !signal.aborted && needsFill(ledger.store)) {
    const answer = readAnswer(FillAnswer, await transport.fill(nextFill(ledger.store, limit), signal));
    if (signal.aborted) return; // the replica may be closed already
    requireKnownEpoch(ledger, answer.epoch);
    receiveFill(ledger, answer);
  }
}
