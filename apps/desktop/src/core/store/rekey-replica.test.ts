import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkReplica } from './check-replica.ts';
import { openReplica } from './open-replica.ts';
import { rekeyReplica } from './rekey-replica.ts';
import { createReplicaIdentity, readReplicaIdentity, writeReplicaIdentity } from './replica-identity.ts';

const FROM = new Uint8Array(32).fill(1);
const TO = new Uint8Array(32).fill(2);

let folder: string;
let path: string;

/** A replica whose last saves are only in its write-ahead log, as a killed program leaves it. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-rekey-'));
  const running = join(folder, 'running');
  const store = openReplica({ path: join(running, 'replica.db'), key: FROM });
  store.write((tx) => tx.exec('create table saves (id integer primary key) strict'));
  for (let id = 1; id <= 5; id++) store.write((tx) => tx.run('insert into saves values (?)', id));
  execFileSync('cp', ['-r', running, join(folder, 'left')]);
  store.close();
  path = join(folder, 'left', 'replica.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const saves = (key: Uint8Array) => {
  const store = openReplica({ path, key });
  const { count } = store.get<{ count: number }>('select count(*) as count from saves') ?? { count: 0 };
  store.close();
  return count;
};

it('takes along what was only in the log, and shuts the old key out', () => {
  expect(existsSync(`${path}-wal`)).toBe(true);
  rekeyReplica({ path, from: FROM, to: TO });
  expect(saves(TO)).toBe(5);
  expect(() => saves(FROM)).toThrow('replica.wrong-key');
  expect(checkReplica({ path, key: TO })).toEqual({ ok: true, findings: [] });
});

it('may be called again, and is finished by opening with both keys', () => {
  openReplica({ path, key: TO, previousKey: FROM }).close();
  openReplica({ path, key: TO, previousKey: FROM }).close();
  rekeyReplica({ path, from: FROM, to: TO });
  expect(saves(TO)).toBe(5);
});

it('goes on from a cut before the first page, when both keys are already named', () => {
  saves(FROM);
  const identity = readReplicaIdentity(path);
  if (typeof identity === 'string') throw new Error(identity);
  writeReplicaIdentity(path, createReplicaIdentity(identity.replicaId, [FROM, TO]));
  expect(() => openReplica({ path, key: TO, readonly: true })).toThrow('replica.in-use');
  openReplica({ path, key: TO, previousKey: FROM }).close();
  expect(saves(TO)).toBe(5);
});

it('refuses two keys of which none fits, and a replica that is open', () => {
  const stranger = new Uint8Array(32);
  expect(() => rekeyReplica({ path, from: stranger, to: TO })).toThrow('replica.wrong-key');
  const store = openReplica({ path, key: FROM });
  expect(() => rekeyReplica({ path, from: FROM, to: TO })).toThrow('replica.in-use');
  store.close();
  expect(saves(FROM)).toBe(5);
});
