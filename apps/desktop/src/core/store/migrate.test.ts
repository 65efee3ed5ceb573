import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bug } from '@nrm/domain/shared';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Migration, migrate } from './migrate.ts';
import { openReplica } from './open-replica.ts';
import type { WritableStore } from './store.ts';

const PEOPLE: Migration = { name: '0001_people', sql: 'create table people (id integer primary key);\n' };
const NOTES: Migration = {
  name: '0002_notes',
  sql: 'create table notes (person integer references people (id));\n--> statement-breakpoint\ninsert into people values (1);',
};

let folder: string;
let store: WritableStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-migrate-'));
  store = openReplica({ path: join(folder, 'replica.db'), key: new Uint8Array(32).fill(1) });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('applies what is missing, once, in order', () => {
  expect(migrate(store, [PEOPLE])).toEqual(['0001_people']);
  expect(migrate(store, [PEOPLE, NOTES])).toEqual(['0002_notes']);
  expect(migrate(store, [PEOPLE, NOTES])).toEqual([]);
  expect(store.all('select * from people')).toEqual([{ id: 1 }]);
});

it('refuses a replica of a later release and touches nothing', () => {
  migrate(store, [PEOPLE, NOTES]);
  expect(() => migrate(store, [PEOPLE])).toThrow('replica.from-newer-release');
  expect(store.all('select name from schema_migrations')).toHaveLength(2);
});

it('leaves the steps before a failed one, and the next start continues', () => {
  const half: Migration = { name: '0002_half', sql: 'create table half (id); insert into nowhere values (1);' };
  expect(() => migrate(store, [PEOPLE, half])).toThrow('nowhere');
  expect(store.all("select name from sqlite_schema where name = 'half'")).toEqual([]);
  expect(migrate(store, [PEOPLE, NOTES])).toEqual(['0002_notes']);
});

it('may rebuild a table that others refer to, and refuses to break a reference', () => {
  migrate(store, [PEOPLE, NOTES]);
  store.write((tx) => tx.run('insert into notes values (1)'));
  const rebuild = (copy: string) =>
    `create table people_new (id integer primary key, name text); ${copy} drop table people; alter table people_new rename to people;`;
  const broken: Migration = { name: '0003_people_name', sql: rebuild('') };
  expect(() => migrate(store, [PEOPLE, NOTES, broken])).toThrow();
  const good: Migration = {
    name: '0003_people_name',
    sql: rebuild('insert into people_new (id) select id from people;'),
  };
  expect(migrate(store, [PEOPLE, NOTES, good])).toEqual(['0003_people_name']);
  expect(store.all('select * from people')).toEqual([{ id: 1, name: null }]);
});

it('treats a shipped migration that was changed, renamed or moved as a bug; line ends do not count', () => {
  migrate(store, [PEOPLE, NOTES]);
  expect(migrate(store, [{ ...PEOPLE, sql: PEOPLE.sql.replaceAll('\n', '\r\n') }, NOTES])).toEqual([]);
  expect(() => migrate(store, [{ ...PEOPLE, sql: 'create table people (id text)' }, NOTES])).toThrow(Bug);
  expect(() => migrate(store, [PEOPLE, { name: '0001_between', sql: '' }, NOTES])).toThrow(Bug);
  expect(() => migrate(store, [{ name: 'bumpy_carnage', sql: '' }])).toThrow(Bug);
});
