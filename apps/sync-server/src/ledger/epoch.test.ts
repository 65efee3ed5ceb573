import { postgresMigrations } from '@nrm/db-schema/postgres';
import { CHAIN_START } from '@nrm/domain/ledger';
import { DeviceId } from '@nrm/domain/shared';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectToPostgres, inTransaction } from '../store/connect.ts';
import { startTestPostgres, type TestDatabase } from '../testing/index.ts';
import { beginAnew, beginOrReadEpoch, changeEpoch } from './epoch.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await (await startTestPostgres()).createDatabase(postgresMigrations);
  pool = await connectToPostgres({ connectionString: database.connectionString, max: 4 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const history = async () =>
  (await pool.query<{ epoch: string; reason: string }>('SELECT epoch, reason FROM server_epochs ORDER BY began_at'))
    .rows;

it('is begun once, however many processes start together, and then only read', async () => {
  const seen = await Promise.all(Array.from({ length: 4 }, () => inTransaction(pool, beginOrReadEpoch)));
  expect(new Set(seen).size).toBe(1);
  expect(await history()).toEqual([{ epoch: seen[0], reason: 'first' }]);
});

it('gives the server another history of its own with another epoch', async () => {
  const server = DeviceId.parse('0192f7a0-0000-7000-8000-00000000d001');
  const other = DeviceId.parse('0192f7a0-0000-7000-8000-00000000d002');
  await pool.query(`INSERT INTO device_logs VALUES ($1, 3, 9, 'hash'), ($2, 1, 7, 'hash')`, [server, other]);
  const before = await inTransaction(pool, beginOrReadEpoch);
  const epoch = await inTransaction(pool, (tx) => beginAnew(tx, server, 'restored-by-other-means'));
  expect(epoch).not.toBe(before);
  const { rows } = await pool.query('SELECT device, generation, seq, hash FROM device_logs ORDER BY device');
  expect(rows).toEqual([
    { device: server, generation: 4, seq: 0, hash: CHAIN_START },
    { device: other, generation: 1, seq: 7, hash: 'hash' },
  ]);
});

it('changes once for each restore, with the reason written down, and not at all when the restore fails', async () => {
  const before = await inTransaction(pool, beginOrReadEpoch);
  const given = await inTransaction(pool, (tx) => changeEpoch(tx, 'restored-from-backup'));
  expect(given).not.toBe(before);
  expect(await inTransaction(pool, beginOrReadEpoch)).toBe(given);
  const failing = inTransaction(pool, async (tx) => {
    await changeEpoch(tx, 'restored-by-other-means');
    throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(await inTransaction(pool, beginOrReadEpoch)).toBe(given);
  expect((await history()).map(({ reason }) => reason)).toEqual([
    'first',
    'restored-by-other-means',
    'restored-from-backup',
  ]);
  expect((await history()).at(-1)).toEqual({ epoch: given, reason: 'restored-from-backup' });
});
