import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkStore } from './check-replica.ts';
import { openConnection, rawKey } from './replica-connection.ts';
import { createStore, type WritableStore } from './store.ts';

const KEY = new Uint8Array(32).fill(9);
let folder: string;
let path: string;
let connection: Database.Database;
let store: WritableStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-leave-log-'));
  path = join(folder, 'replica.db');
  open();
  store.write((tx) => tx.exec('create table people (id integer primary key, name text not null)'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): void {
  connection = openConnection({ path, key: KEY, readonly: false });
  store = createStore(connection, () => undefined);
}
const modeOf = () => connection.pragma('journal_mode', { simple: true });
const syncOf = () => connection.pragma('synchronous', { simple: true });
const add = (count: number) =>
  store.write((tx) => {
    for (let row = 0; row < count; row++) tx.run('insert into people (name) values (?)', 'x'.repeat(900));
  });
const rows = () => store.get<{ rows: number }>('select count(*) as rows from people')?.rows;

/** Somebody beside, who does not wait. */
function besides<T>(work: (reader: Database.Database) => T): T {
  const reader = new Database(path, { readonly: true, timeout: 0 });
  reader.pragma("cipher = 'chacha20'");
  reader.pragma(`key = "${rawKey(KEY)}"`);
  try {
    return work(reader);
  } finally {
    reader.close();
  }
}

it('writes into the file itself, waits for as much of the disk, and returns to the log', () => {
  const end = store.withoutLog();
  expect([modeOf(), syncOf()]).toEqual(['delete', 3]);
  expect(existsSync(`${path}-wal`)).toBe(false);
  add(3_000);
  add(1);
  expect(() => besides((reader) => reader.prepare('select 1 from people').get())).toThrow('locked');
  end();
  expect([modeOf(), syncOf()]).toEqual(['wal', 2]);
  expect(existsSync(`${path}-journal`)).toBe(false);
  add(1);
  expect(existsSync(`${path}-wal`)).toBe(true);
  expect(besides((reader) => reader.prepare('select count(*) as rows from people').get())).toEqual({
    rows: 3_002,
  });
  end(); // a second time, it changes nothing
  expect([modeOf(), rows(), checkStore(store)]).toEqual(['wal', 3_002, { ok: true, findings: [] }]);
});

it('a transaction that fails without the log leaves everything as it was', () => {
  add(10);
  const end = store.withoutLog();
  expect(() =>
    store.write((tx) => {
      for (let row = 0; row < 3_000; row++) tx.run('insert into people (name) values (?)', 'y'.repeat(900));
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(rows()).toBe(10);
  end();
  expect([rows(), checkStore(store)]).toEqual([10, { ok: true, findings: [] }]);
});

it('stays with the log while somebody reads beside', () => {
  besides((reader) => {
    reader.exec('begin');
    reader.prepare('select count(*) from people').get();
    const end = store.withoutLog();
    expect([modeOf(), syncOf()]).toEqual(['wal', 2]);
    add(1);
    end();
    reader.exec('commit');
  });
  expect([modeOf(), rows()]).toEqual(['wal', 1]);
});

it('closed without a return, it opens with the log again', () => {
  store.withoutLog();
  add(100);
  store.close();
  open();
  expect([modeOf(), syncOf(), rows(), existsSync(`${path}-journal`)]).toEqual(['wal', 2, 100, false]);
});
