import type { SubjectRef } from '@nrm/domain/ledger';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ledgerAssembly } from '../ledger-assembly.ts';
import { startTestPostgres, type TestDatabase } from '../testing/index.ts';
import { connectToPostgres } from './connect.ts';
import { createPostgresLedger } from './postgres-ledger.ts';

const governorate: SubjectRef = { kind: 'governorate', id: 'ninewa' };
const stored = (seq: number, state: unknown) => ({ seq, chain: `chain-${seq}`, state, feed: null, move: 0 });

let database: TestDatabase;
const pools: pg.Pool[] = [];

/** As a process of its own has it: its own connections, its own memory. */
async function openProcess() {
  const pool = await connectToPostgres({ connectionString: database.connectionString, max: 8 });
  pools.push(pool);
  return { pool, ledger: createPostgresLedger(pool, 'epoch-1') };
}

beforeAll(async () => {
  database = await (await startTestPostgres()).createDatabase(ledgerAssembly.migrations);
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await database.drop();
});

it('reads the administration once for each change, whichever process makes it, and forgets what a restore took back', async () => {
  const [one, other] = [await openProcess(), await openProcess()];
  expect(await one.ledger.findSubject(governorate)).toBeUndefined();
  const write = (seq: number, state: unknown) =>
    other.ledger.transaction(async (tx) => {
      await tx.lockSubjects([governorate], []);
      await tx.saveSubjects([{ ref: governorate, stored: stored(seq, state) }]);
    });
  await write(1, { revoked: false });
  const first = await one.ledger.findSubject(governorate);
  expect(first?.state).toEqual({ revoked: false });
  expect(await one.ledger.findSubject(governorate)).toBe(first);
  await write(2, { revoked: true });
  expect((await one.ledger.findSubject(governorate))?.state).toEqual({ revoked: true });
  expect((await other.ledger.findSubject(governorate))?.state).toEqual({ revoked: true });
  // The same number with another history behind it, as after a restore.
  await one.pool.query(`UPDATE subjects SET chain = 'chain-2-again', state = '{"revoked":false}'`);
  expect((await one.ledger.findSubject(governorate))?.state).toEqual({ revoked: false });
  expect((await other.ledger.findSubject(governorate))?.state).toEqual({ revoked: false });
  expect(await one.ledger.findSubject({ kind: 'governorate', id: 'erbil' })).toBeUndefined();
});

it('connects a laptop in its turn: pushes that come later do not walk past it, and do not wait for each other', async () => {
  const { ledger, pool } = await openProcess();
  const order: string[] = [];
  const hold = { first: Promise.withResolvers<void>(), second: Promise.withResolvers<void>() };
  const push = (name: string, until?: Promise<void>) =>
    ledger.transaction(async (tx) => {
      await tx.lockSubjects([{ kind: 'case', id: name }], [governorate]);
      order.push(name);
      await until;
    });
  const waiting = async () => {
    const { rows } = await pool.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.waiting;
  };
  const early = [push('push 1', hold.first.promise), push('push 2', hold.second.promise)];
  await vi.waitFor(() => expect(order).toHaveLength(2));
  const connecting = ledger.transaction(async (tx) => {
    await tx.lockSubjects([governorate], []);
    order.push('connect');
  });
  await vi.waitFor(async () => expect(await waiting()).toBe(1));
  const late = push('push 3');
  await vi.waitFor(async () => expect((await waiting()) === 2 || order.includes('push 3')).toBe(true));
  hold.first.resolve();
  hold.second.resolve();
  await Promise.all([...early, connecting, late]);
  expect(order.slice(2)).toEqual(['connect', 'push 3']);
});
