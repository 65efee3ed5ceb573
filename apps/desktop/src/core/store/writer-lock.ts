import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../faults.ts';
import { sqliteErrorToFault } from './sqlite-error-to-fault.ts';

/** Held by the one program that may write in a folder. */
export interface WriterLock {
  release(): void;
}

/**
 * One writer for each folder: an empty SQLite file held with BEGIN EXCLUSIVE. That is an operating system lock on every
 * platform, so it dies with the process, also by kill -9; a lock file with a process id would outlive a power cut.
 *
 * Trap (POSIX): a process that opens and closes a file of SQLite by itself drops the locks of all its own connections on
 * that file. Never read replica.lock, the database or its -wal and -shm with node:fs while they are open here.
 * @param name of the lock, where a folder has more than one thing to guard
 * @throws Fault replica.in-use when another program, or another connection of this one, has it
 */
export function acquireWriterLock(folder: string, name = 'replica.lock'): WriterLock {
  let file: Database.Database | undefined;
  try {
    file = new Database(join(folder, name), { timeout: 0 });
    file.pragma('journal_mode = MEMORY');
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file?.close();
    throw sqliteErrorToFault(error) ?? error;
  }
  const held = file;
  return {
    release() {
      if (!held.open) return;
      held.exec('ROLLBACK');
      held.close();
    },
  };
}

/** Whether some program has the folder open for writing; asks the lock itself, so the answer is old when it arrives. */
export function isWriterPresent(folder: string): boolean {
  try {
    acquireWriterLock(folder).release();
    return false;
  } catch (error) {
    if (error instanceof Fault && error.code === 'replica.in-use') return true;
    throw error;
  }
}
