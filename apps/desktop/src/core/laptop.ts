import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import { assert, DeviceId, type EntryId, instantFromMs, type Result, type WorkerId } from '@nrm/domain/shared';
import type { Leaving, Topic } from '../bridge/answer.ts';
import type { Delivered } from '../bridge/bundles.ts';
import type { ParsedCommand } from '../bridge/commands.ts';
import { openSessionBundles, type SessionBundles } from './bundles/session-bundles.ts';
import { type CheckBehind, startCheckBehind } from './check-behind.ts';
import { contextOf } from './commands/step-context.ts';
import { forgetConnectAttempt } from './connect-attempt.ts';
import {
  type Connection,
  findCarrierLine,
  findConnection,
  lineOf,
  saveConnection,
  withCarrierKey,
} from './connection.ts';
import { type ContactState, startContact } from './contact.ts';
import { draftChanges } from './drafts.ts';
import { Fault, isFault } from './faults.ts';
import { appendAct } from './ledger/append-act.ts';
import { beginAnew } from './ledger/begin-generation.ts';
import { findThisDevice, type LedgerContext, saveThisDevice, type ThisDevice } from './ledger/ledger.ts';
import { waitingActs } from './ledger/outbox.ts';
import { keepPreferences, readPreferences } from './preferences.ts';
import { needRebuild, projectDerived, projectSubject, rebuildReadModelsMeanwhile } from './read-models/index.ts';
import type { DeviceSecretStore } from './session/device-secret-store.ts';
import { findAuthor, findRole } from './session/find-role.ts';
import { hasKeyring, type Keyring, openKeyring } from './session/keyring.ts';
import type { PasswordCost } from './session/password-hash.ts';
import type { UnlockedKeys } from './session/unlocked-keys.ts';
import { migrate } from './store/migrate.ts';
import { openReplica } from './store/open-replica.ts';
import {
  createSealedHead,
  type Head,
  openSealedHead,
  replaceSealedHead,
  type SealedHead,
} from './store/sealed-head.ts';
import type { WritableStore } from './store/store.ts';
import {
  createHttpTransport,
  FILL_PROGRAM,
  type LiveHint,
  type Replication,
  startLiveHint,
  startReplication,
  switchable,
} from './sync/index.ts';
import { topicsOf } from './topics.ts';

/** Where a laptop lives and what the machine gives it. Time and randomness are values: a test owns both. */
export interface LaptopOptions {
  readonly folder: string;
  readonly deviceSecret: DeviceSecretStore;
  nowMs(): number;
  /** For tests; measured on the machine otherwise. */
  readonly passwordCost?: PasswordCost;
  random(bytes: number): Uint8Array;
  /** The thread beside the core that prepares a first fill. */
  readonly fillProgram?: URL;
  /** How often it asks for news while connected; half a minute by default. */
  readonly pullEveryMs?: number;
  /** How often it looks whether the night of the office has come; a minute by default. */
  readonly nightEveryMs?: number;
  /** How long after a sign-in the whole replica is looked through; two minutes by default. */
  readonly checkAfterMs?: number;
  /** After a commit or a change of state: what may be answered differently now. */
  announce(what: readonly Topic[] | 'session' | 'sync' | Leaving): void;
}

/** Nobody waits longer for a line at the end of their work; what is left is sealed for the night. */
const LAST_THINGS_MS = 3_000;

/** A damaged replica must not keep a laptop open: what cannot be counted is not waited for. */
function countWaiting({ store }: Session): number {
  try {
    return waitingActs(store);
  } catch {
    return 0;
  }
}

async function sendLastThings({ replication }: Session): Promise<void> {
  const enough = new AbortController();
  await Promise.race([
    replication.awaitInSync().catch(() => undefined),
    setTimeout(LAST_THINGS_MS, undefined, { signal: enough.signal }).catch(() => undefined),
  ]);
  enough.abort();
}

/** Everything that is open while somebody is signed in. It ends with the session, the keys last. */
export interface Session {
  readonly worker: WorkerId;
  readonly keys: UnlockedKeys;
  readonly store: WritableStore;
  readonly ledger: LedgerContext;
  readonly replication: Replication;
  readonly hint: LiveHint;
  readonly bundles: SessionBundles;
  readonly sealed: SealedHead;
  readonly check: CheckBehind;
}

