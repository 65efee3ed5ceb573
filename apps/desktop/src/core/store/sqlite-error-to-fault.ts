import Database from 'better-sqlite3';
import { Fault } from '../faults.ts';

/**
 * The fault behind an error of the driver, or undefined when the error is ours (a constraint, wrong SQL): those stay
 * what they are and are loud. Extended codes (SQLITE_IOERR_FSYNC) count as their family.
 */
export function sqliteErrorToFault(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  if (!(error instanceof Database.SqliteError)) return undefined;
  const { code } = error;
  const is = (family: string) => code === family || code.startsWith(`${family}_`);
  if (is('SQLITE_BUSY') || is('SQLITE_LOCKED')) return new Fault('replica.in-use', { reason: code });
  if (is('SQLITE_FULL')) return new Fault('disk.full');
  if (is('SQLITE_CORRUPT') || is('SQLITE_NOTADB')) return new Fault('replica.damaged', { reason: code });
  if (is('SQLITE_CANTOPEN') || is('SQLITE_PERM') || is('SQLITE_READONLY'))
    return new Fault('disk.not-writable', { reason: code });
  // A page whose MAC does not fit is reported by the cipher as a failed read of its page, not of the disk.
  if (code === 'SQLITE_IOERR_DATA' || code === 'SQLITE_IOERR_SHORT_READ')
    return new Fault('replica.damaged', { reason: code });
  if (is('SQLITE_IOERR')) return new Fault('disk.failed', { reason: code });
  return undefined;
}
