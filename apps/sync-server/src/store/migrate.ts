/**
 * Moves the database forward, never back. Each migration has a name that says what it does and runs once, alone, in its
 * own transaction; what ran is recorded with the hash of its text.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { Fault } from '../faults.ts';

export interface Migration {
  /** For example `0030_add_referral_outcome`: never renamed once shipped. */
  readonly name: string;
  readonly sql: string;
}

const LOCK = 4_207_731; // any fixed number: two servers that start together migrate one after the other

export const hashOfMigration = (migration: Migration): string =>
  createHash('sha256').update(migration.sql).digest('hex');

/**
 * @returns the names that were run now, in order
 * @throws Fault database.from-newer-release when the database has a migration this release does not know,
 *   database.migration-changed when one it has reads differently here
 */
export async function migrate(pool: pg.Pool, migrations: readonly Migration[]): Promise<string[]> {
  const connection = await pool.connect();
  try {
    await connection.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await connection.query(
      `CREATE TABLE IF NOT EXISTS migrations (
         position integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         name text NOT NULL UNIQUE,
         hash text NOT NULL,
         ran_at timestamptz NOT NULL DEFAULT now()
       )`,
    );
    const known = new Map(migrations.map((migration) => [migration.name, migration]));
    const done = new Set<string>();
    const { rows } = await connection.query<{ name: string; hash: string }>(
      'SELECT name, hash FROM migrations ORDER BY position',
    );
    for (const row of rows) {
      const migration = known.get(row.name);
      if (!migration) throw new Fault('database.from-newer-release', { migration: row.name });
      if (hashOfMigration(migration) !== row.hash)
        throw new Fault('database.migration-changed', { migration: row.name });
      done.add(row.name);
    }
    const ran: string[] = [];
    for (const migration of migrations.filter(({ name }) => !done.has(name))) {
      await connection.query('BEGIN');
      try {
        await connection.query(migration.sql);
        await connection.query('INSERT INTO migrations (name, hash) VALUES ($1, $2)', [
          migration.name,
          hashOfMigration(migration),
        ]);
        await connection.query('COMMIT');
      } catch (error) {
        await connection.query('ROLLBACK');
        throw error;
      }
      ran.push(migration.name);
    }
    return ran;
  } finally {
    // Closing the session also frees the lock, whatever happened.
    connection.release(true);
  }
}
