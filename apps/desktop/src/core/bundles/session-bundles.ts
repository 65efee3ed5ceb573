import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type BundleProgress, type BundleWatch, SealingKeysAnswer, UNWATCHED } from '@nrm/domain/bundle';
import { type DeviceId, ok, type Refusal, type Result, refuse } from '@nrm/domain/shared';
import { PROTOCOL } from '@nrm/domain/sync';
import { type FileOperations, nodeFiles } from '@nrm/sealed-files/file-operations';
import { onStick, withStick } from '@nrm/sealed-files/stick';
import type {
  BundleState,
  BundleWork,
  CarriedAway,
  Delivered,
  ReadStick,
  TakenIn,
  WrittenStick,
} from '../../bridge/bundles.ts';
import type { CarrierIdentity } from '../connection.ts';
import { Fault, isFault } from '../faults.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { createSignedLine, type HttpTransportOptions } from '../sync/index.ts';
import { carryOverLine, judgeToCarry, takeAlong } from './carrier.ts';
import { copyCarried } from './copy-carried.ts';
import { onOwnDisk } from './own-disk.ts';
import { bundlePlaces, bytesOf, type FoundBundle, findBundles, removeHalfBundles, wholeBundles } from './places.ts';
import { findSealingKeys, saveServerRecipient, sealingKeysOf } from './sealing-keys.ts';
import { judgeForThisLaptop, keepForThisLaptop, takeIn } from './take-in.ts';
import { writeForServer } from './write-for-server.ts';

/** Everything a session does with bundles, one thing after the other. */
export interface SessionBundles {
  state(): Promise<BundleState>;
  /** Refuses bundle.server-key-missing, bundle.cancelled, bundle.not-kept, bundle.too-large, bundle.stick-*. */
  write(stick: string): Promise<Result<WrittenStick>>;
  /** Refuses as its first bundle does when none of them is of use here. */
  read(stick: string): Promise<Result<ReadStick>>;
  carry(stick: string): Promise<Result<CarriedAway>>;
  cancel(): void;
  /** The server was reached, said as often as it is: keys are exchanged once a session, what is carried is handed over once. */
  reached(): void;
  /** Somebody asked: what is carried is handed over at the next contact, whatever the line costs. */
  sendNow(): void;
  /** Writes what waits, sealed to the server, for the night. Nothing waits for the network. */
  sealForTheNight(): Promise<void>;
  stop(): Promise<void>;
}

export interface SessionBundlesOptions {
  readonly folder: string;
  readonly ledger: LedgerContext;
  readonly line: HttpTransportOptions;
  readonly carrier: CarrierIdentity;
  readonly isOnline: () => boolean;
  /** The line costs money: what is carried for others waits until somebody asks, or for another line. */
  readonly isMetered?: () => boolean;
  readonly announce: () => void;
  readonly files?: FileOperations;
}

