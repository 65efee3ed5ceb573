/**
 * The real PostgreSQL in a folder, for trying the server out, for one office alone and for tests; production points at
 * an installed one. It listens on the loopback address only. It never deletes a cluster.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { errorCode, Fault } from '../faults.ts';
import {
  findPostgresPrograms,
  firstClosedFolder,
  getPostgresUser,
  isWritable,
  type Programs,
  type RunAs,
} from './postgres-program.ts';
import { findProcessIdentity, isRunning, isStillThere } from './process-identity.ts';

export interface EmbeddedPostgresOptions {
  /** Holds `cluster/`, `password` (0600), `owner` (process id of the program that runs it) and `postgres.log`. */
  readonly folder: string;
  /** A fixed port; without it a free one is found at every start. */
  readonly port?: number;
  /** Further server settings, for example `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** For the database `postgres`, or for the one that is named. Holds the password: never log it. */
  connectionString(database?: string): string;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. Safe to call twice. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const USER = 'nrm';
const SYSTEM_FOLDER = '/var/lib/nrm-postgres';
const ELSEWHERE = 'cluster-is-in';

/**
 * @throws Fault data-folder.not-writable, data-folder.in-use, port.in-use, postgres.folder-unreachable,
 *   postgres.not-available, postgres.not-started, postgres.user-not-created
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const runAs = getPostgresUser();
  const place = preparePlace(options.folder, runAs);
  const programs = await findPostgresPrograms(runAs);
  claimFolder(place.ownerFile);
  try {
    if (!existsSync(join(place.cluster, 'PG_VERSION')))
      initialiseCluster(place, programs, runAs, options.settings?.fsync === 'off');
    const password = readFileSync(place.passwordFile, 'utf8').trim();
    await clearLeftover(place, password);
    const { child, port } = await startOnPort(place, programs, runAs, options);
    return watch(child, port, password, place, programs);
  } catch (error) {
    rmSync(place.ownerFile, { force: true });
    throw error;
  }
}

/**
 * The address of a cluster that another program runs from this folder.
 * @throws Fault data-folder.damaged when it is not running after all
 */
export function joinEmbeddedPostgres(folder: string): Pick<EmbeddedPostgres, 'port' | 'connectionString'> {
  try {
    const port = Number(readFileSync(join(clusterOf(folder), 'postmaster.pid'), 'utf8').split('\n')[3]);
    return { port, connectionString: addressing(port, readFileSync(join(folder, 'password'), 'utf8').trim()) };
  } catch (cause) {
    throw new Fault('data-folder.damaged', { folder }, cause);
  }
}

const addressing =
  (port: number, password: string) =>
  (database = 'postgres') =>
    `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

interface Place {
  readonly cluster: string;
  readonly passwordFile: string;
  readonly ownerFile: string;
  readonly logFile: string;
}

/** Forgets the database of a folder for ever, wherever its cluster lies. @throws Fault data-folder.in-use */
export function removeEmbeddedPostgres(folder: string): void {
  const ownerFile = join(folder, 'owner');
  if (existsSync(ownerFile) && isStillThere(readFileSync(ownerFile, 'utf8'))) throw new Fault('data-folder.in-use');
  const cluster = clusterOf(folder);
  if (cluster.startsWith(`${SYSTEM_FOLDER}/`)) rmSync(dirname(cluster), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Root's own home is closed to everybody, so also to the user PostgreSQL runs as. The cluster of such a folder is kept
 * where system services keep theirs, and a file in the folder says where. A folder that was deleted and made again has
 * lost the password with that file: it gets another cluster.
 */
function putElsewhere(folder: string): string {
  const place = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  const name = `${place}-${randomBytes(4).toString('hex')}`;
  const cluster = join(SYSTEM_FOLDER, name, 'cluster');
  mkdirSync(dirname(cluster), { recursive: true, mode: 0o711 });
  const closed = firstClosedFolder(cluster);
  if (closed) throw new Fault('postgres.folder-unreachable', { folder: closed });
  writeFileSync(join(folder, ELSEWHERE), cluster, { mode: 0o600 });
  return cluster;
}

function clusterOf(folder: string): string {
  const elsewhere = join(folder, ELSEWHERE);
  return existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8') : join(folder, 'cluster');
}

function preparePlace(folder: string, runAs: RunAs | undefined): Place {
  const place = {
    cluster: clusterOf(folder),
    passwordFile: join(folder, 'password'),
    ownerFile: join(folder, 'owner'),
    logFile: join(folder, 'postgres.log'),
  };
  try {
    mkdirSync(folder, { recursive: true });
    if (!isWritable(folder)) throw new Fault('data-folder.not-writable', { folder });
    // The borrowed user has to pass through, not to look around.
    chmodSync(folder, runAs ? 0o711 : 0o700);
    const closed = runAs && firstClosedFolder(place.passwordFile);
    if (closed && !existsSync(join(folder, ELSEWHERE))) place.cluster = putElsewhere(folder);
    mkdirSync(place.cluster, { recursive: true, mode: 0o700 });
    if (runAs) chownSync(place.cluster, runAs.uid, runAs.gid);
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(errorCode(error) ?? '')) {
      throw new Fault('data-folder.not-writable', { folder }, error);
    }
    throw error;
  }
  return place;
}

/** One program per folder: a second one would stop the first one's database, thinking it was left behind. */
function claimFolder(ownerFile: string): void {
  for (;;) {
    try {
      writeFileSync(ownerFile, findProcessIdentity(process.pid) ?? '', { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if (isStillThere(readFileSync(ownerFile, 'utf8'))) throw new Fault('data-folder.in-use');
      rmSync(ownerFile, { force: true });
    }
  }
}

function initialiseCluster(place: Place, programs: Programs, runAs: RunAs | undefined, careless: boolean): void {
  const log = openSync(place.logFile, 'w', 0o600);
  const password = randomBytes(24).toString('base64url');
  writeFileSync(place.passwordFile, `${password}\n`, { mode: 0o600 });
  // initdb reads the password from a file of its own user, which exists only for this moment.
  const handover = join(dirname(place.cluster), 'handover');
  writeFileSync(handover, `${password}\n`, { mode: 0o600 });
  if (runAs) chownSync(handover, runAs.uid, runAs.gid);
  try {
    execFileSync(
      programs.initdb,
      [
        `--pgdata=${place.cluster}`,
        `--username=${USER}`,
        `--pwfile=${handover}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same order of text on every computer: names are compared by our own sort keys, never by the server's.
        '--locale=C',
        '--data-checksums',
        ...(careless ? ['--no-sync'] : []),
      ],
      { ...runAs, stdio: ['ignore', log, log], env: plainEnvironment(), cwd: '/' },
    );
  } catch (cause) {
    rmSync(place.cluster, { recursive: true, force: true });
    throw new Fault('postgres.not-started', { step: 'initdb' }, cause);
  } finally {
    closeSync(log);
    rmSync(handover, { force: true });
  }
}

