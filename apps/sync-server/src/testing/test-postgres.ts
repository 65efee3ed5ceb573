/**
 * One real PostgreSQL for a whole test run, started when the first test asks, and a fresh database for each test file.
 * Durability is switched off: what is tested here is never a power cut of the server.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectToPostgres } from '../store/connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../store/embedded-postgres.ts';
import { type Migration, migrate } from '../store/migrate.ts';

/** Set by the global setup of the test run; holds the address to ask for the shared cluster. */
export const SHARED_POSTGRES_VARIABLE = 'NRM_TEST_POSTGRES';

export interface TestDatabase {
  readonly connectionString: string;
  /** Closes other people's connections too: a test that forgot one must not hang. */
  drop(): Promise<void>;
}

export interface TestPostgres {
  /**
   * A fresh database with these migrations already run. They run once per test run into a template, so that each
   * further database costs one copy (some tens of milliseconds).
   */
  createDatabase(migrations?: readonly Migration[]): Promise<TestDatabase>;
  /** Stops a cluster that was started for this caller alone; leaves the shared one to the test run. */
  stop(): Promise<void>;
}

/** Joins the cluster of the test run, or starts a private one where there is no such run (a bench, a script). */
export async function startTestPostgres(): Promise<TestPostgres> {
  const door = process.env[SHARED_POSTGRES_VARIABLE];
  if (door) {
    const answer = await fetch(door, { method: 'POST' });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The test PostgreSQL did not start: ${text}`);
    return { createDatabase: (migrations) => createDatabase(text, migrations ?? []), stop: async () => undefined };
  }
  const cluster = await startThrowawayCluster();
  return {
    createDatabase: (migrations) => createDatabase(cluster.connectionString(), migrations ?? []),
    stop: () => cluster.stop(),
  };
}

/** A cluster in a temporary folder that is removed when it stops. */
export async function startThrowawayCluster(): Promise<EmbeddedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'nrm-test-postgres-'));
  const cluster = await startEmbeddedPostgres({
    folder,
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '300',
      shared_buffers: '64MB',
      autovacuum: 'off',
    },
  });
  const stop = async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...cluster, stop };
}

async function createDatabase(adminAddress: string, migrations: readonly Migration[]): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminAddress, async (admin) => {
    const template = migrations.length > 0 ? await getTemplate(admin, adminAddress, migrations) : 'template1';
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    connectionString: withDatabase(adminAddress, name),
    drop: () =>
      asAdmin(adminAddress, async (admin) => void (await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** Made once by whichever test process comes first; the others wait for the lock and find it. */
async function getTemplate(admin: pg.Client, adminAddress: string, migrations: readonly Migration[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex');
  const template = `template_${hash.slice(0, 16)}`;
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
  const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [template]);
  if (found.rowCount === 0) {
    await admin.query(`DROP DATABASE IF EXISTS ${template}`);
    await admin.query(`CREATE DATABASE ${template}`);
    const pool = await connectToPostgres({ connectionString: withDatabase(adminAddress, template), max: 1 });
    try {
      await migrate(pool, migrations);
    } finally {
      await pool.end();
    }
    await admin.query(`ALTER DATABASE ${template} IS_TEMPLATE true`);
  }
  return template;
}

async function asAdmin<T>(adminAddress: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminAddress });
  admin.on('error', () => undefined);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(address: string, database: string): string {
  const url = new URL(address);
  url.pathname = `/${database}`;
  return url.href;
}
