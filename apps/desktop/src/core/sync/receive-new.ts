import type { Entry, FeedItem } from '@nrm/domain/ledger';
import { PullAnswer, type PullRequest } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import type { LedgerContext } from '../ledger/ledger.ts';
import { receiveLinks } from '../ledger/receive.ts';
import type { ReadableStore } from '../store/store.ts';
import { fillFirst } from './first-fill.ts';
import { createMessageSize, LEAST_LINKS, type MessageSize, timed } from './message-size.ts';
import { isKnownEpoch, readAnswer } from './read-answer.ts';
import { type LinkDocument, linkCount, nextPull, type Reception } from './reception.ts';
import { rejoinServer } from './rejoin-server.ts';
import type { Transport } from './transport.ts';

/** Every link of a first fill carries an entry. */
const FILL_LINKS = 500;

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
  fillProgram?: URL,
): Receiver {
  const size = createMessageSize({ first: limit, least: Math.min(limit, LEAST_LINKS), most: limit });
  /** rxdb asks once more behind the last answer, and once for each time it was told to: only what is wanted is asked. */
  let wanted = true;
  let more = false;
  let waiting: PromiseWithResolvers<void>[] = [];
  let asking: PromiseWithResolvers<void>[] = [];

  function end(): readonly LinkDocument[] {
    more = false;
    const ended = asking;
    asking = [];
    onEnd();
    for (const { resolve } of ended) resolve();
    return [];
  }

  return {
    async next(signal) {
      if (!wanted && !more) return end();
      wanted = false;
      asking.push(...waiting.splice(0));
      const answer = await askTogether(ledger, transport, size, limit, signal, fillProgram);
      if (!answer || signal.aborted) return []; // the replica may be closed already
      if (linkCount(answer) === 0) {
        receiveLinks(ledger, answer); // stores nothing; "nothing new" is believed under the server's signature only
        return end();
      }
      more = answer.more;
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
      wanted = true;
      const failed = [...asking, ...waiting];
      asking = [];
      waiting = [];
      for (const { reject } of failed) reject(error);
    },
  };
}

/**
 * Asks what is new, and rejoins when the server says, or shows by its epoch, that it does not remember the same.
 * @returns undefined when nobody waits any more
 */
async function askTogether(
  ledger: LedgerContext,
  transport: Transport,
  size: MessageSize,
  limit: number,
  signal: AbortSignal,
  fillProgram: URL | undefined,
): Promise<PullAnswer | undefined> {
  for (let rejoined = 0; !signal.aborted; rejoined++) {
    await fillFirst(ledger, transport, Math.min(limit, FILL_LINKS), signal, fillProgram);
    if (signal.aborted) return undefined;
    const ask = async (request: PullRequest) =>
      readAnswer(PullAnswer, await timed(size, () => transport.pull(request, signal)));
    const question = nextPull(ledger, size.now);
    const answer = await ask({ ...question, spareOwn: true });
    if (signal.aborted) return undefined;
    if (!answer.rejoin && isKnownEpoch(ledger, answer.epoch)) {
      const whole = withOwnEntries(ledger, answer) ?? (await ask(question));
      if (signal.aborted) return undefined;
      if (!whole.rejoin && isKnownEpoch(ledger, whole.epoch)) return whole;
    }
    if (rejoined > 0) throw new Fault('sync.server-restored'); // it changes its mind faster than we can follow
    await rejoinServer(ledger, transport, signal);
  }
  return undefined;
}

/**
 * Puts back what the server spared because this laptop wrote it.
 * @returns undefined where one of them is not here any more: an old image, a clone, a file that left and came back
 */
function withOwnEntries({ store }: LedgerContext, answer: PullAnswer): PullAnswer | undefined {
  const feeds: PullAnswer['feeds'] = [];
  for (const { feed, links } of answer.feeds) {
    const whole: typeof links = [];
    for (const { spared, ...link } of links) {
      if (!spared) whole.push(link);
      else {
        const entry = link.item.kind === 'entry' ? findOwn(store, link.item) : undefined;
        if (!entry) return undefined;
        whole.push({ ...link, entry });
      }
    }
    feeds.push({ feed, links: whole });
  }
  return { ...answer, feeds };
}

const findOwn = (store: ReadableStore, { subject, entryHash }: FeedItem & { kind: 'entry' }): Entry | undefined =>
  store.get(
    `select header, signature, payload, salt, key_id as keyId from entries
     where own = 1 and subject_kind = ? and subject_id = ? and hash = ?`,
    subject.kind,
    subject.id,
    entryHash,
  ) as Entry | undefined;
