import { Bug } from '@nrm/domain/shared';
import Database from 'better-sqlite3';
import { Fault } from '../faults.ts';
import { sqliteErrorToFault } from './sqlite-error-to-fault.ts';

/** 'NRM' and the format of the file: tells our file from any other that the same key could open. */
export const REPLICA_APPLICATION_ID = 0x4e524d01;

/**
 * Set *and read back*, else we do not run: the driver's default `synchronous=NORMAL` in WAL lost acknowledged saves in
 * power cuts, its default temp store wrote plaintext to disk (docs/decisions/0007-encrypted-replica.md).
 */
const PRAGMAS = [
  { name: 'synchronous', value: 'FULL', readsBack: 2 },
  { name: 'temp_store', value: 'MEMORY', readsBack: 2 },
  { name: 'secure_delete', value: 'ON', readsBack: 1 },
  { name: 'foreign_keys', value: 'ON', readsBack: 1 },
  { name: 'trusted_schema', value: 'OFF', readsBack: 0 },
  { name: 'cell_size_check', value: 'ON', readsBack: 1 },
] as const;

export interface ConnectionOptions {
  readonly path: string;
  readonly key: Uint8Array;
  readonly readonly: boolean;
  /** Nothing outside the file says that there is a replica: one whose making was cut off is made to its end. */
  readonly mayBeBegun?: boolean;
  /** DELETE only while the key is being changed. */
  readonly journalMode?: 'WAL' | 'DELETE';
}

/** The bare, keyed, configured connection: for this folder of the source only. */
export function openConnection(options: ConnectionOptions): Database.Database {
  const { journalMode = 'WAL', mayBeBegun = false } = options;
  let connection: Database.Database | undefined;
  try {
    connection = new Database(options.path, {
      readonly: options.readonly,
      fileMustExist: options.readonly,
      timeout: options.readonly ? 5000 : 2000,
    });
    applyKey(connection, options.key);
    const pages = connection.pragma('page_count', { simple: true });
    const isNew = !options.readonly && (pages === 0 || (mayBeBegun && pages === 1 && saysNothing(connection)));
    if (isNew) connection.pragma('page_size = 8192');
    if (!options.readonly) setAndReadBack(connection, 'journal_mode', journalMode, journalMode.toLowerCase());
    for (const { name, value, readsBack } of PRAGMAS) setAndReadBack(connection, name, value, readsBack);
    if (isNew) {
      // Also what puts the first page on the disk, before anything outside the file says that there is a replica.
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

/** The first page is written before it says whose it is: what has no more than that was being made. */
const saysNothing = (connection: Database.Database): boolean =>
  connection.pragma('application_id', { simple: true }) === 0 &&
  connection.prepare('select 1 from sqlite_schema').get() === undefined;

function setAndReadBack(connection: Database.Database, name: string, value: string, readsBack: string | number): void {
  connection.pragma(`${name} = ${value}`);
  const actual = connection.pragma(name, { simple: true });
  if (actual !== readsBack) throw new Bug(`the driver did not accept ${name}=${value}`);
}

function applyKey(connection: Database.Database, key: Uint8Array): void {
  connection.pragma("cipher = 'chacha20'");
  connection.pragma(`key = "${rawKey(key)}"`);
}

/** The form in which the cipher takes 32 bytes without deriving anything from them. */
export const rawKey = (key: Uint8Array) => `x'${Buffer.from(key).toString('hex')}'`;
