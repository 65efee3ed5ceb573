import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { assert, Bug } from '@nrm/domain/shared';
import Database from 'better-sqlite3';
import { Fault, findDiskFault } from '../faults.ts';
import {
  createReplicaIdentity,
  isKeyOf,
  type ReplicaIdentity,
  readReplicaIdentity,
  writeReplicaIdentity,
} from './replica-identity.ts';
import { sqliteErrorToFault } from './sqlite-error-to-fault.ts';
import { createStore, type ReadableStore, type WritableStore } from './store.ts';
import { acquireWriterLock } from './writer-lock.ts';

export interface ReplicaLocation {
  /** The database file; its folder holds nothing but this replica and is made when it is not there. */
  readonly path: string;
  /** 32 bytes, used as they are: no derivation by the driver. */
  readonly key: Uint8Array;
}

/** 'NRM' and the format of the file: tells our file from any other that the same key could open. */
export const REPLICA_APPLICATION_ID = 0x4e524d01;

/**
 * Set *and read back*, else we do not run: the driver's default `synchronous=NORMAL` in WAL lost acknowledged saves in
 * power cuts, its default temp store wrote plaintext to disk (docs/decisions/0007-encrypted-replica.md).
 */
const PRAGMAS = [
  { name: 'journal_mode', value: 'WAL', readsBack: 'wal', writerOnly: true },
  { name: 'synchronous', value: 'FULL', readsBack: 2 },
  { name: 'temp_store', value: 'MEMORY', readsBack: 2 },
  { name: 'secure_delete', value: 'ON', readsBack: 1 },
  { name: 'foreign_keys', value: 'ON', readsBack: 1 },
  { name: 'trusted_schema', value: 'OFF', readsBack: 0 },
  { name: 'cell_size_check', value: 'ON', readsBack: 1 },
] as const;

/**
 * Opens the encrypted replica, or makes it when its folder holds none.
 *
 * Writing takes the one writer's place of the folder for as long as the store is open. Reading only takes none and can
 * stand beside the writer (a status command, a check).
 * @throws Fault replica.in-use, replica.wrong-key, replica.damaged, replica.from-newer-release, disk.full,
 *   disk.not-writable, disk.failed
 */
export function openReplica(location: ReplicaLocation & { readonly readonly: true }): ReadableStore & { close(): void };
export function openReplica(location: ReplicaLocation & { readonly readonly?: false }): WritableStore;
export function openReplica({
  path,
  key,
  readonly = false,
}: ReplicaLocation & { readonly readonly?: boolean }): WritableStore | (ReadableStore & { close(): void }) {
  assert(key.byteLength === 32, 'the key of a replica has 32 bytes');
  if (readonly) {
    const identity = readReplicaIdentity(path);
    requireKey(identity, key);
    return createStore(openConnection({ path, key, readonly }), () => undefined);
  }
  makeFolder(dirname(path));
  const lock = acquireWriterLock(dirname(path));
  try {
    const identity = readReplicaIdentity(path);
    requireKey(identity, key);
    requireFile(path, identity);
    const connection = openConnection({ path, key, readonly });
    // Absent or damaged, and yet the file opened with this key and every page MAC so far held: it is written again.
    if (typeof identity === 'string')
      writeReplicaIdentity(path, createReplicaIdentity(randomBytes(16).toString('hex'), [key]));
    return createStore(connection, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
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

/** The bare, keyed, configured connection: for this folder of the source only. */
export function openConnection(options: ReplicaLocation & { readonly readonly: boolean }): Database.Database {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(options.path, {
      readonly: options.readonly,
      fileMustExist: options.readonly,
      timeout: options.readonly ? 5000 : 2000,
    });
    applyKey(connection, options.key);
    const isNew = !options.readonly && connection.pragma('page_count', { simple: true }) === 0;
    if (isNew) connection.pragma('page_size = 8192');
    for (const pragma of PRAGMAS) {
      if (options.readonly && 'writerOnly' in pragma) continue;
      connection.pragma(`${pragma.name} = ${pragma.value}`);
      const actual = connection.pragma(pragma.name, { simple: true });
      if (actual !== pragma.readsBack) throw new Bug(`the driver did not accept ${pragma.name}=${pragma.value}`);
    }
    if (isNew) {
      connection.pragma(`application_id = ${REPLICA_APPLICATION_ID}`);
      connection.pragma('wal_checkpoint(TRUNCATE)');
    }
    if (connection.pragma('page_size', { simple: true }) !== 8192) throw new Bug('the replica has another page size');
    if (connection.pragma('application_id', { simple: true }) !== REPLICA_APPLICATION_ID)
      throw new Fault('replica.damaged', { reason: 'not-a-replica' });
    return connection;
  } catch (error) {
    connection?.close();
    throw sqliteErrorToFault(error) ?? error;
  }
}

function applyKey(connection: Database.Database, key: Uint8Array): void {
  connection.pragma("cipher = 'chacha20'");
  connection.pragma(`key = "${rawKey(key)}"`);
}

/** The form in which the cipher takes 32 bytes without deriving anything from them. */
export const rawKey = (key: Uint8Array) => `x'${Buffer.from(key).toString('hex')}'`;
