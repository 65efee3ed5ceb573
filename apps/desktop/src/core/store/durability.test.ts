import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkReplica } from './check-replica.ts';
import { openReplica } from './open-replica.ts';
import { isKeyOf, readReplicaIdentity } from './replica-identity.ts';
import { createSealedHead, openSealedHead } from './sealed-head.ts';

// NRM_LONG=1 repeats the measurement of docs/decisions/0007-encrypted-replica.md.
const LONG = process.env.NRM_LONG === '1';
const SAVING_KILLS = LONG ? 1000 : 20;
const REKEYING_KILLS = LONG ? 200 : 12;
const LONG_TIMEOUT_MS = 60 * 60_000;

const KEY = new Uint8Array(32).fill(0x11);
const OTHER_KEY = new Uint8Array(32).fill(0x22);
const hex = (key: Uint8Array) => Buffer.from(key).toString('hex');

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-durability-'));
  path = join(folder, 'replica.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Loads the program but lets it wait for `go`. */
function load(task: string, ...keys: Uint8Array[]) {
  const program = spawn(
    process.execPath,
    [join(import.meta.dirname, 'kill-target.test-program.ts'), task, path, ...keys.map(hex)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let said = '';
  let failed = '';
  program.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  program.stderr.on('data', (bytes: Buffer) => (failed += bytes.toString()));
  const ended = once(program, 'close');
  return {
    /** Lets it work; resolves when it has said its first line. */
    async go() {
      program.stdin.end('go\n');
      await Promise.race([once(program.stdout, 'data'), ended]);
    },
    ended,
    /** What it had said when it was gone; whole lines only. */
    async kill() {
      program.kill('SIGKILL');
      await ended;
      expect(failed).toBe('');
      return said
        .slice(0, said.lastIndexOf('\n') + 1)
        .trim()
        .split('\n');
    },
  };
}

/** Loading takes longer than working: the next programs load while one is at work. */
function loadAhead(argumentsOf: (turn: number) => [string, ...Uint8Array[]]) {
  let turn = 0;
  const loadNext = () => load(...argumentsOf(turn++));
  const waiting = Array.from({ length: 3 }, loadNext);
  return {
    next() {
      waiting.push(loadNext());
      return waiting.shift() ?? loadNext();
    },
    end: () => Promise.all(waiting.map((program) => program.kill())),
  };
}

function report(line: string): void {
  if (LONG) process.stderr.write(`${line}\n`);
}

describe('a program killed while it saves', () => {
  it(
    `loses nothing it acknowledged and keeps nothing half, ${SAVING_KILLS} times`,
    async () => {
      const first = openReplica({ path, key: KEY });
      first.write((tx) => {
        tx.exec('create table saves (id integer primary key, body text not null) strict');
        tx.exec('create table derived (id integer primary key references saves (id)) strict');
      });
      first.close();
      const genesis = { device: 'device', generation: 1, deviceSeq: 0, hash: 'genesis', keyringCounter: 1 };
      createSealedHead(folder, KEY, genesis).close();

      const programs = loadAhead(() => ['save', KEY]);
      let kept = 0;
      let unacknowledged = 0;
      let withLog = 0;
      for (let kill = 0; kill < SAVING_KILLS; kill++) {
        const program = programs.next();
        await program.go();
        await sleep(Math.random() * 150);
        const said = await program.kill();
        const acknowledged = Number(said.at(-1));
        expect(acknowledged).toBeGreaterThan(kept);
        if (existsSync(`${path}-wal`)) withLog++;

        const store = openReplica({ path, key: KEY });
        const state = store.get<{ saves: number; last: number; derived: number }>(
          'select (select count(*) from saves) as saves, (select max(id) from saves) as last, (select count(*) from derived) as derived',
        );
        const last = state?.last ?? 0;
        expect(last).toBeGreaterThanOrEqual(acknowledged);
        expect(state).toEqual({ saves: last, last, derived: last });
        const sealed = openSealedHead(folder, [KEY]);
        sealed.requireNotBehind({ keyringCounter: 1, findHash: (_, seq) => (seq <= last ? `hash ${seq}` : undefined) });
        sealed.close();
        store.close();
        unacknowledged += last - acknowledged;
        kept = last;
      }
      await programs.end();
      expect(checkReplica({ path, key: KEY })).toEqual({ ok: true, findings: [] });
      report(
        `kills ${SAVING_KILLS}, with a log left ${withLog}, saves kept ${kept}, acknowledged and lost 0, ` +
          `committed but not yet acknowledged ${unacknowledged}`,
      );
    },
    LONG ? LONG_TIMEOUT_MS : 60_000,
  );
});

describe('a program killed while it changes the key', () => {
  const ROWS = 2000;

  it(
    `leaves a file that opens with one of the two keys and holds everything, ${REKEYING_KILLS} times`,
    async () => {
      const store = openReplica({ path, key: KEY });
      store.write((tx) => {
        tx.exec('create table rows (id integer primary key, body text not null) strict');
        for (let id = 0; id < ROWS; id++) tx.run('insert into rows (body) values (?)', `${id} `.repeat(400));
      });
      store.close();
      const cut = { before: 0, journal: 0, between: 0, after: 0 };
      let [from, to] = [KEY, OTHER_KEY];
      const programs = loadAhead((turn) => (turn % 2 === 0 ? ['rekey', KEY, OTHER_KEY] : ['rekey', OTHER_KEY, KEY]));
      const whole = programs.next();
      await whole.go();
      const began = performance.now();
      await whole.ended;
      const durationMs = performance.now() - began;
      [from, to] = [to, from];

      for (let kill = 0; kill < REKEYING_KILLS; kill++) {
        const program = programs.next();
        await program.go();
        await sleep(Math.random() * durationMs);
        await program.kill();
        const identity = readReplicaIdentity(path);
        if (typeof identity === 'string') throw new Error(`replica.json is ${identity}`);
        if (existsSync(`${path}-journal`)) cut.journal++;
        else if (identity.keyChecks.length === 2) cut.between++;
        else if (isKeyOf(identity, from)) cut.before++;
        else cut.after++;

        const opened = openReplica({ path, key: to, previousKey: from });
        expect(opened.get('select count(*) as rows, sum(length(body)) as bytes from rows')).toEqual({
          rows: ROWS,
          bytes: Array.from({ length: ROWS }, (_, id) => `${id} `.length * 400).reduce((a, b) => a + b),
        });
        opened.close();
        expect(checkReplica({ path, key: to })).toEqual({ ok: true, findings: [] });
        expect(() => openReplica({ path, key: from })).toThrow('replica.wrong-key');
        [from, to] = [to, from];
      }
      await programs.end();
      report(`key changes of ${Math.round(durationMs)} ms killed: ${REKEYING_KILLS}, cut ${JSON.stringify(cut)}`);
    },
    LONG ? LONG_TIMEOUT_MS : 60_000,
  );
});

describe('temporary files', () => {
  const MARKER = 'ZAYNAB-MARKER-4417';
  const SORT = 'select body from rows order by substr(body, 30), body';

  /** Content of the deleted files this process holds open: where SQLite puts a sort that does not fit. */
  function temporaryContents(): string[] {
    return readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        if (!readlinkSync(`/proc/self/fd/${fd}`).includes('etilqs_')) return [];
        return [readFileSync(`/proc/self/fd/${fd}`, 'latin1')];
      } catch {
        return []; // the descriptor of the listing itself
      }
    });
  }

  it.runIf(process.platform === 'linux')('are not made by a big sort, which the default would write in clear', () => {
    const store = openReplica({ path, key: KEY });
    store.write((tx) => {
      tx.exec('create table rows (id integer primary key, body text not null) strict');
      for (let id = 0; id < 60_000; id++)
        tx.run('insert into rows (body) values (?)', `${MARKER} ${(id * 7919) % 60_000} `.repeat(12));
    });
    const sorted = store.iterate(SORT);
    sorted.next();
    expect(temporaryContents()).toEqual([]);
    sorted.return?.();
    store.close();

    // The same sort as the driver does it by itself, which proves that the look above sees what it should.
    const bare = new Database(path);
    bare.pragma("cipher = 'chacha20'");
    bare.pragma(`key = "x'${hex(KEY)}'"`);
    bare.pragma('temp_store = DEFAULT');
    const spilled = bare.prepare(SORT).iterate();
    spilled.next();
    const leaked = temporaryContents().map((content) => content.split(MARKER).length - 1);
    spilled.return?.();
    bare.close();
    expect(leaked.reduce((a, b) => a + b, 0)).toBeGreaterThan(1000);
    report(`marker strings a big sort leaves in temporary files: ours 0, by default ${leaked.join(' + ')}`);
  });
});
