import type { Instant } from '@nrm/domain/shared';
import { assert } from '@nrm/domain/shared';
import type { Hint } from '@nrm/domain/sync';
import { createRxDatabase } from 'rxdb/plugins/core';
import { type RxReplicationState, replicateRxCollection } from 'rxdb/plugins/replication';
import { Fault, faultToPlain, type PlainFault } from '../faults.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { waitingCount } from '../ledger/outbox.ts';
import { BACK_OFF, type BackOff, type BackOffTimes, createBackOff } from './back-off.ts';
import { createMessageSize } from './message-size.ts';
import { createReceiver } from './receive-new.ts';
import { createReception, type LinkDocument } from './reception.ts';
import { asKnownDevice } from './rejoin-server.ts';
import { createLedgerStorage, ENTRIES_SCHEMA, OUTBOX_SCHEMA, type TailDocument } from './rx-storage.ts';
import { PUSH_SIZE, sendWaiting } from './send-waiting.ts';
import type { Transport } from './transport.ts';

export interface ReplicationState {
  /** The last try, in whichever direction, reached the server. */
  readonly connected: boolean;
  /** When this session last had nothing left to send. */
  readonly lastPush: Instant | null;
  /** When this session last had everything the server had for it. */
  readonly lastPull: Instant | null;
  /** Entries the server has not acknowledged. */
  readonly waiting: number;
  /** What keeps this laptop from sending or receiving now; sending is told first. */
  readonly fault: PlainFault | null;
}

export interface ReplicationOptions {
  readonly ledger: LedgerContext;
  readonly transport: Transport;
  /** After every change of the state, `waiting` by sending included. Never during a transaction. */
  onState?(state: ReplicationState): void;
  readonly backOff?: BackOffTimes;
  /** How often the server is asked for news when nothing else gives a reason to; half to once of it, drawn anew. */
  readonly pullEveryMs?: number;
  /** Links in one answer. One answer is one transaction and, on a bad line, one try. */
  readonly pullLinks?: number;
  /** What prepares a first fill in a thread of its own; see `startFillPreparer`. */
  readonly fillProgram?: URL;
}

export interface Replication {
  /** Something was appended, or the network came back: sends and asks now, also in the middle of a pause. */
  reSync(): void;
  /** Somebody said where feeds stand: asks when that is news here. A pause the server asked for is not cut short. */
  heardOf(feeds: Hint['feeds']): void;
  /** While a live hint would tell of news, the server is asked for them more rarely. */
  setHinted(isHinted: boolean): void;
  /** On a line that costs money the server is asked by itself only about once an hour; sending is not held back. */
  setSparing(isSparing: boolean): void;
  /** @throws Fault of the first try; the replication goes on trying */
  pullNow(): Promise<void>;
  /**
   * Sends and asks now, and resolves when nothing waits to be sent and nothing to be received.
   * @throws Fault of the first try that fails meanwhile, in either direction; the replication goes on trying
   */
  awaitInSync(): Promise<void>;
  state(): ReplicationState;
  /** Nothing is read from or written to the replica after this resolves. */
  stop(): Promise<void>;
}

const PULL_EVERY_MS = 30_000;
/** While a live hint is heard, asking regularly is only for what a hint could miss. */
const HINTED_TIMES = 10;
const SPARING_TIMES = 120;
/** A hint reaches a whole office in one moment; the answers are asked for a little apart. */
const SPREAD_MS = 100;
/** While something is being sent, news wait for its end; on a slow line no longer than this. */
const SENT_FIRST_MS = 10_000;
/** A night of 500 corrections comes back as so many places and receipts, in one answer. */
const PULL_LINKS = 1_100;
// The pause is ours (it can be cut short); rxdb's own is the shortest it takes.
const RETRY_MS = 1;

let sessions = 0;

