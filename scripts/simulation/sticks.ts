import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseId, DeviceId, OfficeId, Result, WorkerId } from '@nrm/domain/shared';
import { ok } from '@nrm/domain/shared';
import { type AgeKeyPair, createAgeKeyPair } from '@nrm/sealed-files/age';
import { type FileOperations, nodeFiles } from '@nrm/sealed-files/file-operations';
import { onStick, withStick } from '@nrm/sealed-files/stick';
import { saveServerRecipient, sealingKeysOf } from '../../apps/desktop/src/core/bundles/sealing-keys.ts';
import { openSessionBundles, type SessionBundles } from '../../apps/desktop/src/core/bundles/session-bundles.ts';
import type { LedgerContext } from '../../apps/desktop/src/core/ledger/ledger.ts';
import type { DeviceKeyStore } from '../../apps/sync-server/src/bundles/device-keys.ts';
import { findBundles } from '../../apps/sync-server/src/bundles/find-bundles.ts';
import {
  answerBundle,
  type BundleOffice,
  receiveFromStick,
} from '../../apps/sync-server/src/bundles/receive-bundle.ts';
import type { TakenBundle } from '../../apps/sync-server/src/bundles/take-bundle.ts';
import { createMemoryLedger, type MemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { connectLaptop, createWorld, foundServer, type SimulatedLaptop, type SimulatedServer } from './governorate.ts';

/** Laptops and a server that have no line between them, only sticks: the same code as at both ends, on a real disk. */
export interface StickLaptop {
  readonly laptop: SimulatedLaptop;
  readonly worker: WorkerId;
  /** Of this laptop's own disk. */
  readonly folder: string;
  readonly bundles: SessionBundles;
  /** Another session of the same laptop, on file operations that may fail. */
  open(files: FileOperations): Promise<SessionBundles>;
}

export interface StickWorld {
  readonly server: SimulatedServer;
  /** What the server keeps, to be put back to an earlier day. */
  readonly memory: MemoryLedger;
  readonly office: BundleOffice;
  readonly laptops: readonly StickLaptop[];
  newId(): string;
  newFolder(): string;
  close(): void;
}

const OFFICE = 'mosul' as OfficeId;
let serverKeys: Promise<AgeKeyPair> | undefined;

export async function openStickWorld(seed: number, howMany: number): Promise<StickWorld> {
  // In memory where there is such a place: what a medium keeps when it is pulled is modelled, not waited for.
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'nrm-sticks-'));
  const newFolder = () => mkdtempSync(join(root, 'f-'));
  const world = createWorld(seed);
  const memory = createMemoryLedger('epoch-1');
  const founded = await foundServer(world, memory);
  serverKeys ??= createAgeKeyPair();
  const { identity, recipient } = await serverKeys;
  // Where two ways of carrying are compared its clock stands: how often it is asked differs, and nothing else may.
  const at = world.now();
  const server: SimulatedServer = { ...founded, now: () => at };
  const office: BundleOffice = { ledger: server, identity, keys: keysInMemory(), folder: newFolder() };
  const laptops: StickLaptop[] = [];
  for (let number = 1; number <= howMany; number++) {
    const worker = world.newId() as WorkerId;
    await server.write(
      { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
      {
        type: 'worker.grant-role',
        subject: server.governorateRef,
        intent: { worker, role: 'supervisor', office: OFFICE },
      },
    );
    const laptop = await connectLaptop(world, server, OFFICE, number, 400);
    while (await laptop.pull({ limit: 200 }));
    const { store } = laptop.ledger;
    await sealingKeysOf(store);
    saveServerRecipient(store, recipient);
    // With a randomness of its own, so that sticks do not change what a seed says of everything else.
    const random = createWorld(seed * 100 + number).bytes;
    const ledger: LedgerContext = { ...laptop.ledger, random, now: () => ({ instant: at, clock: 'ok' as const }) };
    const folder = newFolder();
    const line = { baseUrl: 'http://127.0.0.1:9', device: laptop.device, sign: ledger.sign };
    const open = (files: FileOperations) =>
      openSessionBundles({
        folder,
        ledger,
        line,
        carrier: { line, publicKey: '' },
        isOnline: () => false,
        announce: () => undefined,
        files,
      });
    laptops.push({ laptop, worker, folder, bundles: await open(nodeFiles), open });
  }
  return {
    server,
    memory,
    office,
    laptops,
    newId: createWorld(seed + 7).newId,
    newFolder,
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

function keysInMemory(): DeviceKeyStore {
  const known = new Map<DeviceId, NonNullable<Awaited<ReturnType<DeviceKeyStore['find']>>>>();
  return {
    find: async (device) => known.get(device),
    saveKeys: async (device, inbox, carrier) =>
      void known.set(device, { inbox, carrier, positions: known.get(device)?.positions ?? [] }),
    savePositions: async (device, inbox, positions) =>
      void known.set(device, { inbox, positions, carrier: known.get(device)?.carrier ?? null }),
  };
}

/** Registers a person, or writes a note in each file that is known. */
export function work({ laptop, worker }: StickLaptop, newId: () => string): void {
  const known = laptop.ledger.store.all(`select id from subjects where kind = 'case' order by id`);
  if (known.length > 0 && known.length % 2 === 0)
    for (const { id } of known)
      laptop.act(worker, 'supervisor', [
        { type: 'case.note', subject: { kind: 'case', id: id as string }, intent: { words: 'ملاحظة' } },
      ]);
  const subject = { kind: 'case' as const, id: newId() as CaseId };
  laptop.act(worker, 'supervisor', [
    {
      type: 'case.register',
      subject,
      intent: {
        consentToKeep: { method: 'spoken' },
        person: {
          givenName: 'زينب',
          sex: 'female',
          district: 'IQG15Q05',
          cameBack: 'from-displacement',
          safeContact: {
            by: 'comes-to-office',
            phone: null,
            safeToCall: 'no',
            mayLeaveMessage: 'no',
            hours: '',
            codeWord: '',
          },
        },
      },
      context: () => ok({ number: '010126000001', office: laptop.office }),
    },
  ]);
}

/** What the server does with a stick: takes everything for it in, and writes each answer onto another. */
export async function serveStick(
  { office }: StickWorld,
  stick: string,
  answers: string,
  files: FileOperations = nodeFiles,
): Promise<readonly Result<TakenBundle>[]> {
  const on = onStick(files);
  const results: Result<TakenBundle>[] = [];
  const found = await withStick(async () => ok(await findBundles(on, stick)));
  if (!found.ok) return [found];
  for (const { folder, outline } of found.value) {
    const taken = outline.ok ? await withStick(() => receiveFromStick(office, folder, outline.value)) : outline;
    const answered = taken.ok ? await withStick(() => answerBundle(office, taken.value, on, answers)) : taken;
    results.push(answered.ok ? taken : answered);
  }
  return results;
}

/** Everything a laptop's ledger holds. */
export const heldBy = ({ laptop }: Pick<StickLaptop, 'laptop'>) =>
  ['entries', 'links', 'feeds', 'subjects', 'device'].map((table) =>
    laptop.ledger.store.all(`select * from ${table} order by 1, 2, 3`),
  );

/** The files that lie in a folder, however deep. */
export const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