export interface SignInOptions {
  /** Somebody read `replica.rolled-back` and goes on: a new history begins, and that is reported. */
  readonly continueFromOlder?: boolean;
}

/**
 * A laptop of a branch office, whole and without a window: connect, sign in, act, send and receive. The desktop app, the
 * local host and the headless program are three faces of it.
 */
export interface Laptop {
  readonly folder: string;
  /** null until it was connected to an office */
  readonly keyring: Keyring | null;
  readonly session: Session | null;
  /** Found by the look behind this session: nothing is written any more, what waits is still sent. */
  readonly damage: Fault | null;
  readonly networkOn: boolean;
  readonly nowMs: () => number;
  /** Finishes connecting: the replica of this device, empty, with its first signed-in worker's keys. */
  begin(connection: Connection, device: ThisDevice, keyring: Keyring, keys: UnlockedKeys): Promise<void>;
  /** @throws Fault session.*, replica.*, keyring.* */
  signIn(worker: WorkerId, password: string, options?: SignInOptions): Promise<void>;
  signOut(): Promise<void>;
  /** Everything a person writes. @returns the entries, or the refusal of the first step that may not be */
  act(act: ParsedCommand<'act'>): Result<readonly EntryId[]>;
  setNetwork(on: boolean): void;
  readonly isMetered: boolean;
  /**
   * A line that costs money or is slow, kept for this laptop: what is written here is sent at once and brings the news
   * with it, the server is asked by itself only now and then, no line stays open, and what is carried for others waits.
   * @throws Fault disk.*
   */
  setMetered(isMetered: boolean): void;
  /** Somebody asked: everything goes, whatever the line costs. */
  sendNow(): void;
  /**
   * For the night: carries what is sealed, up and down, while nobody is signed in.
   * @throws Fault server.*, keyring.missing, replica.in-use when another program has this laptop open
   */
  carrySealed(): Promise<Delivered>;
  /** Contacts with the server, as far as this laptop remembers them. */
  contact(): ContactState;
  close(): Promise<void>;
}

const replicaPath = (folder: string) => join(folder, 'replica', 'replica.db');

