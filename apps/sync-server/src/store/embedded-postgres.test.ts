import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFault } from '../faults.ts';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { isRunning } from './process-identity.ts';

async function ask(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('PostgreSQL in a folder', () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'nrm-embedded-'));
    chmodSync(parent, 0o711);
    folder = join(parent, 'postgres');
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it('keeps its data and its password over a restart, survives kill -9 of its owner, and clears a stale pid file', async () => {
    const first = await startEmbeddedPostgres({ folder });
    await ask(first.connectionString(), 'CREATE TABLE kept (id integer)');
    expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
    await expect(startEmbeddedPostgres({ folder })).rejects.toSatisfy((error) => isFault(error, 'data-folder.in-use'));
    await first.stop();
    await first.stop();
    expect(existsSync(join(folder, 'owner'))).toBe(false);

    // A program that starts the cluster and is then killed without a chance to stop it.
    const module = new URL('./embedded-postgres.ts', import.meta.url).href;
    const owner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)}); await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)} }); console.log('up'); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise<void>((resolve) => owner.stdout.once('data', () => resolve()));
    const left = Number(readFileSync(join(folder, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    await expect(startEmbeddedPostgres({ folder })).rejects.toSatisfy((error) => isFault(error, 'data-folder.in-use'));
    owner.kill('SIGKILL');
    await new Promise<void>((resolve) => owner.once('exit', () => resolve()));
    expect(isRunning(left)).toBe(true);

    const second = await startEmbeddedPostgres({ folder });
    expect(await ask(second.connectionString(), "SELECT to_regclass('kept')::text AS kept")).toEqual([
      { kept: 'kept' },
    ]);
    expect(isRunning(left)).toBe(false);
    await second.stop();

    // The number in a stale file now belongs to somebody else: to this test.
    writeFileSync(join(folder, 'cluster', 'postmaster.pid'), `${process.pid}\n${folder}\n1\n1\n\n127.0.0.1\n\nready\n`);
    const third = await startEmbeddedPostgres({ folder });
    expect(await ask(third.connectionString(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await third.stop();
  });

  it('begins anew in a folder that was deleted by hand, and leaves nothing behind when removed', async () => {
    // For root the cluster of a closed folder lies somewhere else.
    chmodSync(parent, 0o700);
    const clusters: string[] = [];
    for (const remove of [() => rmSync(folder, { recursive: true }), () => removeEmbeddedPostgres(folder)]) {
      const database = await startEmbeddedPostgres({ folder, settings: { fsync: 'off' } });
      expect(await ask(database.connectionString(), `SELECT to_regclass('kept')::text AS kept`)).toEqual([
        { kept: null },
      ]);
      await ask(database.connectionString(), 'CREATE TABLE kept (id integer)');
      expect(() => removeEmbeddedPostgres(folder)).toThrow(expect.objectContaining({ code: 'data-folder.in-use' }));
      await database.stop();
      const elsewhere = join(folder, 'cluster-is-in');
      clusters.push(existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8') : join(folder, 'cluster'));
      remove();
    }
    const [first = '', second = ''] = clusters;
    expect([existsSync(folder), existsSync(second)]).toEqual([false, false]);
    if (!first.startsWith(parent)) rmSync(dirname(first), { recursive: true });
  });

  it('stops when its owner is told to end', async () => {
    const module = new URL('./embedded-postgres.ts', import.meta.url).href;
    const owner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)}); await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)} }); console.log('up'); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise<void>((resolve) => owner.stdout.once('data', () => resolve()));
    owner.kill('SIGTERM');
    const signal = await new Promise((resolve) => owner.once('exit', (_code, name) => resolve(name)));
    expect(signal).toBe('SIGTERM');
    expect(existsSync(join(folder, 'cluster', 'postmaster.pid'))).toBe(false);
    expect(existsSync(join(folder, 'owner'))).toBe(false);
  });

  it('names the port when it is taken, and the folder when it cannot be written', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    await expect(startEmbeddedPostgres({ folder, port })).rejects.toMatchObject({
      code: 'port.in-use',
      params: { port },
    });
    other.close();

    writeFileSync(join(parent, 'file'), '');
    await expect(startEmbeddedPostgres({ folder: join(parent, 'file', 'postgres') })).rejects.toSatisfy((error) =>
      isFault(error, 'data-folder.not-writable'),
    );
  });
});
