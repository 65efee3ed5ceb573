import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFault } from '../faults.ts';
import { openReplica, type ReplicaLocation } from './open-replica.ts';
import type { ReadableStore } from './store.ts';
import { findWalDamage } from './wal-damage.ts';
import { acquireWriterLock } from './writer-lock.ts';

/** What is wrong with a replica, in the words of SQLite about pages and tables; it holds nothing of a row. */
export interface ReplicaCheck {
  readonly ok: boolean;
  readonly findings: readonly string[];
}

/**
 * Reads every page (each carries a MAC) and checks the structure, the indexes, the references and, when no writer has the
 * folder, the write-ahead log. It cannot see an old but genuine page or file: that is the work of the sealed head.
 * @throws Fault replica.missing, replica.wrong-key, replica.from-newer-release, disk.*; damage is an answer, not a throw
 */
export function checkReplica(location: ReplicaLocation): ReplicaCheck {
  try {
    const damage = existsSync(location.path) ? findLogDamage(location.path) : undefined;
    const store = openReplica({ ...location, readonly: true });
    try {
      const pages = checkStore(store);
      return damage ? { ok: false, findings: [damage, ...pages.findings] } : pages;
    } finally {
      store.close();
    }
  } catch (error) {
    if (isFault(error, 'replica.damaged')) return { ok: false, findings: [String(error.params.reason ?? 'damaged')] };
    throw error;
  }
}

/** The same over a store that is already open; seconds for hundreds of megabytes. */
export function checkStore(store: ReadableStore): ReplicaCheck {
  try {
    const structure = store
      .all<{ integrity_check: string }>('pragma integrity_check(100)')
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok');
    const references = store
      .all<{ table: string }>('pragma foreign_key_check')
      .map((row) => `broken reference in ${row.table}`);
    const findings = [...structure, ...new Set(references)];
    return { ok: findings.length === 0, findings };
  } catch (error) {
    if (isFault(error, 'replica.damaged')) return { ok: false, findings: [String(error.params.reason ?? 'damaged')] };
    throw error;
  }
}

/**
 * The same, one table with its indexes after the other, so that people can work in between. Damage that SQLite meets
 * while it reads is an answer too.
 */
export function* findingsInSteps(store: ReadableStore): Generator<readonly string[], void> {
  for (const name of readTables(store)) {
    try {
      yield store
        .all<{ integrity_check: string }>(`pragma integrity_check('${name.replaceAll("'", "''")}')`)
        .map((row) => row.integrity_check)
        .filter((line) => line !== 'ok');
    } catch (error) {
      if (!isFault(error, 'replica.damaged')) throw error;
      yield [String(error.params.reason ?? 'damaged')];
    }
  }
}

const readTables = (store: ReadableStore): readonly string[] =>
  store
    .all<{ name: string }>(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`)
    .map(({ name }) => name);

/** A writer that is there looked at the log when it opened, and the log it now writes is not ours to read. */
function findLogDamage(path: string): string | undefined {
  try {
    const lock = acquireWriterLock(dirname(path));
    try {
      return findWalDamage(path);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (isFault(error, 'replica.in-use')) return undefined;
    throw error;
  }
}
