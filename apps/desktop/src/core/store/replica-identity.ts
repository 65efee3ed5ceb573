import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { dirname, join } from 'node:path';
import { canonicalJson, parseCanonical } from '@nrm/domain/ledger';
import { z } from 'zod';
import { Fault } from '../faults.ts';
import { findFile, writeDurably } from './durable-file.ts';

/**
 * `replica.json` beside the database: which replica this is, how its pages are made, and a check value for each key that
 * opens it. It exists because the driver answers a wrong key and a damaged first page with the same words ("file is not a
 * database"), and a person must be told which of the two it is.
 */
export const ReplicaIdentity = z.strictObject({
  v: z.literal(1),
  replicaId: z.string().regex(/^[0-9a-f]{32}$/),
  cipher: z.literal('chacha20'),
  pageSize: z.literal(8192),
  /** One, or two while the key is being changed (`rekeyReplica`): HMAC-SHA-256, 64 hex digits. */
  keyChecks: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .min(1)
    .max(2),
  /** SHA-256 of the other members: tells damage of this file from a wrong key. It protects from accidents only. */
  checksum: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ReplicaIdentity = z.infer<typeof ReplicaIdentity>;

/** @param replicaId 32 random hex digits @param keys 32 bytes each */
export function createReplicaIdentity(replicaId: string, keys: readonly Uint8Array[]): ReplicaIdentity {
  const content = {
    v: 1 as const,
    replicaId,
    cipher: 'chacha20' as const,
    pageSize: 8192 as const,
    keyChecks: keys.map((key) => keyCheck(replicaId, key)),
  };
  return { ...content, checksum: checksum(content) };
}

/** Whether a key is one of those that open this replica; takes the same time for every key. */
export function isKeyOf(identity: ReplicaIdentity, key: Uint8Array): boolean {
  const own = Buffer.from(keyCheck(identity.replicaId, key), 'hex');
  return identity.keyChecks.map((check) => timingSafeEqual(Buffer.from(check, 'hex'), own)).includes(true);
}

export const replicaIdentityPath = (databasePath: string) => join(dirname(databasePath), 'replica.json');

export function writeReplicaIdentity(databasePath: string, identity: ReplicaIdentity): void {
  writeDurably(replicaIdentityPath(databasePath), canonicalJson(identity));
}

/**
 * @returns 'absent' or 'damaged' when it cannot say anything
 * @throws Fault replica.from-newer-release when a later release of the product wrote it
 */
export function readReplicaIdentity(databasePath: string): ReplicaIdentity | 'absent' | 'damaged' {
  const bytes = findFile(replicaIdentityPath(databasePath));
  if (!bytes) return 'absent';
  const value = parseCanonical(bytes.toString('utf8'));
  if (isOfLaterRelease(value)) throw new Fault('replica.from-newer-release', { file: 'replica.json' });
  const parsed = ReplicaIdentity.safeParse(value);
  if (!parsed.success) return 'damaged';
  const { checksum: stated, ...content } = parsed.data;
  return checksum(content) === stated ? parsed.data : 'damaged';
}

/** A later format is believed only with its checksum: a flipped bit in the version must not ask for an update. */
function isOfLaterRelease(value: unknown): boolean {
  const header = z.looseObject({ v: z.number().int(), checksum: z.string() }).safeParse(value);
  if (!header.success || header.data.v <= 1) return false;
  const { checksum: stated, ...content } = header.data;
  return checksum(content as Parameters<typeof canonicalJson>[0]) === stated;
}

const checksum = (content: Parameters<typeof canonicalJson>[0]) =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');

const keyCheck = (replicaId: string, key: Uint8Array) =>
  createHmac('sha256', key).update(`nrm replica key check v1\n${replicaId}\nchacha20\n8192`).digest('hex');
