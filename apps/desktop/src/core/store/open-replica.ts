import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { assert } from '@nrm/domain/shared';
import { Fault, findDiskFault } from '../faults.ts';
import { syncFolder, writeAgain } from './durable-file.ts';
import { finishKeyChange } from './rekey-replica.ts';
import { openConnection } from './replica-connection.ts';
import {
  createReplicaIdentity,
  isKeyOf,
  type ReplicaIdentity,
  readReplicaIdentity,
  writeReplicaIdentity,
} from './replica-identity.ts';
import { createStore, type ReadableStore, type WritableStore } from './store.ts';
import { findWalDamage } from './wal-damage.ts';
import { acquireWriterLock } from './writer-lock.ts';

export interface ReplicaLocation {
  /** The database file; its folder holds nothing but this replica and is made when it is not there. */
  readonly path: string;
  /** 32 bytes, used as they are: no derivation by the driver. */
  readonly key: Uint8Array;
}

/**
 * Opens the encrypted replica, or makes it when its folder holds none.
 *
 * Writing takes the one writer's place of the folder for as long as the store is open. Reading only takes none and can
 * stand beside the writer (a status command, a check).
 * @throws Fault replica.in-use, replica.wrong-key, replica.damaged, replica.from-newer-release, replica.missing (reading
 *   only), disk.full, disk.not-writable, disk.failed
 */
export function openReplica(location: ReplicaLocation & { readonly readonly: true }): ReadableStore & { close(): void };
export function openReplica(
  location: ReplicaLocation & {
    readonly readonly?: false;
    /** The key before a worker was removed, as long as the keyring has one: a change that was cut is finished first. */
    readonly previousKey?: Uint8Array | undefined;
  },
): WritableStore;
export function openReplica({
  path,
  key,
  previousKey,
  readonly = false,
}: ReplicaLocation & { readonly readonly?: boolean; readonly previousKey?: Uint8Array | undefined }):
  | WritableStore
  | (ReadableStore & { close(): void }) {
  assert(key.byteLength === 32, 'the key of a replica has 32 bytes');
  if (readonly) {
    if (!existsSync(path)) throw new Fault('replica.missing');
    const identity = readReplicaIdentity(path);
    requireKey(identity, key);
    // Halfway through a change of keys nobody looks: only the writer knows which one opens.
    if (typeof identity === 'object' && identity.keyChecks.length > 1)
      throw new Fault('replica.in-use', { reason: 'key-change' });
    return createStore(openConnection({ path, key, readonly }), () => undefined);
  }
  makeFolder(dirname(path));
  const lock = acquireWriterLock(dirname(path));
  try {
    const found = readReplicaIdentity(path);
    requireFile(path, found);
    const damage = findWalDamage(path);
    if (previousKey && typeof found === 'object' && isKeyOf(found, previousKey)) {
      if (damage) throw new Fault('replica.damaged', { reason: damage });
      finishKeyChange({ path, from: previousKey, to: key });
    }
    const identity = readReplicaIdentity(path);
    requireKey(identity, key);
    assert(
      typeof identity === 'string' || identity.keyChecks.length === 1,
      'a change of keys needs both keys to finish',
    );
    if (damage) throw new Fault('replica.damaged', { reason: damage });
    writeAgain(`${path}-wal`);
    const connection = openConnection({ path, key, readonly, mayBeBegun: identity === 'absent' });
    // Absent or damaged, and yet the file opened with this key and every page MAC so far held: it is written again.
    if (typeof identity === 'string')
      writeReplicaIdentity(path, createReplicaIdentity(randomBytes(16).toString('hex'), [key]));
    syncNames(path, connection);
    return createStore(connection, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The log has its name now. SQLite syncs its folder too, but takes no notice when that fails: then a power cut takes the log. */
function syncNames(path: string, connection: { close(): unknown }): void {
  try {
    syncFolder(dirname(path));
  } catch (error) {
    connection.close();
    throw findDiskFault(error) ?? error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw findDiskFault(error) ?? error;
  }
}

function requireKey(identity: ReplicaIdentity | 'absent' | 'damaged', key: Uint8Array): void {
  if (typeof identity === 'object' && !isKeyOf(identity, key)) throw new Fault('replica.wrong-key');
}

/**
 * An empty file is a valid new database to SQLite, so a replica cut to nothing would come back as an empty office. The
 * identity is written after the first page is on the disk: with an identity there must be a page.
 */
function requireFile(path: string, identity: ReplicaIdentity | 'absent' | 'damaged'): void {
  if (identity === 'absent') return;
  if (!existsSync(path) || statSync(path).size < 8192) throw new Fault('replica.damaged', { reason: 'file-gone' });
}
