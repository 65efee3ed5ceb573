/** What a server is told about itself: `server.json` of its data folder (0600), and a few settings of the surroundings. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Names } from '@nrm/domain/governorate';
import { DeviceId, GovernorateId, WorkerId } from '@nrm/domain/shared';
import { z } from 'zod';
import { errorCode, Fault } from './faults.ts';

const Host = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9.:-]+$/);
const Port = z.coerce.number().int().min(0).max(65_535);
const LogLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent']);
const PostgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

export const ServerConfig = z.strictObject({
  version: z.literal(1),
  governorate: z.strictObject({ id: GovernorateId, names: Names }),
  /** Invented people only: a real server refuses what is marked so, and this one takes nothing else. */
  demonstration: z.boolean(),
  /** Ids under which the server itself writes entries. */
  server: z.strictObject({ device: DeviceId, worker: WorkerId }),
  database: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('embedded') }),
    z.strictObject({ kind: z.literal('installed'), url: PostgresUrl }),
  ]),
  listen: z.strictObject({ host: Host, port: Port, tls: z.boolean() }),
  /** Names and addresses under which laptops reach this server; they stand in its certificate. */
  hosts: z.array(Host).min(1).max(20),
  logLevel: LogLevel,
});
export type ServerConfig = z.infer<typeof ServerConfig>;

export interface RunningConfig extends ServerConfig {
  /** Never in the file: whoever gathers numbers from another computer shows it; null where nobody may. */
  readonly metricsToken: string | null;
}

/** Each replaces one setting for one run; the password of a database may so stay out of the file. */
const Surroundings = z.object({
  NRM_SERVER_HOST: Host.optional(),
  NRM_SERVER_PORT: Port.optional(),
  NRM_SERVER_LOG_LEVEL: LogLevel.optional(),
  NRM_SERVER_DATABASE_URL: PostgresUrl.optional(),
  NRM_SERVER_METRICS_TOKEN: z.string().min(24).max(200).optional(),
});

export const CONFIG_FILE = 'server.json';

export const dataFolderPaths = (folder: string) => ({
  config: join(folder, CONFIG_FILE),
  tls: join(folder, 'keys', 'tls'),
  keys: join(folder, 'keys'),
  identity: join(folder, 'keys', 'identity.key.pem'),
  sealing: join(folder, 'keys', 'sealing.key'),
  backupRecipients: join(folder, 'keys', 'backup.recipients'),
  postgres: join(folder, 'postgres'),
});

/** @throws Fault data-folder.not-initialised, data-folder.damaged, configuration.invalid with the place */
export function readConfig(folder: string, env: NodeJS.ProcessEnv): RunningConfig {
  let text: string;
  try {
    text = readFileSync(dataFolderPaths(folder).config, 'utf8');
  } catch (cause) {
    throw new Fault(
      errorCode(cause) === 'ENOENT' ? 'data-folder.not-initialised' : 'data-folder.damaged',
      { folder },
      cause,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault('data-folder.damaged', { file: CONFIG_FILE });
  }
  const config = parseConfig(ServerConfig, value, CONFIG_FILE);
  const around = parseConfig(Surroundings, env, 'environment');
  return {
    ...config,
    listen: {
      ...config.listen,
      host: around.NRM_SERVER_HOST ?? config.listen.host,
      port: around.NRM_SERVER_PORT ?? config.listen.port,
    },
    logLevel: around.NRM_SERVER_LOG_LEVEL ?? config.logLevel,
    database: around.NRM_SERVER_DATABASE_URL
      ? { kind: 'installed', url: around.NRM_SERVER_DATABASE_URL }
      : config.database,
    metricsToken: around.NRM_SERVER_METRICS_TOKEN ?? null,
  };
}

/** Names the place and never the value: a connection string holds a password. */
export function parseConfig<T extends z.ZodType>(schema: T, value: unknown, source: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Fault('configuration.invalid', { source, place });
}
