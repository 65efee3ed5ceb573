import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFault } from '../faults.ts';
import { startTestPostgres, type TestDatabase } from '../testing/index.ts';
import { connectToPostgres, inTransaction } from './connect.ts';
import { migrate } from './migrate.ts';

const first = { name: '0001_create_lamps', sql: 'CREATE TABLE lamps (id integer PRIMARY KEY)' };
const second = { name: '0002_add_lamp_colour', sql: 'ALTER TABLE lamps ADD COLUMN colour text' };

describe('migrations on a real PostgreSQL', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await (await startTestPostgres()).createDatabase();
    pool = await connectToPostgres({ connectionString: database.connectionString });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('runs each once, in order, also when two servers start together', async () => {
    const ran = await Promise.all([migrate(pool, [first]), migrate(pool, [first])]);
    expect(ran.flat()).toEqual([first.name]);
    expect(await migrate(pool, [first, second])).toEqual([second.name]);
    expect(await migrate(pool, [first, second])).toEqual([]);
  });

  it('says that the database is from a newer release when it has a migration unknown here', async () => {
    await expect(migrate(pool, [first])).rejects.toSatisfy((error) => isFault(error, 'database.from-newer-release'));
  });

  it('says so when a shipped migration was changed', async () => {
    const changed = { ...second, sql: `${second.sql} NOT NULL` };
    await expect(migrate(pool, [first, changed])).rejects.toSatisfy((error) =>
      isFault(error, 'database.migration-changed'),
    );
  });

  it('leaves nothing of a migration that fails half way', async () => {
    const broken = { name: '0003_break', sql: 'CREATE TABLE half (id integer); SELECT 1/0' };
    await expect(migrate(pool, [first, second, broken])).rejects.toThrow(/division by zero/);
    const { rows } = await pool.query("SELECT to_regclass('half') AS half");
    expect(rows[0]).toEqual({ half: null });
    expect(await migrate(pool, [first, second])).toEqual([]);
  });

  it('rolls back a transaction that throws', async () => {
    const attempt = inTransaction(pool, async (tx) => {
      await tx.query('INSERT INTO lamps (id) VALUES (1)');
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    expect((await pool.query('SELECT * FROM lamps')).rowCount).toBe(0);
  });

  it('gives every test file its own copy of a prepared template', async () => {
    const postgres = await startTestPostgres();
    const [one, two] = await Promise.all([postgres.createDatabase([first]), postgres.createDatabase([first])]);
    const other = await connectToPostgres({ connectionString: one.connectionString, max: 1 });
    await other.query('INSERT INTO lamps (id) VALUES (7)');
    await other.end();
    const untouched = await connectToPostgres({ connectionString: two.connectionString, max: 1 });
    expect((await untouched.query('SELECT * FROM lamps')).rowCount).toBe(0);
    await untouched.end();
    await Promise.all([one.drop(), two.drop()]);
  });

  it('tells a wrong password from a server that is not there', async () => {
    const wrong = new URL(database.connectionString);
    wrong.password = 'wrong';
    await expect(connectToPostgres({ connectionString: wrong.href })).rejects.toSatisfy((error) =>
      isFault(error, 'postgres.wrong-password'),
    );
    wrong.port = '1';
    await expect(connectToPostgres({ connectionString: wrong.href })).rejects.toSatisfy((error) =>
      isFault(error, 'postgres.unreachable'),
    );
  });
});
