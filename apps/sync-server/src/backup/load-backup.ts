/** Puts the rows of a backup into an empty database and begins another epoch there; all of it or nothing. */
import type pg from 'pg';
import { Fault } from '../faults.ts';
import { beginAnew } from '../ledger/epoch.ts';
import { inTransaction } from '../store/connect.ts';
import { type Migration, migrate } from '../store/migrate.ts';
import type { LedgerHeads, Manifest } from './backup-format.ts';
import { readLedgerHeads } from './ledger-heads.ts';
import type { OpenBackup } from './read-backup.ts';

/**
 * @returns the new epoch
 * @throws Fault backup.database-not-empty, backup.does-not-match, and those of reading
 */
export async function loadBackup(pool: pg.Pool, backup: OpenBackup, known: readonly Migration[]): Promise<string> {
  await requireEmpty(pool);
  try {
    return await load(pool, backup, known);
  } catch (error) {
    await emptyAgain(pool);
    throw error;
  }
}

async function load(pool: pg.Pool, backup: OpenBackup, known: readonly Migration[]): Promise<string> {
  const { manifest } = backup;
  // Rows of an older release go into its own tables and are moved forward with them.
  const names = manifest.migrations.map(({ name }) => name);
  await migrate(
    pool,
    names.flatMap((name) => known.filter((migration) => migration.name === name)),
  );
  const epoch = await inTransaction(pool, async (tx) => {
    await tx.query('SET LOCAL statement_timeout = 0');
    for await (const { table, rows } of backup.rows()) {
      if (!manifest.tables.some(({ name }) => name === table)) throw new Fault('backup.altered');
      // Columns that count by themselves keep the numbers they had.
      await tx.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    }
    await continueCounting(tx, manifest);
    await requireSame(tx, manifest);
    return beginAnew(tx, manifest.server.device, 'restored-from-backup');
  });
  await migrate(pool, known);
  return epoch;
}

/** So that the next try finds what this one found. */
async function emptyAgain(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  for (const { name } of rows) await pool.query(`DROP TABLE ${name}`);
}

async function requireEmpty(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ tables: number }>(
    `SELECT count(*)::int AS tables FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  if (rows[0]?.tables !== 0) throw new Fault('backup.database-not-empty');
}

async function continueCounting(tx: pg.PoolClient, { tables }: Manifest): Promise<void> {
  const { rows } = await tx.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'`,
  );
  for (const { table_name: table, column_name: column } of rows)
    if (tables.some(({ name }) => name === table))
      await tx.query(
        `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), coalesce(max(${column}), 0) + 1, false) FROM ${table}`,
      );
}

async function requireSame(tx: pg.PoolClient, { tables, heads, server }: Manifest): Promise<void> {
  for (const { name, rows: expected } of tables) {
    const { rows } = await tx.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
    if (rows[0]?.count !== expected) throw new Fault('backup.does-not-match', { table: name });
  }
  const found = await readLedgerHeads(tx, server.device);
  for (const kind of Object.keys(heads) as (keyof LedgerHeads)[])
    if (found[kind] !== heads[kind]) throw new Fault('backup.does-not-match', { heads: kind });
}
