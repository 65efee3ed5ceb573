/**
 * A backup is a folder: `manifest.json` (what is in it; numbers, hashes and names of tables), `part-0001.age` and so on
 * (rows, packed and sealed), `keys.age` (the keys of the server, sealed) and, last of all, `done.json` (the hash of the
 * manifest under the server's signature). Without `done.json` it is no backup.
 */
import { createHash } from 'node:crypto';
import { Hash, PublicKey } from '@nrm/domain/ledger';
import { DeviceId, GovernorateId, Instant } from '@nrm/domain/shared';
import { Epoch } from '@nrm/domain/sync';
import { z } from 'zod';

export const MANIFEST = 'manifest.json';
export const DONE = 'done.json';
export const KEYS = 'keys.age';
/** Written beside the others when the backup was restored once and held: pruning keeps the newest that has it. */
export const PROVED = 'proved.json';

/** Bytes of rows before packing; one part is in memory at a time. */
export const PART_BYTES = 8 * 1024 * 1024;
/** A part is closed once it is that long, and the rows that were being read then may be long too. */
export const MAX_PART_BYTES = 16 * PART_BYTES;

const File = z.object({
  name: z.string().regex(/^(part-\d{4,8}|keys)\.age$/),
  sha256: Hash,
  bytes: z.int().min(1),
});

/** What the ledger said of itself in the moment of the backup; hashes are over all heads in their order. */
export const LedgerHeads = z.object({ feeds: Hash, subjects: Hash, devices: Hash });
export type LedgerHeads = z.infer<typeof LedgerHeads>;

export const Manifest = z.object({
  format: z.literal(1),
  governorate: GovernorateId,
  server: z.object({ device: DeviceId, publicKey: PublicKey }),
  epoch: Epoch,
  madeAt: Instant,
  /** In the order in which they ran. */
  migrations: z.array(z.object({ name: z.string().max(200), hash: Hash })).max(10_000),
  tables: z.array(z.object({ name: z.string().regex(/^[a-z_]{1,63}$/), rows: z.int().min(0) })).max(1_000),
  heads: LedgerHeads,
  files: z.array(File).max(1_000_000),
});
export type Manifest = z.infer<typeof Manifest>;

export const Done = z.object({ manifestSha256: Hash, signature: z.string().max(200) });

/** One line of a part: rows of one table as PostgreSQL writes them in JSON. */
export const RowsLine = z.object({
  table: z.string().regex(/^[a-z_]{1,63}$/),
  rows: z.array(z.record(z.string(), z.unknown())),
});

/** What `keys.age` holds: files of the data folder by their path in it, base64. */
export const KeyFiles = z.record(
  // Names and folders, never a way out of the folder: whoever knows the public half can seal anything.
  z.string().regex(/^(server\.json|keys(\/[a-z0-9-]+(\.[a-z0-9-]+)*)+)$/),
  z.base64(),
);
export type KeyFiles = z.infer<typeof KeyFiles>;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the server signs: it can be taken for nothing else that it signs. */
export const doneText = (manifestSha256: string): string => `nrm.backup.1\n${manifestSha256}`;

export const partName = (number: number): string => `part-${String(number).padStart(4, '0')}.age`;
