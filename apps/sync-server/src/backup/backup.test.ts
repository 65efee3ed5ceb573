import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GovernorateId, OfficeId, uuidV7, WorkerId } from '@nrm/domain/shared';
import { createAgeKeyPair } from '@nrm/sealed-files/age';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createConnectCode } from '../connect/create-connect-code.ts';
import { isFault } from '../faults.ts';
import { initialiseServer } from '../initialise-server.ts';
import { writeAct } from '../ledger/write-act.ts';
import { administer, ledgerAssembly, serverAuthor } from '../ledger-assembly.ts';
import { type OpenServer, openServer } from '../open-server.ts';
import { connectToPostgres } from '../store/connect.ts';
import type { Migration } from '../store/migrate.ts';
import { startTestPostgres, type TestPostgres } from '../testing/index.ts';
import { DONE, MANIFEST, PROVED } from './backup-format.ts';
import { pruneBackups } from './prune-backups.ts';
import { restoreServer, verifyBackup } from './restore-server.ts';
import { writeBackup } from './write-backup.ts';

const CANARY = 'زينب Canary';
const { migrations } = ledgerAssembly;
let postgres: TestPostgres;
let folder: string;
let server: OpenServer;
let safe: Awaited<ReturnType<typeof createAgeKeyPair>>;
let second: typeof safe;
/** A backup that nothing was done to. */
let whole: string;
const closing: (() => Promise<unknown>)[] = [];

const emptyDatabase = async (): Promise<string> => {
  const database = await postgres.createDatabase();
  closing.push(() => database.drop());
  return database.connectionString;
};

async function poolOf(connectionString: string): Promise<pg.Pool> {
  const pool = await connectToPostgres({ connectionString, max: 2 });
  onTestFinished(() => pool.end());
  return pool;
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = mkdtempSync(join(tmpdir(), 'nrm-backup-test-'));
  closing.push(async () => rmSync(folder, { recursive: true, force: true }));
  const place = { folder: join(folder, 'server'), env: {}, now: () => new Date() };
  const databaseUrl = await emptyDatabase();
  await initialiseServer(ledgerAssembly, {
    ...place,
    governorate: 'ninewa' as GovernorateId,
    names: { ar: 'نينوى', en: 'Ninewa' },
    demonstration: true,
    databaseUrl,
    listen: { host: '127.0.0.1', port: 0, tls: true },
    hosts: ['127.0.0.1'],
  });
  server = await openServer({ ...place, migrations, database: 'own' });
  closing.push(() => server.close());
  const author = await serverAuthor(server);
  const worker = WorkerId.parse(uuidV7(Date.now(), new Uint8Array(10)));
  await administer(author, { type: 'worker.introduce', intent: { worker, name: CANARY } });
  for (let number = 1; number <= 30; number++)
    await writeAct(author, [
      {
        type: 'office.open',
        subject: { kind: 'office', id: `office-${number}` },
        intent: {
          office: `office-${number}`,
          names: { ar: `مكتب ${number}`, en: `Office ${number}` },
          authority: 'momd',
          number,
          phone: '',
          districts: ['IQG15Q05'],
        },
      },
    ]);
  await createConnectCode(server.pool, { office: OfficeId.parse('office-1'), worker, now: new Date() });
  [safe, second] = [await createAgeKeyPair(), await createAgeKeyPair()];
  whole = join(folder, 'whole');
  await writeBackup(server, whole, [safe.recipient, second.recipient]);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const TABLES = [
  'connect_codes',
  'device_logs',
  'entries',
  'feeds',
  'links',
  'server_epochs',
  'server_facts',
  'subjects',
];

async function contentsOf(pool: pg.Pool): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  for (const table of TABLES) {
    const { rows } = await pool.query<{ row: string }>(`SELECT ${table}::text AS row FROM ${table} ORDER BY 1`);
    contents[table] = rows.map(({ row }) => row);
  }
  return contents;
}