/** Sends what is written here and receives what concerns this laptop, until it is stopped. The laptop is connected. */
export async function startReplication(options: ReplicationOptions): Promise<Replication> {
  const { ledger, transport } = options;
  const device = findThisDevice(ledger.store);
  assert(device, 'this laptop is not connected');
  const ended = new AbortController();
  const random = () => (ledger.random(1)[0] ?? 0) / 256;
  const sending = createDirection(createBackOff(options.backOff ?? BACK_OFF, random));
  const receiving = createDirection(createBackOff(options.backOff ?? BACK_OFF, random));
  const failures = new Set<PromiseWithResolvers<never>>();
  let lastTryReached = false;
  let saidLast = '';

  const state = (): ReplicationState => ({
    connected: lastTryReached,
    lastPush: sending.doneAt,
    lastPull: receiving.doneAt,
    waiting: waitingCount(ledger.store),
    fault: sending.fault ?? receiving.fault,
  });
  const tell = () => {
    if (ended.signal.aborted) return;
    const now = state();
    const said = JSON.stringify(now);
    if (said === saidLast) return;
    saidLast = said;
    options.onState?.(now);
  };
  const reached = (direction: Direction, isDone: boolean) => {
    if (ended.signal.aborted) return;
    lastTryReached = true;
    direction.fault = null;
    direction.backOff.succeeded();
    if (isDone) direction.doneAt = ledger.now().instant;
    tell();
  };
  const failed = (direction: Direction, error: unknown) => {
    if (ended.signal.aborted) return;
    lastTryReached = false;
    const fault = toFault(error);
    direction.fault = faultToPlain(fault);
    direction.backOff.failed(Number(fault.params.retryAfterMs ?? 0));
    for (const { reject } of failures) reject(fault);
    tell();
  };

  const reception = createReception(ledger, { stored: () => reached(receiving, false), failed: failReceiving });
  /** A round of asking is under way; a hint that comes meanwhile is looked at behind it: most are answered by then. */
  let asking = false;
  let hinted: Hint['feeds'] = [];
  const onEnd = () => {
    reached(receiving, true);
    endAsking();
  };
  const limit = options.pullLinks ?? PULL_LINKS;
  const receiver = createReceiver(ledger, transport, reception, limit, onEnd, options.fillProgram);
  function endAsking(): void {
    asking = false;
    const feeds = hinted;
    hinted = [];
    if (!ended.signal.aborted && isNews(ledger, feeds)) askForNews();
  }
  function failReceiving(error: unknown): void {
    asking = false; // and begins anew by itself
    hinted = [];
    failed(receiving, error);
    receiver.failed(toFault(error));
  }

  const database = await createRxDatabase({
    name: `nrm-session-${++sessions}`,
    storage: createLedgerStorage(ledger, reception, {
      signal: ended.signal,
      failed: (error) => failed(sending, error),
    }),
    multiInstance: false,
    eventReduce: false,
  });
  const { outbox, entries } = await database.addCollections({
    outbox: { schema: OUTBOX_SCHEMA },
    entries: { schema: ENTRIES_SCHEMA },
  });
  assert(outbox && entries, 'rxdb made both collections');

  const messageSize = createMessageSize(PUSH_SIZE);
  /** News are to be asked for as soon as nothing is being sent, and not before. */
  let behindSending: { readonly late: NodeJS.Timeout; readonly over: PromiseWithResolvers<void> } | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  /** One at a time, in the order of the asking: two messages under way could arrive in the wrong order. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const run = queue.then(work);
    queue = run.catch(() => undefined);
    return run;
  };

  const common = { live: true, retryTime: RETRY_MS, waitForLeadership: false, toggleOnDocumentVisible: false };
  const out: RxReplicationState<TailDocument, unknown> = replicateRxCollection<TailDocument, unknown>({
    ...common,
    collection: outbox,
    replicationIdentifier: `push-${device.epoch}`,
    push: {
      batchSize: 1,
      // The rows say that something was written, the ledger says what.
      handler: () =>
        alone(async () => {
          await sending.backOff.pause();
          if (ended.signal.aborted) return [];
          try {
            const sent = await asKnownDevice(ledger, transport, ended.signal, () =>
              sendWaiting(ledger, transport, ended.signal, tell, messageSize),
            );
            reached(sending, true);
            // The receipts said what became of it; its place among what the others wrote comes back through the feeds.
            if (sent) askNow();
            return [];
          } catch (error) {
            failed(sending, error);
            throw error;
          } finally {
            if (behindSending) askNow();
          }
        }),
    },
  });
  const incoming: RxReplicationState<LinkDocument, object> = replicateRxCollection<LinkDocument, object>({
    ...common,
    collection: entries,
    replicationIdentifier: `pull-${device.epoch}`,
    pull: {
      // One: rxdb goes on asking until an answer is empty; whether there is more is said by the server.
      batchSize: 1,
      handler: async () => {
        // rxdb asks for the next batch before it has stored the last one.
        await reception.settled();
        await receiving.backOff.pause();
        await behindSending?.over.promise; // a pause of ours may end in the middle of sending
        if (ended.signal.aborted) return { documents: [], checkpoint: {} };
        asking = true;
        try {
          const links = await asKnownDevice(ledger, transport, ended.signal, () => receiver.next(ended.signal));
          // Rejoining a server that went back makes things wait that nobody wrote just now.
          if (!ended.signal.aborted && waitingCount(ledger.store) > 0) out.reSync();
          return { documents: [...links] as never[], checkpoint: {} };
        } catch (error) {
          failReceiving(error);
          throw error;
        }
      },
    },
  });
  // Whatever rxdb itself could not do with a parked answer: it is given up, told, and asked for again.
  incoming.error$.subscribe((error) => {
    if (reception.isFree) return;
    reception.drop();
    failReceiving(error);
  });
  await Promise.all([out.startPromise, incoming.startPromise]);

  function waitForSending(): void {
    behindSending ??= { late: setTimeout(askNow, SENT_FIRST_MS), over: Promise.withResolvers() };
  }
  function waitNoLonger(): void {
    clearTimeout(behindSending?.late);
    behindSending?.over.resolve();
    behindSending = undefined;
  }
  function askForNews(): void {
    waitNoLonger();
    if (ended.signal.aborted) return;
    receiver.want();
    incoming.reSync();
  }
  /** The same, also in the middle of a pause. */
  function askNow(): void {
    receiving.backOff.wake();
    askForNews();
  }
  const askRegularly = () => {
    askForNews();
    timer = setTimeout(askRegularly, pauseBetweenPulls());
  };
  let isHinted = false;
  let sparing = false;
  let spread: NodeJS.Timeout | undefined;
  const pauseBetweenPulls = () =>
    (options.pullEveryMs ?? PULL_EVERY_MS) *
    (sparing ? SPARING_TIMES : isHinted ? HINTED_TIMES : 1) *
    (0.5 + random() / 2);
  let timer = setTimeout(askRegularly, pauseBetweenPulls());
  function askAtNewPace(): void {
    clearTimeout(timer);
    timer = setTimeout(askRegularly, pauseBetweenPulls());
  }

  function reSync(): void {
    if (ended.signal.aborted) return;
    sending.backOff.wake();
    out.reSync();
    // What is sent comes back with the news: asked for once, behind it, unless sending takes its time.
    if (waitingCount(ledger.store) > 0) waitForSending();
    else askNow();
    tell();
  }

  return {
    reSync,
    heardOf(feeds) {
      if (ended.signal.aborted || spread || !isNews(ledger, feeds)) return;
      spread = setTimeout(() => {
        spread = undefined;
        if (asking) hinted = feeds;
        else if (isNews(ledger, feeds)) askForNews();
      }, random() * SPREAD_MS);
    },
    setHinted(now) {
      if (ended.signal.aborted || isHinted === now) return;
      isHinted = now;
      askAtNewPace();
    },
    setSparing(isSparing) {
      if (ended.signal.aborted || sparing === isSparing) return;
      sparing = isSparing;
      askAtNewPace();
    },
    async pullNow() {
      if (ended.signal.aborted) throw new Fault('session.signed-out');
      const round = receiver.round();
      receiving.backOff.wake();
      waitNoLonger();
      incoming.reSync();
      await round;
    },
    async awaitInSync() {
      if (ended.signal.aborted) throw new Fault('session.signed-out');
      const failure = Promise.withResolvers<never>();
      failures.add(failure);
      try {
        reSync();
        const even = out.awaitInSync().then(() => {
          if (behindSending) askNow();
          return incoming.awaitInSync();
        });
        await Promise.race([even, failure.promise]);
      } finally {
        failures.delete(failure);
      }
    },
    state,
    async stop() {
      if (ended.signal.aborted) return;
      clearTimeout(timer);
      clearTimeout(spread);
      ended.abort();
      waitNoLonger();
      const signedOut = new Fault('session.signed-out');
      receiver.failed(signedOut);
      for (const { reject } of failures) reject(signedOut);
      reception.drop();
      for (const { backOff } of [sending, receiving]) backOff.wake();
      await database.close();
    },
  };
}

const isNews = ({ store }: LedgerContext, feeds: Hint['feeds']): boolean =>
  feeds.some(({ feed, position }) => {
    const held = store.get('select position from feeds where feed = ?', feed);
    return position > ((held?.position as number | undefined) ?? 0);
  });

interface Direction {
  readonly backOff: BackOff;
  doneAt: Instant | null;
  fault: PlainFault | null;
}

const createDirection = (backOff: BackOff): Direction => ({ backOff, doneAt: null, fault: null });

/** Anything but a fault is our own mistake; its message could hold what somebody wrote and goes no further. */
const toFault = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault('program.error', { reason: 'sync' });
