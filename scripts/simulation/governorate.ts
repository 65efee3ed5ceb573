import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import type { Role } from '@nrm/domain/access';
import { CHAIN_START, type SubjectRef } from '@nrm/domain/ledger';
import {
  type ActId,
  assert,
  type DeviceId,
  type GovernorateId,
  type Instant,
  instantFromMs,
  type OfficeId,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import { FillRequest, PROTOCOL, PullAnswer, PullRequest, PushAnswer, PushRequest } from '@nrm/domain/sync';
import Database from 'better-sqlite3';
import { appendAct, type Step } from '../../apps/desktop/src/core/ledger/append-act.ts';
import { type LedgerContext, saveThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { nodeCrypto, rawPublicKey, signerOf } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { nextPush } from '../../apps/desktop/src/core/ledger/outbox.ts';
import { receiveLinks, receiveReceipts } from '../../apps/desktop/src/core/ledger/receive.ts';
import { nextFill, receiveFill } from '../../apps/desktop/src/core/ledger/receive-fill.ts';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { createStore } from '../../apps/desktop/src/core/store/store.ts';
import { preparePage } from '../../apps/desktop/src/core/sync/fill-preparer.ts';
import { acceptPush } from '../../apps/sync-server/src/ledger/accept-push.ts';
import { answerFill } from '../../apps/sync-server/src/ledger/answer-fill.ts';
import { answerPull } from '../../apps/sync-server/src/ledger/answer-pull.ts';
import type { LedgerStore } from '../../apps/sync-server/src/ledger/ledger-store.ts';
import { type ServerAuthor, type ServerStep, writeAct } from '../../apps/sync-server/src/ledger/write-act.ts';

/** Numbers from a seed, so that a run can be repeated to the letter. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// Made once: forming keys is slow and a simulation does not depend on which ones they are.
const keys = new Map<number, KeyObject>();
export function keyOf(device: number): KeyObject {
  const key = keys.get(device) ?? generateKeyPairSync('ed25519').privateKey;
  keys.set(device, key);
  return key;
}

export const publicKeyOf = (device: number): string => rawPublicKey(keyOf(device));

export interface World {
  /** From 0 up to 1, from the seed. */
  readonly random: () => number;
  newId(): string;
  bytes(count: number): Uint8Array;
  /** Each question is a minute later than the one before. */
  now(): Instant;
  /** Histories are written with a clock that is moved. */
  moveTo(instant: Instant): void;
}

export function createWorld(seed: number, begins = '2026-03-01T06:00:00.000Z'): World {
  const random = seededRandom(seed);
  let epochMs = Date.parse(begins);
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
  return {
    random,
    bytes,
    newId: () => uuidV7(epochMs, bytes(10)),
    now: () => {
      epochMs += 60_000;
      return instantFromMs(epochMs);
    },
    moveTo: (instant) => {
      epochMs = Date.parse(instant);
    },
  };
}

export interface SimulatedServer extends ServerAuthor {
  /** A step the rules refuse is a mistake of the simulation. */
  write(...steps: ServerStep[]): Promise<void>;
  readonly governorateRef: SubjectRef;
  readonly publicKey: string;
}

export function simulatedServer(author: ServerAuthor, publicKey: string): SimulatedServer {
  return {
    ...author,
    publicKey,
    governorateRef: { kind: 'governorate', id: author.governorate },
    async write(...steps) {
      const result = await writeAct(author, steps);
      assert(result.ok, `the server refused its own act: ${JSON.stringify(result)}`);
    },
  };
}

/** Founds a governorate on a store, through the door and nothing else. */
export async function foundServer(world: World, store: LedgerStore): Promise<SimulatedServer> {
  const key = keyOf(0);
  const governorate = 'ninewa' as GovernorateId;
  const device = world.newId() as DeviceId;
  const worker = world.newId() as WorkerId;
  const author: ServerAuthor = {
    store,
    boot: 'boot',
    crypto: nodeCrypto,
    governorate,
    now: world.now,
    device,
    worker,
    sign: signerOf(key),
    random: world.bytes,
  };
  const server = simulatedServer(author, rawPublicKey(key));
  await server.write({
    type: 'governorate.found',
    subject: server.governorateRef,
    intent: {
      governorate,
      names: { ar: 'نينوى', en: 'Ninewa' },
      demonstration: true,
      server: { worker, name: 'Server', device, publicKey: rawPublicKey(key) },
    },
  });
  return server;
}

export interface SimulatedLaptop {
  readonly ledger: LedgerContext;
  readonly device: DeviceId;
  readonly office: OfficeId;
  act(worker: WorkerId, role: Role, steps: readonly Step[]): ReturnType<typeof appendAct>;
  /** One exchange each way. What is lost is lost on the way: `request` never arrives, `answer` arrives nowhere. */
  push(lose?: 'request' | 'answer'): Promise<boolean>;
  pull(options?: { limit?: number; lose?: boolean }): Promise<boolean>;
  /** One page of a first fill. @returns whether there is more */
  fill(limit: number): Promise<boolean>;
}

/** A laptop with the real core on a real SQLite, in memory. */
export async function connectLaptop(
  world: World,
  server: SimulatedServer,
  office: OfficeId,
  number: number,
  pushLimit?: number,
): Promise<SimulatedLaptop> {
  const key = keyOf(number);
  const device = world.newId() as DeviceId;
  const publicKey = rawPublicKey(key);
  await server.write({
    type: 'device.connect',
    subject: server.governorateRef,
    intent: { device, office, number, publicKey },
  });
  const store = createStore(new Database(':memory:'), () => undefined);
  migrate(store, sqliteMigrations);
  store.write((tx) =>
    saveThisDevice(tx, {
      device,
      governorate: server.governorate,
      office,
      number,
      serverPublicKey: server.publicKey,
      epoch: server.store.epoch,
      generation: 1,
      seq: 0,
      hash: CHAIN_START,
    }),
  );
  const ledger: LedgerContext = {
    store,
    sign: signerOf(key),
    now: () => ({ instant: world.now(), clock: 'ok' }),
    random: world.bytes,
    author: () => undefined,
    project: () => undefined,
    projectDerived: () => undefined,
    seal: () => undefined,
    announce: () => undefined,
  };
  return {
    ledger,
    device,
    office,
    act: (worker, role, steps) => appendAct(ledger, { id: world.newId() as ActId, author: { worker, role }, steps }),
    async push(lose) {
      const request = nextPush(store, pushLimit ?? 1 + Math.floor(world.random() * 60));
      if (!request || lose === 'request') return false;
      const answer = await acceptPush(server, PushRequest.parse(overTheWire(request)));
      if (lose === 'answer') return false;
      receiveReceipts(ledger, PushAnswer.parse(overTheWire(answer)).receipts);
      return answer.receipts.length > 0;
    },
    async fill(limit) {
      const request = FillRequest.parse(overTheWire(nextFill(store, limit)));
      return !receiveFill(ledger, preparePage(overTheWire(await answerFill(server, request)), office));
    },
    async pull({ limit = 500, lose = false } = {}) {
      const positions = store.all('select feed, position from feeds') as { feed: string; position: number }[];
      const request = PullRequest.parse(overTheWire({ protocol: PROTOCOL, device, positions, limit }));
      const answer = PullAnswer.parse(overTheWire(await answerPull(server, request)));
      if (lose) return false;
      receiveLinks(ledger, answer);
      return answer.feeds.length > 0;
    },
  };
}

const overTheWire = (message: unknown): unknown => JSON.parse(JSON.stringify(message));
