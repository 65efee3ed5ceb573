import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNWATCHED } from '@nrm/domain/bundle';
import type { CaseId, OfficeId, Result, WorkerId } from '@nrm/domain/shared';
import { ok } from '@nrm/domain/shared';
import type { TakenIn } from '../../apps/desktop/src/bridge/bundles.ts';
import { type FileOperations, nodeFiles } from '../../apps/desktop/src/core/bundles/file-operations.ts';
import { findBundles } from '../../apps/desktop/src/core/bundles/places.ts';
import {
  type SealingKeys,
  saveServerRecipient,
  sealingKeysOf,
} from '../../apps/desktop/src/core/bundles/sealing-keys.ts';
import { judgeForThisLaptop, keepForThisLaptop, takeIn } from '../../apps/desktop/src/core/bundles/take-in.ts';
import { writeForServer } from '../../apps/desktop/src/core/bundles/write-for-server.ts';
import type { LedgerContext } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { type AgeKeyPair, createAgeKeyPair } from '../../apps/desktop/src/core/sealing/age.ts';
import { nodeFiles as serverFiles } from '../../apps/sync-server/src/bundles/file-operations.ts';
import { type BundleDesk, type TakenBundle, takeBundle } from '../../apps/sync-server/src/bundles/take-bundle.ts';
import { writeAnswer } from '../../apps/sync-server/src/bundles/write-answer.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { connectLaptop, createWorld, foundServer, type SimulatedLaptop, type SimulatedServer } from './governorate.ts';

/** Laptops and a server that have no line between them, only sticks: the same code as at both ends, on a real disk. */
export interface StickLaptop {
  readonly laptop: SimulatedLaptop;
  /** With a randomness of its own, so that sticks do not change what a seed says of everything else. */
  readonly ledger: LedgerContext;
  readonly keys: SealingKeys;
  readonly worker: WorkerId;
  /** Of this laptop's own disk. */
  readonly folder: string;
}

export interface StickWorld {
  readonly server: SimulatedServer;
  readonly desk: BundleDesk;
  readonly laptops: readonly StickLaptop[];
  newFolder(): string;
  close(): void;
}

const OFFICE = 'mosul' as OfficeId;
let serverKeys: Promise<AgeKeyPair> | undefined;

export async function openStickWorld(seed: number, howMany: number): Promise<StickWorld> {
  const root = mkdtempSync(join(tmpdir(), 'nrm-sticks-'));
  const newFolder = () => mkdtempSync(join(root, 'f-'));
  const world = createWorld(seed);
  const founded = await foundServer(world, createMemoryLedger('epoch-1'));
  serverKeys ??= createAgeKeyPair();
  const { identity, recipient } = await serverKeys;
  // The server's clock stands still: how often it is asked differs between two ways of carrying, and nothing else may.
  const at = world.now();
  const server: SimulatedServer = { ...founded, now: () => at };
  const desk: BundleDesk = { ledger: server, identity };
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
    const keys = await sealingKeysOf(store);
    const random = createWorld(seed * 100 + number).bytes;
    const ledger = { ...laptop.ledger, random, now: () => ({ instant: at, clock: 'ok' as const }) };
    laptops.push({ laptop, ledger, keys, worker, folder: newFolder() });
  }
  return {
    server,
    desk,
    laptops,
    newFolder,
    close: () => rmSync(root, { recursive: true, force: true }),
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

/** What a laptop writes onto a stick. */
export const writeStick = (from: StickLaptop, stick: string, files: FileOperations = nodeFiles) =>
  writeForServer(from.ledger, from.keys, files, stick, UNWATCHED);

/** What the server does with a stick: takes everything on it in, and writes each answer onto another. */
export async function serveStick(
  { desk }: StickWorld,
  stick: string,
  answers: string,
): Promise<readonly Result<TakenBundle>[]> {
  const results: Result<TakenBundle>[] = [];
  for (const { folder, outline } of await findBundles(nodeFiles, stick)) {
    const taken = outline.ok ? await takeBundle(desk, folder, outline.value.header) : outline;
    results.push(taken);
    if (!taken.ok || taken.value.inbox === null) continue;
    const { from, answers: given, pull, inbox } = taken.value;
    await writeAnswer(
      desk,
      { device: from, inbox, answers: given, positions: pull?.positions ?? [] },
      serverFiles,
      answers,
    );
  }
  return results;
}

/** What a laptop does with a stick: keeps what is for it on its own disk, whole, and then takes it in. */
export async function readStick(
  { ledger, keys, folder }: StickLaptop,
  stick: string,
  files: FileOperations = nodeFiles,
): Promise<readonly Result<TakenIn>[]> {
  const results: Result<TakenIn>[] = [];
  for (const { folder: from, outline } of await findBundles(files, stick)) {
    if (!outline.ok) {
      results.push(outline);
      continue;
    }
    const judged = judgeForThisLaptop(ledger, outline.value.header);
    const kept = judged.ok ? await keepForThisLaptop(nodeFiles, folder, from, outline.value, UNWATCHED) : judged;
    if (!kept.ok) results.push(kept);
    else {
      results.push(await takeIn(ledger, keys, kept.value.folder, outline.value.header));
      await nodeFiles.remove(kept.value.path);
    }
  }
  return results;
}

/** Everything a laptop's ledger holds. */
export const heldBy = ({ laptop }: StickLaptop) =>
  ['entries', 'links', 'feeds', 'subjects', 'device'].map((table) =>
    laptop.ledger.store.all(`select * from ${table} order by 1, 2, 3`),
  );
