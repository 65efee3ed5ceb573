/**
 * From a backup and nothing else to a server that can be started: the keys into an empty folder (or none where they
 * are there already), the rows into an empty database, another epoch, and everything verified before it is said to be done.
 */
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { dataFolderPaths, parseConfig, readConfig, ServerConfig } from '../config.ts';
import { Fault } from '../faults.ts';
import { type LedgerCheck, verifyLedger } from '../ledger/verify-ledger.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { openDatabase } from '../open-server.ts';
import { openServerIdentity } from '../server-identity.ts';
import { connectToPostgres } from '../store/connect.ts';
import { startEmbeddedPostgres } from '../store/embedded-postgres.ts';
import type { Migration } from '../store/migrate.ts';
import { createPostgresLedger } from '../store/postgres-ledger.ts';
import { writePrivateFile } from '../store/private-file.ts';
import type { KeyFiles, Manifest } from './backup-format.ts';
import { loadBackup } from './load-backup.ts';
import { type OpenBackup, openBackup } from './read-backup.ts';

export interface RestoreOptions {
  readonly backup: string;
  /** `AGE-SECRET-KEY-1...` */
  readonly identity: string;
  /** Data folder of the server. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** An installed PostgreSQL, empty; without it as the backed up server had it. */
  readonly databaseUrl?: string;
  readonly migrations: readonly Migration[];
}

export interface Restored {
  readonly manifest: Manifest;
  readonly epoch: string;
  readonly check: LedgerCheck;
}

/**
 * Whatever fails takes the configuration away again that it wrote, and nothing is left in the database.
 * @throws Fault backup.*, data-folder.*, postgres.*
 */
export async function restoreServer(options: RestoreOptions): Promise<Restored> {
  const { folder, env, migrations } = options;
  const backup = await openBackup(options.backup, options.identity, migrations);
  const paths = dataFolderPaths(folder);
  const isNew = !existsSync(paths.config);
  if (isNew) writeKeys(folder, backup.keys, options.databaseUrl);
  try {
    requireSameServer(paths.identity, backup.manifest);
    const around = options.databaseUrl ? { ...env, NRM_SERVER_DATABASE_URL: options.databaseUrl } : env;
    const database = await openDatabase(readConfig(folder, around), paths.postgres, 'own');
    try {
      return await restoreInto(database.connectionString, backup, migrations);
    } finally {
      await database.stop();
    }
  } catch (error) {
    if (isNew) rmSync(paths.config, { force: true });
    throw error;
  }
}

/**
 * Proves a backup by restoring it: into a PostgreSQL of its own that is thrown away, or into an empty database that the
 * caller gives and throws away.
 */
export async function verifyBackup(
  options: Pick<RestoreOptions, 'backup' | 'identity' | 'migrations' | 'databaseUrl'> & { readonly scratch: string },
): Promise<Restored> {
  const backup = await openBackup(options.backup, options.identity, options.migrations);
  if (options.databaseUrl) return restoreInto(options.databaseUrl, backup, options.migrations);
  const postgres = await startEmbeddedPostgres({ folder: options.scratch, settings: { fsync: 'off' } });
  try {
    return await restoreInto(postgres.connectionString(), backup, options.migrations);
  } finally {
    await postgres.stop();
  }
}

async function restoreInto(
  connectionString: string,
  backup: OpenBackup,
  migrations: readonly Migration[],
): Promise<Restored> {
  const { manifest } = backup;
  const pool = await connectToPostgres({ connectionString, max: 4 });
  try {
    const epoch = await loadBackup(pool, backup, migrations);
    const check = await verifyRestored(pool, epoch, manifest);
    return { manifest, epoch, check };
  } finally {
    await pool.end();
  }
}

const verifyRestored = (pool: pg.Pool, epoch: string, { governorate }: Manifest): Promise<LedgerCheck> =>
  verifyLedger({ store: createPostgresLedger(pool, epoch), crypto: nodeCrypto, governorate }, pool);

function requireSameServer(identityFile: string, { server }: Manifest): void {
  if (openServerIdentity(identityFile).publicKey !== server.publicKey) throw new Fault('backup.other-server');
}

/** The configuration last: until it is there, the folder counts as empty. */
function writeKeys(folder: string, files: KeyFiles, databaseUrl: string | undefined): void {
  const paths = dataFolderPaths(folder);
  mkdirSync(folder, { recursive: true });
  // As root, PostgreSQL's own user passes through to its folder; it sees nothing on the way.
  chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  const text = (name: string) => Buffer.from(files[name] ?? '', 'base64').toString('utf8');
  for (const name of Object.keys(files)) {
    if (name === 'server.json') continue;
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writePrivateFile(path, text(name));
  }
  let config: unknown;
  try {
    config = JSON.parse(text('server.json'));
  } catch {
    throw new Fault('backup.altered', { file: 'server.json' });
  }
  const read = parseConfig(ServerConfig, config, 'backup');
  const given = databaseUrl ? { ...read, database: { kind: 'installed', url: databaseUrl } } : read;
  writePrivateFile(paths.config, `${JSON.stringify(given, null, 2)}\n`);
}
