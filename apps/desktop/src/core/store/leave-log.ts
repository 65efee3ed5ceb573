import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { findDiskFault } from '../faults.ts';
import { syncFolder } from './durable-file.ts';
import { sqliteErrorToFault } from './sqlite-error-to-fault.ts';

/**
 * Takes a connection from the write-ahead log to a rollback journal until the returned function is called. The journal
 * keeps the old form of a page that is changed, and nothing of a page that is new: while a file grows from nothing, what
 * is written is written once.
 *
 * As durable as the log: EXTRA waits for the journal's end as well, and each change from one to the other waits for the
 * folder, so that no power cut brings back a log or a journal that was taken away.
 * Where somebody reads at the very moment of the return, the journal stays until the file is opened again.
 * @throws Fault disk.*; the connection is usable then, and as durable
 */
export function leaveLog(connection: Database.Database): () => void {
  connection.pragma('synchronous = EXTRA');
  if (!change(connection, 'delete')) {
    connection.pragma('synchronous = FULL');
    return () => undefined;
  }
  // Whoever reads beside would make a COMMIT wait, and fail.
  connection.pragma('locking_mode = EXCLUSIVE');
  return () => {
    if (!connection.open) return;
    connection.pragma('locking_mode = NORMAL');
    if (change(connection, 'wal')) connection.pragma('synchronous = FULL');
  };
}

/** @returns whether it is so now: not while somebody else reads */
function change(connection: Database.Database, mode: 'wal' | 'delete'): boolean {
  try {
    if (connection.pragma(`journal_mode = ${mode}`, { simple: true }) !== mode) return false;
    syncFolder(dirname(connection.name));
    return true;
  } catch (error) {
    const fault = sqliteErrorToFault(error);
    if (fault?.code === 'replica.in-use') return false;
    // A log whose end may come back must not meet a file that has gone on without it.
    if (mode === 'delete' && connection.pragma('journal_mode', { simple: true }) === mode)
      connection.pragma('journal_mode = wal');
    throw fault ?? findDiskFault(error) ?? error;
  }
}