export async function openLaptop(options: LaptopOptions): Promise<Laptop> {
  const { folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const network = { on: true };
  /** On a line where every byte costs nobody listens for hints: news come at the regular asking. */
  let { isMetered = false } = readPreferences(folder);
  const isHintWanted = () => network.on && !isMetered;
  let keyring: Keyring | null = hasKeyring(folder) ? await openKeyring(options) : null;
  let connection: Connection | null = keyring ? await findConnection(options) : null;
  if (connection) forgetConnectAttempt(folder);
  let session: Session | null = null;

  function ledgerOn(
    store: WritableStore,
    worker: WorkerId,
    keys: UnlockedKeys,
    sealed: SealedHead,
    counter: () => number,
  ): LedgerContext {
    return {
      store,
      sign: keys.sign,
      now: () => ({ instant: instantFromMs(options.nowMs()), clock: 'ok' }),
      random: options.random,
      author: (inside) => findAuthor(inside, worker),
      project: projectSubject,
      projectDerived,
      seal: (device) => sealed.seal({ ...headOf(device, counter()), drafts: draftChanges(store) }),
      announce: (changed) => options.announce(topicsOf(changed)),
    };
  }

  // After an upgrade, or on a new replica: people work with the old rows until the new ones are whole. A slice that
  // fails ends with the session; the next sign-in goes on where it was.
  let rebuilding: Promise<unknown> = Promise.resolve();
  function rebuildBehind(store: WritableStore): void {
    const pause = () =>
      new Promise<'go-on' | 'stop'>((go) => setImmediate(() => go(session?.store === store ? 'go-on' : 'stop')));
    rebuilding = rebuildReadModelsMeanwhile(store, { pause }).then(
      () => options.announce(['people', 'case', 'tasks', 'referrals', 'directory']),
      () => console.error('the rebuild of what is derived was cut'),
    );
  }

  /** Signing out never waits for this to succeed: what waits is in the replica, and the next lock writes it again. */
  async function sealForTheNight({ bundles }: Session): Promise<void> {
    await bundles.stop();
    await bundles
      .sealForTheNight()
      .catch((error: unknown) =>
        console.error('nothing was sealed for the night:', error instanceof Fault ? error.code : 'program.error'),
      );
  }

  /** Acts that waited when the session began to end; 0 while none ends. */
  let lastThings = 0;
  let signingOut: Promise<void> = Promise.resolve();
  /** Whoever signs in next waits until the files are closed. */
  function signOut(): Promise<void> {
    const ended = session;
    session = null;
    if (!ended) return signingOut.catch(() => undefined);
    signingOut = endSession(ended);
    return signingOut;
  }

  /**
   * A disk that is full or failing must not keep a laptop open: what the checkpoint could not move stays in the log, whole,
   * and the next sign-in needs the writer's place and the memory the keys are in. So whatever fails, the rest is done.
   */
  async function endSession(ended: Session): Promise<void> {
    const { store, sealed, keys, hint, replication, check } = ended;
    await doAll([
      () => sendWhatWaits(ended),
      () => contact.keep(),
      () => hint.stop(),
      () => replication.stop(),
      () => rebuilding,
      () => check.stop(),
      () => sealForTheNight(ended),
      () => store.checkpoint(),
      () => store.close(),
      () => sealed.close(),
      () => keys.close(),
    ]);
    options.announce('session');
  }

  async function sendWhatWaits(ended: Session): Promise<void> {
    const waiting = ended.replication.state().connected ? countWaiting(ended) : 0;
    if (waiting === 0) return;
    lastThings = waiting;
    options.announce({ kind: 'leaving', sent: 0, total: waiting });
    try {
      await sendLastThings(ended);
    } finally {
      lastThings = 0;
    }
  }

  const contact = startContact({
    folder,
    nowMs: options.nowMs,
    self: () => keyring && connection && { connection, device: DeviceId.parse(keyring.device) },
    session: () => session,
    signedOut: () => signingOut.catch(() => undefined),
    isOnline: () => network.on,
    isMetered: () => isMetered,
    onChange: () => options.announce('sync'),
    nightEveryMs: options.nightEveryMs,
  });

  return {
    folder,
    nowMs: options.nowMs,
    get keyring() {
      return connection ? keyring : null;
    },
    get session() {
      return session;
    },
    get damage() {
      return session?.check.damage ?? null;
    },
    get networkOn() {
      return network.on;
    },
    async begin(newConnection, device, newKeyring, keys) {
      const store = openReplica({ path: replicaPath(folder), key: keys.databaseKey });
      try {
        migrate(store, sqliteMigrations);
        store.write((tx) => saveThisDevice(tx, device));
        createSealedHead(folder, firstOf(keys.sealMacKeys), headOf(device, newKeyring.counter)).close();
      } finally {
        store.close();
      }
      // Last: until the connection is written, this laptop does not count as connected.
      await saveConnection(options, newConnection);
      keyring = newKeyring;
      connection = newConnection;
    },
    async signIn(worker, password, { continueFromOlder = false } = {}) {
      if (!keyring || !connection) throw new Fault('keyring.missing');
      const { counter } = keyring;
      const keys = await keyring.unlock(worker, password);
      await signOut();
      await contact.stopCarrying();
      let store: WritableStore | undefined;
      let sealed: SealedHead | undefined;
      try {
        store = openReplica({ path: replicaPath(folder), key: keys.databaseKey });
        migrate(store, sqliteMigrations);
        const view = { keyringCounter: counter, drafts: draftChanges(store), findHash: findOwnHash(store) };
        let isOlder = false;
        try {
          sealed = openSealedHead(folder, keys.sealMacKeys);
          sealed.requireNotBehind(view);
        } catch (fault) {
          if (!continueFromOlder || !isFault(fault, 'replica.rolled-back')) throw fault;
          isOlder = true;
          const device = findThisDevice(store);
          assert(device, 'a replica knows its device');
          sealed ??= replaceSealedHead(folder, firstOf(keys.sealMacKeys), headOf(device, counter));
        }
        const ledger = ledgerOn(store, worker, keys, sealed, () => keyring?.counter ?? counter);
        if (isOlder) beginAnew(ledger, 'rolled-back', sealed.head.generation);
        const line = lineOf(connection, ledger);
        connection = await withCarrierKey(options, connection);
        const carrier = findCarrierLine(connection, line.device);
        assert(carrier, 'the key to carry bundles was made');
        const bundles = await openSessionBundles({
          folder,
          ledger,
          line,
          carrier,
          isOnline: () => network.on,
          isMetered: () => isMetered,
          announce: () => options.announce('sync'),
        });
        const transport = switchable(createHttpTransport(line), network);
        const replication = await startReplication({
          ledger,
          transport,
          fillProgram: options.fillProgram ?? FILL_PROGRAM,
          onState: (state) => {
            if (state.connected) bundles.reached();
            contact.heard(state);
            if (lastThings > 0)
              options.announce({ kind: 'leaving', sent: lastThings - waitingActs(ledger.store), total: lastThings });
            options.announce('sync');
          },
          ...(options.pullEveryMs !== undefined && { pullEveryMs: options.pullEveryMs }),
        });
        replication.setSparing(isMetered);
        const hint = startLiveHint({
          line,
          random: () => (options.random(1)[0] ?? 0) / 256,
          on: isHintWanted(),
          onGrown: (feeds) => replication.heardOf(feeds),
          onLine: (isUp) => replication.setHinted(isUp),
        });
        const check = startCheckBehind(store, {
          onDamage: () => options.announce('sync'),
          ...(options.checkAfterMs !== undefined && { afterMs: options.checkAfterMs }),
        });
        session = { worker, keys, store, ledger, replication, hint, bundles, sealed, check };
        if (needRebuild(store)) rebuildBehind(store);
      } catch (error) {
        await doAll([() => sealed?.close(), () => store?.close(), () => keys.close()]);
        throw error;
      }
      options.announce('session');
    },
    signOut,
    act({ id, steps, finishesDraft }) {
      assert(session, 'nobody is signed in');
      const { ledger, store, worker, replication, check } = session;
      if (check.damage) throw check.damage;
      const device = findThisDevice(store);
      assert(device, 'this laptop is not connected');
      const role = findRole(
        store,
        device,
        worker,
        steps.map((step) => step.type),
      );
      if (!role.ok) return role;
      const result = appendAct(ledger, {
        id,
        author: { worker, role: role.value },
        steps: steps.map((step) => ({
          ...step,
          context: (inside) => contextOf({ store: inside, ledger, device }, step),
        })),
        also: (tx) => {
          if (finishesDraft !== undefined)
            tx.run('delete from drafts where worker = ? and key = ?', worker, finishesDraft);
        },
      });
      if (result.ok) replication.reSync();
      return result;
    },
    setNetwork(on) {
      network.on = on;
      session?.hint.setOn(isHintWanted());
      if (on) session?.replication.reSync();
      options.announce('sync');
    },
    get isMetered() {
      return isMetered;
    },
    setMetered(now) {
      keepPreferences(folder, { isMetered: now });
      isMetered = now;
      session?.replication.setSparing(now);
      session?.hint.setOn(isHintWanted());
      options.announce('sync');
    },
    sendNow() {
      session?.bundles.sendNow();
      session?.replication.reSync();
    },
    carrySealed: contact.carrySealed,
    contact: contact.state,
    async close() {
      await contact.stop();
      await signOut();
    },
  };
}

/** One after the other, each whatever became of the one before. */
async function doAll(steps: readonly (() => unknown)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      console.error('signing out left something behind:', error instanceof Fault ? error.code : 'program.error');
    }
  }
}

const headOf = ({ device, generation, seq, hash }: ThisDevice, keyringCounter: number): Head => ({
  device,
  generation,
  deviceSeq: seq,
  hash,
  keyringCounter,
});

const findOwnHash = (store: WritableStore) => (generation: number, deviceSeq: number) =>
  store.get('select hash from entries where own = 1 and generation = ? and device_seq = ?', generation, deviceSeq)
    ?.hash as string | undefined;

function firstOf(keys: readonly Uint8Array[]): Uint8Array {
  const [first] = keys;
  assert(first, 'a sealed head needs its key');
  return first;
}
