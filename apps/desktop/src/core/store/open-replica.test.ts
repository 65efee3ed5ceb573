import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bug } from '@nrm/domain/shared';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkReplica, checkStore } from './check-replica.ts';
import { openReplica } from './open-replica.ts';

const KEY = new Uint8Array(32).fill(7);
const OTHER_KEY = new Uint8Array(32).fill(8);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-replica-'));
  path = join(folder, 'replica.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const people = sqliteTable('people', { id: integer('id').primaryKey(), name: text('name').notNull() });

function fill(rows: number, marker = 'Layla'): void {
  const store = openReplica({ path, key: KEY });
  store.write((tx) => {
    tx.exec('create table people (id integer primary key, name text not null) strict');
    for (let id = 1; id <= rows; id++) tx.run('insert into people (id, name) values (?, ?)', id, `${marker} ${id}`);
  });
  store.close();
}

function flipBit(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe('opening', () => {
  it('sets every pragma and reads it back, on pages of 8192 bytes', () => {
    const store = openReplica({ path, key: KEY });
    const pragma = (name: string) => Object.values(store.get(`pragma ${name}`) ?? {})[0];
    // To the driver this one is no reading statement; as a function of a query it is.
    expect(store.get('select journal_mode from pragma_journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('temp_store')).toBe(2);
    expect(pragma('secure_delete')).toBe(1);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('trusted_schema')).toBe(0);
    expect(pragma('cell_size_check')).toBe(1);
    expect(pragma('page_size')).toBe(8192);
    expect(pragma('cipher')).toBe('chacha20');
    store.close();
  });

  /** As it is left by a program that is killed behind its first page and before the page says whose it is. */
  function beginReplica(): void {
    const raw = new Database(path);
    raw.pragma("cipher = 'chacha20'");
    raw.pragma(`key = "x'${Buffer.from(KEY).toString('hex')}'"`);
    raw.pragma('page_size = 8192');
    raw.pragma('journal_mode = WAL');
    raw.close();
  }

  it('goes on where the making of a replica was cut off', () => {
    beginReplica();
    fill(3);
    const store = openReplica({ path, key: KEY });
    expect(store.get('select count(*) as rows from people')).toEqual({ rows: 3 });
    store.close();
  });

  it('makes no new one out of a page that says nothing where there was a replica', () => {
    fill(3);
    for (const name of ['replica.db', 'replica.db-wal', 'replica.db-shm']) rmSync(join(folder, name), { force: true });
    beginReplica();
    expect(() => openReplica({ path, key: KEY })).toThrow(expect.objectContaining({ code: 'replica.damaged' }));
  });

  it('uses the 32 bytes as they are, without deriving a key from a text', () => {
    fill(1);
    const raw = new Database(path);
    raw.pragma("cipher = 'chacha20'");
    // The other spelling of a raw key that SQLite3 Multiple Ciphers documents.
    (raw as unknown as { key(key: Buffer): void }).key(Buffer.concat([Buffer.from('raw:'), KEY]));
    expect(raw.prepare('select count(*) as people from people').get()).toEqual({ people: 1 });
    raw.close();
  });

  it('says wrong key for another key, and leaves everything as it was', () => {
    fill(10);
    const before = readFileSync(path);
    expect(() => openReplica({ path, key: OTHER_KEY })).toThrow('replica.wrong-key');
    expect(() => openReplica({ path, key: OTHER_KEY, readonly: true })).toThrow('replica.wrong-key');
    expect(readFileSync(path).equals(before)).toBe(true);
    openReplica({ path, key: KEY }).close();
  });

  it('says damaged, not wrong key, when the first page is hurt', () => {
    fill(10);
    flipBit(path, 4096);
    expect(() => openReplica({ path, key: KEY })).toThrow('replica.damaged');
    expect(() => openReplica({ path, key: OTHER_KEY })).toThrow('replica.wrong-key');
  });

  it('says damaged when the file was cut to nothing or is gone, instead of starting an empty office', () => {
    fill(10);
    truncateSync(path, 0);
    expect(() => openReplica({ path, key: KEY })).toThrow('replica.damaged');
    rmSync(path);
    expect(() => openReplica({ path, key: KEY })).toThrow('replica.damaged');
  });

  it('says damaged for a file of somebody else', () => {
    writeFileSync(path, 'a text that is not a database, '.repeat(1000));
    expect(() => openReplica({ path, key: KEY })).toThrow('replica.damaged');
  });

  it.each(['damaged', 'lost'])('writes replica.json again when it is %s and the key fits', (what) => {
    fill(10);
    const identity = join(folder, 'replica.json');
    if (what === 'lost') rmSync(identity);
    else flipBit(identity, 100);
    openReplica({ path, key: KEY }).close();
    expect(() => openReplica({ path, key: OTHER_KEY })).toThrow('replica.wrong-key');
  });

  it('asks for an update when a later release wrote replica.json, but not for a flipped version', async () => {
    fill(1);
    const { createHash } = await import('node:crypto');
    const { canonicalJson } = await import('@nrm/domain/ledger');
    const content = { v: 2, replicaId: 'whatever a later release needs' };
    const checksum = createHash('sha256').update(canonicalJson(content)).digest('hex');
    writeFileSync(join(folder, 'replica.json'), canonicalJson({ ...content, checksum }));
    expect(() => openReplica({ path, key: KEY })).toThrow('replica.from-newer-release');
    writeFileSync(join(folder, 'replica.json'), canonicalJson({ ...content, checksum: '0' }));
    openReplica({ path, key: KEY }).close();
  });

  it('finishes a creation that was cut before its identity was written', () => {
    openReplica({ path, key: KEY }).close();
    rmSync(join(folder, 'replica.json'));
    truncateSync(path, 0);
    openReplica({ path, key: KEY }).close();
    expect(checkReplica({ path, key: KEY })).toEqual({ ok: true, findings: [] });
  });
});

describe('reading and writing', () => {
  it('keeps what a transaction wrote and nothing of one that threw', () => {
    fill(3);
    const store = openReplica({ path, key: KEY });
    expect(() =>
      store.write((tx) => {
        tx.run('delete from people');
        expect(tx.all('select * from people')).toEqual([]);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.get('select count(*) as count from people')).toEqual({ count: 3 });
    expect([...store.iterate('select id from people order by id')]).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    store.close();
  });

  it('takes and gives typed rows through drizzle', () => {
    fill(1);
    const store = openReplica({ path, key: KEY });
    store.write((tx) => {
      tx.insert(people).values({ id: 2, name: 'زەینەب' }).run();
      tx.update(people).set({ name: 'ليلى' }).where(sql`id = 1`).run();
    });
    expect(store.select().from(people).orderBy(people.id).all()).toEqual([
      { id: 1, name: 'ليلى' },
      { id: 2, name: 'زەینەب' },
    ]);
    store.close();
  });

  it('treats writing through a reader, nesting, and a transaction used after its end as bugs', () => {
    fill(1);
    const store = openReplica({ path, key: KEY });
    expect(() => store.all("insert into people (name) values ('x') returning id")).toThrow(Bug);
    expect(() => store.get('delete from people returning id')).toThrow(Bug);
    expect(() => store.get('pragma foreign_keys = off')).toThrow(Bug);
    expect(() => store.write(() => store.write(() => undefined))).toThrow(Bug);
    expect(() => store.write(async () => undefined)).toThrow(Bug);
    expect(() => store.write((tx) => tx.exec('commit'))).toThrow(Bug);
    const late = store.write((tx) => tx);
    expect(() => late.run('delete from people')).toThrow(Bug);
    expect(() => late.insert(people)).toThrow(Bug);
    expect(store.get('select count(*) as count from people')).toEqual({ count: 1 });
    store.close();
  });

  it('opens for reading beside the writer and sees what was committed', () => {
    fill(1);
    const writer = openReplica({ path, key: KEY });
    const reader = openReplica({ path, key: KEY, readonly: true });
    writer.write((tx) => tx.run('insert into people (name) values (?)', 'second'));
    expect(reader.get('select count(*) as count from people')).toEqual({ count: 2 });
    expect(checkStore(reader)).toEqual({ ok: true, findings: [] });
    reader.close();
    writer.close();
  });

  it('reports a full disk and keeps what was there', () => {
    fill(1);
    const store = openReplica({ path, key: KEY });
    store.write((tx) => tx.exec('pragma max_page_count = 20'));
    expect(() =>
      store.write((tx) => {
        for (let row = 0; row < 100; row++) tx.run('insert into people (name) values (?)', 'x'.repeat(8000));
      }),
    ).toThrow('disk.full');
    expect(store.get('select count(*) as count from people')).toEqual({ count: 1 });
    store.write((tx) => tx.run('insert into people (name) values (?)', 'after'));
    store.close();
  });
});

describe('what lies on the disk', () => {
  const MARKER = 'ZAYNAB-MARKER-7731';
  // Read by another program: reading these files here would drop the locks of our own connection (see writer-lock.ts).
  const filesWithMarker = () => {
    const found = execFileSync('sh', ['-c', 'grep -l -a -r -- "$0" "$1" || true', MARKER, folder], {
      encoding: 'utf8',
    });
    return found.split('\n').filter(Boolean);
  };

  it('holds nothing in clear in the database, its log and its index, open or closed', () => {
    fill(2000, MARKER);
    const store = openReplica({ path, key: KEY });
    store.write((tx) => {
      tx.exec(`create virtual table found using fts5(name, tokenize = 'trigram')`);
      tx.exec('insert into found (rowid, name) select id, name from people');
      tx.run('update people set name = name || ?', ` ${MARKER}`);
    });
    const files = readdirSync(folder);
    expect(files).toContain('replica.db-wal');
    expect(statSync(join(folder, 'replica.db-wal')).size).toBeGreaterThan(100_000);
    expect(filesWithMarker()).toEqual([]);
    store.checkpoint();
    expect(statSync(join(folder, 'replica.db-wal')).size).toBe(0);
    store.close();
    expect(filesWithMarker()).toEqual([]);
    // The search itself works: the marker is found where it is in clear.
    writeFileSync(join(folder, 'clear.txt'), MARKER);
    expect(filesWithMarker()).toHaveLength(1);
  });
});

describe('checking', () => {
  it('finds a flipped bit in every region of the file', () => {
    fill(3000);
    const whole = readFileSync(path);
    const flips = process.env.NRM_LONG === '1' ? 2000 : 24;
    for (let index = 0; index < flips; index++) {
      const offset = Math.floor(((index + 0.5) / flips) * whole.byteLength);
      writeFileSync(path, whole);
      flipBit(path, offset);
      const check = checkReplica({ path, key: KEY });
      expect(check.ok, `a flip at ${offset} of ${whole.byteLength}`).toBe(false);
    }
    writeFileSync(path, whole);
    expect(checkReplica({ path, key: KEY })).toEqual({ ok: true, findings: [] });
  });

  it('finds a file that lost its end', () => {
    fill(3000);
    truncateSync(path, statSync(path).size - 8192 * 3);
    expect(checkReplica({ path, key: KEY }).ok).toBe(false);
  });

  it('finds a reference to a row that is not there', () => {
    fill(1);
    const store = openReplica({ path, key: KEY });
    store.write((tx) => tx.exec('create table notes (person integer references people (id)) strict'));
    store.close();
    const bare = new Database(path);
    bare.pragma("cipher = 'chacha20'");
    bare.pragma(`key = "x'${Buffer.from(KEY).toString('hex')}'"`);
    bare.pragma('foreign_keys = OFF');
    bare.exec('insert into notes values (99)');
    bare.close();
    expect(checkReplica({ path, key: KEY })).toEqual({ ok: false, findings: ['broken reference in notes'] });
  });
});
