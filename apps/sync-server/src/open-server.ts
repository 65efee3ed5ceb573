/** Opens a data folder: configuration, keys, and the database moved to this release. Every command starts here. */
import type pg from 'pg';
import { dataFolderPaths, type RunningConfig, readConfig, type ServerConfig } from './config.ts';
import { isFault } from './faults.ts';
import { openServerIdentity, type ServerIdentity } from './server-identity.ts';
import { connectToPostgres } from './store/connect.ts';
import { joinEmbeddedPostgres, startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { type Migration, migrate } from './store/migrate.ts';
import { openTlsFolder, type TlsIdentity } from './tls/tls-folder.ts';

export interface OpenServer {
  readonly folder: string;
  readonly config: RunningConfig;
  readonly identity: ServerIdentity;
  /** null where the server is configured without TLS, on the loopback address. */
  readonly tls: TlsIdentity | null;
  readonly pool: pg.Pool;
  readonly now: () => Date;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly migrations: readonly Migration[];
  readonly now: () => Date;
  /**
   * `own`: the database of the folder is started for this program. `join`: it is used as it is when another program
   * has started it, so that a command works beside a serving server.
   */
  readonly database: 'own' | 'join';
}

export async function openServer({ folder, env, migrations, now, database }: OpenOptions): Promise<OpenServer> {
  const config = readConfig(folder, env);
  const paths = dataFolderPaths(folder);
  const identity = openServerIdentity(paths.identity);
  const tls = config.listen.tls ? await openTlsFolder(paths.tls, config.hosts, now()) : null;
  const postgres = await openDatabase(config, paths.postgres, database);
  try {
    const pool = await connectToPostgres({ connectionString: postgres.connectionString });
    const close = async () => {
      await pool.end();
      await postgres.stop();
    };
    try {
      await migrate(pool, migrations);
    } catch (error) {
      await close();
      throw error;
    }
    return { folder, config, identity, tls, pool, now, close };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

const DATABASE = 'nrm';

export async function openDatabase(config: ServerConfig, folder: string, way: OpenOptions['database']) {
  if (config.database.kind === 'installed')
    return { connectionString: config.database.url, stop: async () => undefined };
  try {
    const cluster = await startEmbeddedPostgres({ folder });
    try {
      await createDatabaseOnce(cluster.connectionString());
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return { connectionString: cluster.connectionString(DATABASE), stop: () => cluster.stop() };
  } catch (error) {
    if (way === 'own' || !isFault(error, 'data-folder.in-use')) throw error;
    return { connectionString: joinEmbeddedPostgres(folder).connectionString(DATABASE), stop: async () => undefined };
  }
}

async function createDatabaseOnce(adminAddress: string): Promise<void> {
  const admin = await connectToPostgres({ connectionString: adminAddress, max: 1 });
  try {
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await admin.end();
  }
}
