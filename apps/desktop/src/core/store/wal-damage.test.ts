import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isFault } from '../faults.ts';
import { checkReplica } from './check-replica.ts';
import { openReplica } from './open-replica.ts';
import { createSealedHead, openSealedHead } from './sealed-head.ts';
import { findWalDamage } from './wal-damage.ts';

const KEY = new Uint8Array(32).fill(9);
const SAVES = 12;
const FRAME_BYTES = 24 + 8192;
/** Bytes of each page that are hurt, one at a time. */
const PLACES_IN_PAGE = process.env.NRM_LONG === '1' ? Array.from({ length: 45 }, (_, index) => index * 181) : [0];

let folder: string;
let left: string;
let log: Buffer;

/** What a program that was killed leaves: a database and a log with twelve acknowledged, sealed saves. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-wal-'));
  const running = join(folder, 'running');
  left = join(folder, 'left');
  const store = openReplica({ path: join(running, 'replica.db'), key: KEY });
  store.write((tx) => tx.exec('create table saves (id integer primary key, body text) strict'));
  store.checkpoint();
  const head = (deviceSeq: number) => ({
    device: 'd',
    generation: 1,
    deviceSeq,
    hash: `hash ${deviceSeq}`,
    keyringCounter: 1,
  });
  const sealed = createSealedHead(running, KEY, head(0));
  for (let id = 1; id <= SAVES; id++) {
    store.write((tx) => tx.run('insert into saves values (?, ?)', id, 'x'.repeat(9000)));
    sealed.seal(head(id));
  }
  // By another program: see the trap in writer-lock.ts.
  execFileSync('cp', ['-r', running, left]);
  store.close();
  sealed.close();
  log = readFileSync(join(left, 'replica.db-wal'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens a copy as the core does: replica, then its seal. */
function openCopy(change: (copy: string) => void): string {
  const copy = join(folder, 'copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(left, copy, { recursive: true });
  change(copy);
  try {
    const store = openReplica({ path: join(copy, 'replica.db'), key: KEY });
    const sealed = openSealedHead(copy, [KEY]);
    try {
      const saves = store.all<{ id: number }>('select id from saves').length;
      sealed.requireNotBehind({ keyringCounter: 1, findHash: (_, seq) => (seq <= saves ? `hash ${seq}` : undefined) });
      return `${saves} saves`;
    } finally {
      sealed.close();
      store.close();
    }
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}

function flipped(offset: number): Buffer {
  const bytes = Buffer.from(log);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  return bytes;
}

it('opens with everything when the log is whole', () => {
  expect(openCopy(() => undefined)).toBe(`${SAVES} saves`);
});

it('never passes over a flipped bit anywhere in the log', () => {
  const answers = new Map<string, number>();
  const offsets = [0, 9, 17, 25];
  for (let frame = 0; frame * FRAME_BYTES + 32 < log.byteLength; frame++)
    for (const inFrame of [2, 6, 10, 18, ...PLACES_IN_PAGE.map((place) => 24 + ((frame * 977 + place) % 8192))])
      offsets.push(32 + frame * FRAME_BYTES + inFrame);
  for (const offset of offsets) {
    const answer = openCopy((copy) => writeFileSync(join(copy, 'replica.db-wal'), flipped(offset)));
    expect(['replica.damaged', 'replica.rolled-back'], `a flip at ${offset}`).toContain(answer);
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  if (process.env.NRM_LONG === '1') process.stderr.write(`${offsets.length} flips: ${JSON.stringify([...answers])}\n`);
  // Only a flip inside the last save is left to the seal.
  expect(answers.get('replica.damaged')).toBeGreaterThan((answers.get('replica.rolled-back') ?? 0) * 5);
});

it('keeps the damaged log as it is, and says so again', () => {
  const damaged = flipped(32 + FRAME_BYTES * 3 + 100);
  expect(openCopy((copy) => writeFileSync(join(copy, 'replica.db-wal'), damaged))).toBe('replica.damaged');
  const path = join(folder, 'copy', 'replica.db');
  expect(() => openReplica({ path, key: KEY })).toThrow('replica.damaged');
  expect(checkReplica({ path, key: KEY })).toEqual({ ok: false, findings: ['wal-frame'] });
  expect(readFileSync(`${path}-wal`).equals(damaged)).toBe(true);
});

it('takes a torn end for what it is: a save that was never acknowledged', () => {
  const path = join(left, 'replica.db');
  for (const cut of [1, 100, FRAME_BYTES, FRAME_BYTES + 5]) {
    truncateSync(`${path}-wal`, log.byteLength - cut);
    expect(findWalDamage(path), `cut by ${cut}`).toBeUndefined();
    writeFileSync(`${path}-wal`, log);
  }
});
