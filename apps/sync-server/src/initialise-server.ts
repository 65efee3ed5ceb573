/** Makes a governorate server in an empty folder: keys, authority, configuration, database, the first entry. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import type { Names } from '@nrm/domain/governorate';
import { DeviceId, type GovernorateId, uuidV7, WorkerId } from '@nrm/domain/shared';
import type { ServerAssembly } from './assembly.ts';
import { dataFolderPaths, parseConfig, ServerConfig } from './config.ts';
import { errorCode, Fault } from './faults.ts';
import { openServer } from './open-server.ts';
import { isLoopbackAddress } from './plugins/app/permissions.ts';
import { createServerIdentity } from './server-identity.ts';
import { writePrivateFile } from './store/private-file.ts';
import { createTlsFolder } from './tls/tls-folder.ts';

export interface InitialiseOptions {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly governorate: GovernorateId;
  readonly names: Names;
  readonly demonstration: boolean;
  /** An installed PostgreSQL; without it one is kept in the folder. */
  readonly databaseUrl?: string;
  readonly listen: { readonly host: string; readonly port: number; readonly tls: boolean };
  /** Names and addresses under which laptops reach this server. */
  readonly hosts: readonly string[];
}

/**
 * Whatever fails takes the configuration away again, so that `init` can simply run once more in the same folder.
 * @throws Fault data-folder.already-initialised, data-folder.not-writable, configuration.*, postgres.*
 */
export async function initialiseServer(assembly: ServerAssembly, options: InitialiseOptions): Promise<ServerConfig> {
  const { folder, now, listen } = options;
  const paths = dataFolderPaths(folder);
  if (existsSync(paths.config)) throw new Fault('data-folder.already-initialised', { folder });
  if (!listen.tls && !isLoopbackAddress(listen.host))
    throw new Fault('configuration.plain-http-beyond-loopback', { host: listen.host });
  const uuid = () => uuidV7(now().getTime(), randomBytes(10));
  const config = parseConfig(
    ServerConfig,
    {
      version: 1,
      governorate: { id: options.governorate, names: options.names },
      demonstration: options.demonstration,
      server: { device: DeviceId.parse(uuid()), worker: WorkerId.parse(uuid()) },
      database: options.databaseUrl ? { kind: 'installed', url: options.databaseUrl } : { kind: 'embedded' },
      listen,
      hosts: [...options.hosts],
      logLevel: 'info',
    },
    'init',
  );
  makeFolder(folder, paths.keys);
  createServerIdentity(paths.identity);
  await createTlsFolder(paths.tls, config.governorate.id, config.hosts, now());
  writePrivateFile(paths.config, `${JSON.stringify(config, null, 2)}\n`);
  try {
    const { env } = options;
    const server = await openServer({ folder, env, now, migrations: assembly.migrations, database: 'own' });
    try {
      await assembly.foundGovernorate(server);
    } finally {
      await server.close();
    }
  } catch (error) {
    rmSync(paths.config, { force: true });
    throw error;
  }
  return config;
}

function makeFolder(folder: string, keys: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    // As root, PostgreSQL's own user passes through to its folder; it sees nothing on the way.
    chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    mkdirSync(keys, { recursive: true, mode: 0o700 });
  } catch (cause) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(errorCode(cause) ?? '')) {
      throw new Fault('data-folder.not-writable', { folder }, cause);
    }
    throw cause;
  }
}