describe('a backup', () => {
  it('becomes a whole server in an empty folder and an empty database, under another epoch', async () => {
    const databaseUrl = await emptyDatabase();
    const restoredTo = join(folder, 'replacement');
    const place = { folder: restoredTo, env: {}, migrations };
    const restored = await restoreServer({ ...place, backup: whole, identity: second.identity, databaseUrl });
    expect(restored.check).toMatchObject({ subjects: expect.any(Number), troubles: [] });
    expect(restored.check.entries).toBeGreaterThanOrEqual(2);

    const [before, after] = [await contentsOf(server.pool), await contentsOf(await poolOf(databaseUrl))];
    const { device } = server.config.server;
    for (const table of ['connect_codes', 'entries', 'feeds', 'links', 'subjects'])
      expect(after[table], table).toEqual(before[table]);
    expect(restored.epoch).not.toBe(restored.manifest.epoch);
    expect(after.server_facts).toEqual([`(epoch,${restored.epoch})`]);
    expect(after.server_epochs).toHaveLength(2);
    expect(after.device_logs?.find((row) => row.includes(device))).toContain(`(${device},2,0,`);

    const again = await openServer({ ...place, now: () => new Date(), database: 'own' });
    try {
      expect(again.identity.publicKey).toBe(server.identity.publicKey);
      expect(again.tls?.pins).toEqual(server.tls?.pins);
      const author = await serverAuthor(again);
      expect(author.store.epoch).toBe(restored.epoch);
      // The server's own history goes on, as another one; counting columns do not begin again.
      const worker = WorkerId.parse(uuidV7(Date.now(), new Uint8Array(10).fill(9)));
      expect(await administer(author, { type: 'worker.introduce', intent: { worker, name: 'A' } })).toMatchObject({
        ok: true,
      });
    } finally {
      await again.close();
    }
  });

  it('holds one moment of the ledger while entries are written', async () => {
    const author = await serverAuthor(server);
    const writing = (async () => {
      for (let number = 1; number <= 20; number++)
        await administer(author, {
          type: 'worker.introduce',
          intent: { worker: uuidV7(Date.now(), new Uint8Array(10).fill(number)), name: 'A' },
        });
    })();
    const path = join(folder, 'meanwhile');
    await writeBackup(server, path, [safe.recipient]);
    await writing;
    const verified = await verifyBackup({
      backup: path,
      identity: safe.identity,
      migrations,
      databaseUrl: await emptyDatabase(),
      scratch: '',
    });
    expect(verified.check.troubles).toEqual([]);
  });

  it('is moved forward by a newer release and refused by an older one', async () => {
    const newer: Migration[] = [
      ...migrations,
      { name: '9001_add_flag', sql: 'ALTER TABLE feeds ADD flag int DEFAULT 7' },
    ];
    const databaseUrl = await emptyDatabase();
    await verifyBackup({ backup: whole, identity: safe.identity, migrations: newer, databaseUrl, scratch: '' });
    const { rows } = await (await poolOf(databaseUrl)).query('SELECT DISTINCT flag FROM feeds');
    expect(rows).toEqual([{ flag: 7 }]);
    await refuses('backup.from-newer-release', { migrations: migrations.slice(0, -1) });
  });

  it('says nothing of a person without its key: not in its files, not in their names', () => {
    for (const name of readdirSync(whole)) {
      expect(name).toMatch(/^(manifest\.json|done\.json|keys\.age|part-\d{4}\.age)$/);
      const bytes = readFileSync(join(whole, name));
      for (const secret of [CANARY, 'Canary', 'PRIVATE KEY']) expect(bytes.includes(secret), name).toBe(false);
    }
  });
});

/** Into an empty database, which is empty afterwards too. */
async function refuses(
  code: string,
  options: { backup?: string; identity?: string; migrations?: readonly Migration[]; databaseUrl?: string } = {},
): Promise<void> {
  const databaseUrl = options.databaseUrl ?? (await emptyDatabase());
  const target = join(folder, `target-${Math.random().toString(36).slice(2)}`);
  await expect(
    restoreServer({
      backup: options.backup ?? whole,
      identity: options.identity ?? safe.identity,
      migrations: options.migrations ?? migrations,
      databaseUrl,
      folder: target,
      env: {},
    }),
  ).rejects.toSatisfy((error) => isFault(error) && error.code === code);
  expect(existsSync(join(target, 'server.json'))).toBe(false);
  if (options.databaseUrl) return;
  const { rows } = await (await poolOf(databaseUrl)).query(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  expect(rows).toEqual([]);
}

function altered(change: (path: string) => void): string {
  const copy = join(folder, `altered-${Math.random().toString(36).slice(2)}`);
  cpSync(whole, copy, { recursive: true });
  change(copy);
  return copy;
}

const flip = (file: string) => (path: string) => {
  const bytes = readFileSync(join(path, file));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(path, file), bytes);
};

const rewrite = (file: string, from: RegExp, to: string) => (path: string) => {
  const text = readFileSync(join(path, file), 'utf8');
  expect(text).toMatch(from);
  writeFileSync(join(path, file), text.replace(from, to));
};

