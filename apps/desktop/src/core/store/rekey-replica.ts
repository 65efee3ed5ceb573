import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { assert } from '@nrm/domain/shared';
import { Fault } from '../faults.ts';
import { syncFolder } from './durable-file.ts';
import { openConnection, rawKey } from './replica-connection.ts';
import { createReplicaIdentity, isKeyOf, readReplicaIdentity, writeReplicaIdentity } from './replica-identity.ts';
import { acquireWriterLock } from './writer-lock.ts';

export interface KeyChange {
  readonly path: string;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/**
 * Encrypts every page anew, after a worker was removed. May be killed at any moment and called again with the same two
 * keys, which the keyring holds both until this has returned: `openReplica` with `previousKey` does that by itself.
 * @throws Fault replica.in-use, replica.wrong-key, replica.damaged, disk.full, disk.not-writable, disk.failed
 */
export function rekeyReplica(change: KeyChange): void {
  const lock = acquireWriterLock(dirname(change.path));
  try {
    finishKeyChange(change);
  } finally {
    lock.release();
  }
}

/** The same for somebody who holds the writer lock already. */
export function finishKeyChange({ path, from, to }: KeyChange): void {
  assert(from.byteLength === 32 && to.byteLength === 32, 'the key of a replica has 32 bytes');
  const identity = readReplicaIdentity(path);
  // Without an identity nothing can be told apart; opening with the key in force writes it again.
  if (typeof identity === 'string') throw new Fault('replica.damaged', { reason: 'replica.json' });
  const opensFrom = isKeyOf(identity, from);
  const opensTo = isKeyOf(identity, to);
  if (!opensFrom && !opensTo) throw new Fault('replica.wrong-key');
  if (!opensFrom) return;
  if (!opensTo) {
    // Out of WAL first, so that from here on the file stands alone or with a rollback journal, never with a log.
    openConnection({ path, key: from, readonly: false, journalMode: 'DELETE' }).close();
    syncFolder(dirname(path));
    writeReplicaIdentity(path, createReplicaIdentity(identity.replicaId, [from, to]));
  }
  if (isStillUnder(from, path)) {
    const connection = openConnection({ path, key: from, readonly: false, journalMode: 'DELETE' });
    try {
      connection.pragma(`rekey = "${rawKey(to)}"`);
    } finally {
      connection.close();
    }
  }
  // Before anything else is written: the return to WAL makes a journal of its own, under the new key, and a kill in it
  // left a file that looked as if it were still under the old one (found by the 66th kill of durability.test.ts).
  writeReplicaIdentity(path, createReplicaIdentity(identity.replicaId, [to]));
  openConnection({ path, key: to, readonly: false, journalMode: 'WAL' }).close();
}

/**
 * Between the two names of the keys: a rollback journal is written under the old key and brings the whole file back under it, so as long as there is one
 * only the old key may touch the file. Without one the file is whole, under one key or the other.
 */
function isStillUnder(from: Uint8Array, path: string): boolean {
  if (existsSync(`${path}-journal`)) return true;
  try {
    openConnection({ path, key: from, readonly: true }).close();
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'replica.damaged') return false;
    throw error;
  }
}