/** What a killed program left behind: its PostgreSQL still running, or only a stale postmaster.pid. */
async function clearLeftover(place: Place, password: string): Promise<void> {
  const pidFile = join(place.cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const [pidLine, , , portLine] = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(pidLine);
  if (isRunning(pid)) {
    // Our password is proof that it is this cluster's: the number alone may meanwhile belong to anybody.
    if (await accepts(Number(portLine), password)) {
      process.kill(pid, 'SIGINT');
      const deadline = Date.now() + STOP_TIMEOUT_MS;
      while (isRunning(pid) && existsSync(pidFile) && Date.now() < deadline) await pause(50);
      if (existsSync(pidFile)) throw new Fault('data-folder.in-use', { processId: pid });
      return;
    }
    if (looksLikePostgres(pid)) throw new Fault('data-folder.in-use', { processId: pid });
  }
  rmSync(pidFile, { force: true });
}

/** False only where the system can tell us that the process is something else. */
function looksLikePostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return process.platform !== 'linux';
  }
}

async function startOnPort(
  place: Place,
  programs: Programs,
  runAs: RunAs | undefined,
  options: EmbeddedPostgresOptions,
) {
  const tries = options.port === undefined ? 5 : 1;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    try {
      return { child: await launch(place, programs, runAs, port, options.settings ?? {}), port };
    } catch (error) {
      const inUse = error instanceof Fault && error.code === 'port.in-use';
      if (!inUse || attempt >= tries) throw error;
    }
  }
}

async function launch(
  place: Place,
  programs: Programs,
  runAs: RunAs | undefined,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(place.logFile, 'w', 0o600);
  // Detached: Ctrl+C in a terminal goes to the whole group, and the database must outlive the last request.
  const child = spawn(programs.postgres, ['-D', place.cluster, '-p', String(port), ...flags], {
    ...runAs,
    detached: process.platform !== 'win32',
    stdio: ['ignore', log, log],
    env: plainEnvironment(),
    cwd: place.cluster,
  });
  closeSync(log);
  let gone = false;
  child.once('exit', () => (gone = true));
  child.once('error', () => (gone = true));
  const pidFile = join(place.cluster, 'postmaster.pid');
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    // The eighth line says what the server itself thinks of its state; no parsing of translated log lines.
    if (!gone && existsSync(pidFile) && readFileSync(pidFile, 'utf8').split('\n')[7]?.trim() === 'ready') return child;
    if (gone) {
      const lines = readFileSync(place.logFile, 'utf8');
      if (/could not bind|Address already in use/.test(lines)) throw new Fault('port.in-use', { port });
      throw new Fault('postgres.not-started', { step: 'start' });
    }
    await pause(20);
  }
  child.kill('SIGINT');
  throw new Fault('postgres.not-started', { step: 'wait' });
}

function watch(
  child: ChildProcess,
  port: number,
  password: string,
  place: Place,
  programs: Programs,
): EmbeddedPostgres {
  child.unref();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const askToStop = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (process.platform === 'win32') execFileSync(programs.pg_ctl, ['stop', '-m', 'fast', '-D', place.cluster]);
    else child.kill('SIGINT');
  };
  // Node runs this also after process.exit(); the database then finishes on its own.
  const atExit = () => {
    askToStop();
    rmSync(place.ownerFile, { force: true });
  };
  const onSignal = (signal: NodeJS.Signals) => {
    // Somebody else listens: they close their server first and then call stop().
    if (process.listenerCount(signal) > 0) return;
    void stop().finally(() => process.kill(process.pid, signal));
  };
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      process.removeListener('exit', atExit);
      process.removeListener('SIGINT', onSignal);
      process.removeListener('SIGTERM', onSignal);
      askToStop();
      const late = setTimeout(() => child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
      child.ref();
      await exited;
      clearTimeout(late);
      rmSync(place.ownerFile, { force: true });
    })();
    return stopping;
  };
  process.once('exit', atExit);
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  return {
    port,
    connectionString: addressing(port, password),
    stop,
  };
}

export async function findFreePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

async function accepts(port: number, password: string): Promise<boolean> {
  if (!Number.isInteger(port)) return false;
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: USER,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 3000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** Nothing of the surroundings may change how the cluster is made or started (PGDATA, PGPORT, a language of messages). */
const plainEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  LC_ALL: 'C',
  TZ: 'UTC',
});

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
