import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, parseCanonical } from '@nrm/domain/ledger';
import { assert } from '@nrm/domain/shared';
import { z } from 'zod';
import { Fault, findDiskFault } from '../faults.ts';
import { findFile, syncFolder } from './durable-file.ts';

/** Where this device's own chain of entries stood, and which keyring was in force. */
export const Head = z.strictObject({
  device: z.string().max(64),
  generation: z.number().int().nonnegative(),
  /** 0 before the first entry. */
  deviceSeq: z.number().int().nonnegative(),
  /** Hash of that entry; the genesis value of the chain before the first. */
  hash: z.string().max(128),
  keyringCounter: z.number().int().nonnegative(),
  /** How often a draft was saved or discarded; absent in seals of the first release. */
  drafts: z.number().int().nonnegative().optional(),
});
export type Head = z.infer<typeof Head>;

const Seal = z.strictObject({
  v: z.literal(1),
  counter: z.number().int().positive(),
  head: Head,
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});
type Seal = z.infer<typeof Seal>;

/** What is asked of the database when it is opened. */
export interface DatabaseView {
  /** The hash of this device's own entry at a place, or undefined when the database does not hold it. */
  findHash(generation: number, deviceSeq: number): string | undefined;
  readonly keyringCounter: number;
  /** As in the head: drafts are in no chain, so their number is what tells a database that lost the last of them. */
  readonly drafts?: number;
}

/**
 * The head of this device's chain, kept outside the database, so that an older but genuine database (a restored image, a
 * write-ahead log that lost its tail) is noticed: page MACs cannot see that.
 */
export interface SealedHead {
  readonly head: Head;
  /**
   * Durable when it returns. Order of the one door for writing: COMMIT, then seal, then acknowledge; a crash in between
   * leaves the database ahead of its seal, which is fine.
   * @throws Fault disk.full, disk.not-writable, disk.failed
   */
  seal(head: Head): void;
  /**
   * @throws Fault replica.rolled-back when the database is behind its seal or tells another story at that place;
   *   keyring.rolled-back when the keyring is an older one
   */
  requireNotBehind(database: DatabaseView): void;
  close(): void;
}

const SLOT_BYTES = 1024;
const slotPath = (folder: string, slot: number) => join(folder, `head-${slot}.seal`);

/** Makes both files for a new replica, before its first entry. @param macKey 32 bytes */
export function createSealedHead(folder: string, macKey: Uint8Array, head: Head): SealedHead {
  try {
    for (const slot of [0, 1]) closeSync(openSync(slotPath(folder, slot), 'wx', 0o600));
    syncFolder(folder);
  } catch (error) {
    throw findDiskFault(error) ?? error;
  }
  const sealed = keepSealedHead(folder, macKey, undefined);
  sealed.seal(head);
  sealed.seal(head);
  return sealed;
}

/** Makes both files anew where nothing of them could be believed, and somebody decided to go on all the same. */
export function replaceSealedHead(folder: string, macKey: Uint8Array, head: Head): SealedHead {
  for (const slot of [0, 1]) rmSync(slotPath(folder, slot), { force: true });
  return createSealedHead(folder, macKey, head);
}

/**
 * @param macKeys the key in force first, then the one before it while the master key is being changed
 * @throws Fault replica.rolled-back when no seal holds: seals are made before the first entry, so they do not vanish
 *   by a crash, only by a hand
 */
export function openSealedHead(folder: string, macKeys: readonly Uint8Array[]): SealedHead {
  const [current] = macKeys;
  assert(current, 'a sealed head needs its key');
  const newest = [0, 1]
    .map((slot) => findSeal(folder, slot, macKeys))
    .filter((seal) => seal !== undefined)
    .sort((a, b) => b.counter - a.counter)[0];
  if (!newest) throw new Fault('replica.rolled-back', { reason: 'no-seal' });
  return keepSealedHead(folder, current, newest);
}

function keepSealedHead(folder: string, macKey: Uint8Array, newest: Seal | undefined): SealedHead {
  let last = newest;
  const files = [0, 1].map((slot) => openSync(slotPath(folder, slot), 'r+'));
  return {
    get head() {
      assert(last, 'a sealed head is sealed when it is made');
      return last.head;
    },
    seal(head) {
      if (last) assert(!isBefore(head, last.head), 'a head never goes back');
      const counter = (last?.counter ?? 0) + 1;
      const content = { v: 1 as const, counter, head: Head.parse(head) };
      const seal: Seal = { ...content, mac: macOf(macKey, content) };
      // Alternating, in place, always the same length: a torn write spoils one file and the other still holds the seal
      // before it; no rename, so no journal of the file system is waited for on each save.
      const bytes = Buffer.alloc(SLOT_BYTES, ' ');
      assert(bytes.write(canonicalJson(seal)) < SLOT_BYTES, 'a seal fits in its file');
      const file = files[counter % 2];
      assert(file !== undefined, 'there are two files');
      try {
        writeSync(file, bytes, 0, SLOT_BYTES, 0);
        fsyncSync(file);
      } catch (error) {
        throw findDiskFault(error) ?? error;
      }
      last = seal;
    },
    requireNotBehind(database) {
      assert(last, 'a sealed head is sealed when it is made');
      const { generation, deviceSeq, hash, keyringCounter, drafts = 0 } = last.head;
      if (database.keyringCounter < keyringCounter) throw new Fault('keyring.rolled-back');
      if ((database.drafts ?? 0) < drafts) throw new Fault('replica.rolled-back', { reason: 'drafts-behind' });
      if (deviceSeq === 0) return;
      const found = database.findHash(generation, deviceSeq);
      if (found === undefined) throw new Fault('replica.rolled-back', { reason: 'behind' });
      if (found !== hash) throw new Fault('replica.rolled-back', { reason: 'other-history' });
    },
    close() {
      for (const file of files.splice(0)) closeSync(file);
    },
  };
}

function isBefore(head: Head, earlier: Head): boolean {
  if (head.generation !== earlier.generation) return head.generation < earlier.generation;
  return head.deviceSeq < earlier.deviceSeq || head.keyringCounter < earlier.keyringCounter;
}

function findSeal(folder: string, slot: number, macKeys: readonly Uint8Array[]): Seal | undefined {
  const text = findFile(slotPath(folder, slot))?.toString('utf8').trimEnd();
  const parsed = Seal.safeParse(text === undefined ? undefined : parseCanonical(text));
  if (!parsed.success) return undefined;
  const { mac, ...content } = parsed.data;
  const stated = Buffer.from(mac, 'hex');
  const genuine = macKeys.some((key) => timingSafeEqual(stated, Buffer.from(macOf(key, content), 'hex')));
  return genuine ? parsed.data : undefined;
}

const macOf = (key: Uint8Array, content: Omit<Seal, 'mac'>) =>
  createHmac('sha256', key)
    .update(`nrm sealed head v1\n${canonicalJson(content)}`)
    .digest('hex');