describe('nothing is restored', () => {
  it('over a database that is not empty, and what is there stays', async () => {
    const databaseUrl = await emptyDatabase();
    const pool = await poolOf(databaseUrl);
    await pool.query(`CREATE TABLE theirs AS SELECT 1 AS one`);
    await refuses('backup.database-not-empty', { databaseUrl });
    expect((await pool.query('SELECT one FROM theirs')).rows).toEqual([{ one: 1 }]);
  });

  it.each([
    ['a bit of the rows is another', flip('part-0001.age'), 'backup.altered'],
    ['a bit of the keys is another', flip('keys.age'), 'backup.altered'],
    ['a number in the manifest is another', rewrite(MANIFEST, /"rows": \d+/, '"rows": 999'), 'backup.altered'],
    ['the signature is another', rewrite(DONE, /"signature":"../, '"signature":"xx'), 'backup.altered'],
    ['the manifest is no JSON', rewrite(MANIFEST, /^\{/, ''), 'backup.altered'],
    ['it was cut before the end', (path: string) => rmSync(join(path, DONE)), 'backup.incomplete'],
    ['a part is missing', (path: string) => rmSync(join(path, 'part-0001.age')), 'backup.incomplete'],
    ['there is nothing', (path: string) => rmSync(path, { recursive: true }), 'backup.incomplete'],
  ])('when %s', async (_what, change, code) => {
    await refuses(code, { backup: altered(change) });
  });

  it('with the identity of somebody else', async () => {
    await refuses('backup.wrong-identity', { identity: (await createAgeKeyPair()).identity });
  });

  it('into the folder of another server', async () => {
    const other = join(folder, 'other');
    const databaseUrl = await emptyDatabase();
    await initialiseServer(ledgerAssembly, {
      folder: other,
      env: {},
      now: () => new Date(),
      governorate: 'duhok' as GovernorateId,
      names: { ar: 'دهوك', en: 'Duhok' },
      demonstration: true,
      databaseUrl,
      listen: { host: '127.0.0.1', port: 0, tls: false },
      hosts: ['127.0.0.1'],
    });
    const restoring = restoreServer({
      backup: whole,
      identity: safe.identity,
      migrations,
      folder: other,
      env: {},
      databaseUrl,
    });
    await expect(restoring).rejects.toSatisfy((error) => isFault(error, 'backup.other-server'));
  });
});

it('is not written for nobody, and not over anything', async () => {
  const place = join(folder, 'nobody');
  await expect(writeBackup(server, place, [])).rejects.toSatisfy((error) => isFault(error, 'backup.no-recipient'));
  expect(existsSync(place)).toBe(false);
  await expect(writeBackup(server, whole, [safe.recipient])).rejects.toSatisfy((error) =>
    isFault(error, 'backup.place-in-use'),
  );
});

it('removes whole backups of its own only, never the newest nor the newest proved one', async () => {
  const parent = join(folder, 'many');
  const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'];
  for (const day of days) {
    const then = { ...server, now: () => new Date(`${day}T22:00:00Z`) };
    await writeBackup(then, join(parent, day), [safe.recipient]);
  }
  writeFileSync(join(parent, '2026-11-02', PROVED), '{}');
  cpSync(join(parent, '2026-11-01'), join(parent, 'unfinished'), { recursive: true });
  rmSync(join(parent, 'unfinished', DONE));
  cpSync(join(parent, '2026-11-01'), join(parent, 'altered'), { recursive: true });
  writeFileSync(
    join(parent, 'altered', MANIFEST),
    readFileSync(join(parent, 'altered', MANIFEST), 'utf8').replace('01T', '00T'),
  );
  writeFileSync(join(parent, 'a-letter.txt'), '');
  const keep = { daily: 1, weekly: 0, monthly: 0 };
  expect(pruneBackups(parent, 'of another server', keep)).toMatchObject({ removed: [], kept: [] });
  expect(pruneBackups(parent, server.identity.publicKey, keep)).toMatchObject({
    removed: ['2026-11-01', '2026-11-03'],
    kept: ['2026-11-02', '2026-11-04'],
  });
  expect(readdirSync(parent).sort()).toEqual(['2026-11-02', '2026-11-04', 'a-letter.txt', 'altered', 'unfinished']);
  expect(pruneBackups(parent, server.identity.publicKey, keep).removed).toEqual([]);
});