/** Also takes in what came, sealed, while everybody was signed out. */
export async function openSessionBundles(options: SessionBundlesOptions): Promise<SessionBundles> {
  const { folder, ledger, announce } = options;
  const files = onOwnDisk(options.files ?? nodeFiles);
  const places = bundlePlaces(folder);
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true, mode: 0o700 });
  const device = findThisDevice(ledger.store)?.device as DeviceId;
  const keys = () => sealingKeysOf(ledger.store);
  await keys();
  const stick = onStick(options.files ?? nodeFiles);
  const ended = new AbortController();
  let work: BundleState['work'] = null;
  let isCancelled = false;
  let delivered: Delivered | null = null;
  let exchanged = false;
  let toHandOver = true;
  let isReaching = false;
  let isAsked = false;
  const mayHandOver = () => toHandOver && (isAsked || !(options.isMetered?.() ?? false));
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const result = turn.then(run);
    turn = result.catch(() => undefined);
    return result;
  };

  /** Something a person asked for and may stop. */
  function asked<T>(kind: BundleWork, path: string, run: (watch: BundleWatch) => Promise<Result<T>>) {
    return inTurn(async () => {
      if (!isAbsolute(path)) return refuse('bundle.none-here');
      isCancelled = false;
      let told = 0;
      const onProgress = (progress: BundleProgress) => {
        work = { kind, ...progress };
        // A stick that writes fast would otherwise keep the screens busy with its own progress.
        if (progress.done === 0 || progress.done === progress.total || ++told % 4 === 0) announce();
      };
      onProgress({ done: 0, total: 0 });
      try {
        return await withStick(() => run({ isCancelled: () => isCancelled || ended.signal.aborted, onProgress }));
      } finally {
        work = null;
        announce();
      }
    });
  }

  async function takeInKept(): Promise<void> {
    for (const place of Object.values(places)) await removeHalfBundles(files, place);
    for (const { path, folder: kept, outline } of await wholeBundles(files, places.in)) {
      if (ended.signal.aborted) return;
      await takeIn(ledger, await keys(), kept, outline.header);
      // Taken in, or of another time: either way the next question to the server is the better one.
      await files.remove(path);
    }
  }

  async function exchangeKeys(): Promise<void> {
    const line = createSignedLine(options.line);
    try {
      const { recipient, server } = await keys();
      const said = { protocol: PROTOCOL, device, inbox: recipient, carrier: options.carrier.publicKey };
      const answer = await line.post('/v1/bundles/keys', SealingKeysAnswer, said, ended.signal);
      if (!ended.signal.aborted && answer.server !== server) saveServerRecipient(ledger.store, answer.server);
      exchanged = true;
    } catch (error) {
      // A server of the release before knows no bundles.
      if (isFault(error, 'server.newer')) exchanged = true;
      else throw error;
    } finally {
      await line.close();
    }
  }

  async function handOver(): Promise<void> {
    const toServer = (await wholeBundles(files, places.carried)).some(({ outline }) => outline.header.to === 'server');
    toHandOver = toServer;
    if (!toServer) return;
    const line = createSignedLine(options.carrier.line);
    try {
      delivered = await carryOverLine(files, folder, line, device, 'signed-in', ended.signal);
      toHandOver = ended.signal.aborted;
    } finally {
      await line.close();
      announce();
    }
  }

  /** Trouble of the line is told where sending and receiving is told; the next contact tries again. */
  function reach(): void {
    if (ended.signal.aborted || isReaching || !options.isOnline() || (exchanged && !mayHandOver())) return;
    isReaching = true;
    void inTurn(async () => {
      if (!exchanged && !ended.signal.aborted) await exchangeKeys();
      if (!mayHandOver() || ended.signal.aborted) return;
      await handOver();
      isAsked = false;
    })
      .catch(() => undefined)
      .finally(() => {
        isReaching = false;
      });
  }

  // Nobody waits for it at sign-in; what cannot be taken in now stays sealed until the next one.
  void inTurn(takeInKept).catch((error: unknown) =>
    console.error('what came sealed was not taken in:', error instanceof Fault ? error.code : 'program.error'),
  );

  return {
    async state() {
      const carried = await wholeBundles(files, places.carried);
      return {
        work,
        canWrite: (findSealingKeys(ledger.store)?.server ?? null) !== null,
        carried: { bundles: carried.length, bytes: bytesOf(carried) },
        delivered,
      };
    },
    write: (path) =>
      asked('write', path, async (watch) => {
        const written = await writeForServer(ledger, await keys(), stick, path, watch, { asksWhereShared: true });
        if (!written.ok) return written;
        const { header, entries, acts } = written.value;
        const along = await copyCarried(files, places.carried, stick, path, watch);
        if (!along.ok) return along;
        return ok({
          entries,
          acts,
          bytes: header.parts.reduce((sum, { size }) => sum + size, 0),
          carried: along.value,
        });
      }),
    read: (path) =>
      asked('read', path, async (watch) => {
        const found = await findBundles(stick, path);
        const [taken, refused]: [TakenIn[], Refusal[]] = [[], []];
        let forOthers = 0;
        for (const { folder: from, outline } of oldestFirst(found)) {
          const judged = outline.ok ? judgeForThisLaptop(ledger, outline.value.header) : outline;
          if (!judged.ok && judged.refusal.code === 'bundle.wrong-laptop') forOthers++;
          if (!outline.ok || !judged.ok) {
            if (!judged.ok) refused.push(judged.refusal);
            continue;
          }
          const kept = await keepForThisLaptop(files, places.in, from, outline.value, watch);
          if (!kept.ok) {
            refused.push(kept.refusal);
            continue;
          }
          const done = await takeIn(ledger, await keys(), kept.value.folder, outline.value.header);
          await files.remove(kept.value.path);
          if (done.ok) taken.push(done.value);
          else refused.push(done.refusal);
        }
        if (taken.length === 0 && forOthers === 0) {
          const [first] = refused;
          return first ? { ok: false, refusal: first } : refuse('bundle.none-here');
        }
        return ok({ taken, forOthers, refused: refused.filter(({ code }) => code !== 'bundle.wrong-laptop') });
      }),
    carry: async (path) => {
      const carried = await asked('carry', path, async (watch) => {
        const refused: Refusal[] = [];
        let picked = 0;
        for (const { folder: from, outline } of await findBundles(stick, path)) {
          if (!outline.ok) refused.push(outline.refusal);
          else if (outline.value.header.from !== device && outline.value.header.to !== device) {
            const judged = judgeToCarry(ledger.store, outline.value.header);
            const taken = judged.ok ? await takeAlong(files, places.carried, from, outline.value, watch) : judged;
            if (taken.ok) picked++;
            else refused.push(taken.refusal);
          }
        }
        if (picked > 0) return ok({ picked, refused });
        const [first] = refused;
        return first ? { ok: false as const, refusal: first } : refuse('bundle.nothing-to-carry');
      });
      if (carried.ok) {
        toHandOver = true;
        reach();
      }
      return carried;
    },
    cancel() {
      isCancelled = true;
    },
    reached: reach,
    sendNow() {
      isAsked = true;
      reach();
    },
    sealForTheNight: () =>
      inTurn(async () => {
        const before = await files.folders(places.out);
        const written = await writeForServer(ledger, await keys(), files, places.out, UNWATCHED);
        if (written.ok) for (const older of before) await files.remove(join(places.out, older));
      }),
    async stop() {
      ended.abort();
      await turn;
    },
  };
}

/** Answers follow on one another: each begins where the laptop stood after the one before. The server's clock says which. */
const oldestFirst = (found: readonly FoundBundle[]): readonly FoundBundle[] => {
  const writtenAt = ({ outline }: FoundBundle) => (outline.ok ? outline.value.header.at : '');
  return [...found].sort((a, b) => (writtenAt(a) < writtenAt(b) ? -1 : 1));
};
