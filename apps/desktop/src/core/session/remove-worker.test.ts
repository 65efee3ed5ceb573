import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openReplica } from '../store/open-replica.ts';
import { createSealedHead, type Head, openSealedHead } from '../store/sealed-head.ts';
import { createFileDeviceSecretStore } from './device-secret-store.ts';
import { createKeyring, type Keyring, type KeyringOptions, openKeyring } from './keyring.ts';
import { worthlessCostForTests } from './password-hash.ts';
import type { UnlockedKeys } from './unlocked-keys.ts';

const STAYS = { workerId: 'worker-stays', displayName: 'Layla', password: 'river lamp orange ladder' };
const LEAVES = { workerId: 'worker-leaves', displayName: 'Karwan', password: 'a quiet house by the river' };

let folder: string;
let path: string;
let options: KeyringOptions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-remove-'));
  path = join(folder, 'replica.db');
  options = { folder, deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')) };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const head = (keyringCounter: number): Head => ({
  device: 'd',
  generation: 1,
  deviceSeq: 1,
  hash: 'one',
  keyringCounter,
});

/** What the core does at each sign-in: it finishes whatever a change of keys left. */
async function signInAndOpen(keyring: Keyring, keys: UnlockedKeys): Promise<number> {
  const store = openReplica({ path, key: keys.databaseKey, previousKey: keys.previousDatabaseKey });
  const sealed = openSealedHead(folder, keys.sealMacKeys);
  sealed.requireNotBehind({ keyringCounter: keyring.counter, findHash: () => 'one' });
  // Sealed under the new key before the old one is forgotten: a cut in between must not look like a rollback.
  sealed.seal(head(keyring.counter));
  if (keys.previousDatabaseKey) await keyring.finishRotation(keys);
  const notes = store.all('select * from notes').length;
  sealed.close();
  store.close();
  return notes;
}

it.each(['at once', 'by the next sign-in after a cut'])('shuts a worker out and moves the replica %s', async (when) => {
  const made = await createKeyring({ ...options, device: 'd', firstUser: STAYS, cost: worthlessCostForTests() });
  if (!made.ok) throw new Error(made.refusal.code);
  const { keyring, keys } = made.value;
  await keyring.addUser(keys, LEAVES);
  const store = openReplica({ path, key: keys.databaseKey });
  store.write((tx) => tx.exec('create table notes (id integer primary key); insert into notes values (1);'));
  store.close();
  createSealedHead(folder, keys.sealMacKeys[0] ?? new Uint8Array(), head(keyring.counter)).close();
  const leaving = await keyring.unlock(LEAVES.workerId, LEAVES.password);
  expect(await signInAndOpen(keyring, leaving)).toBe(1);

  const removed = await keyring.removeUser(keys, LEAVES.workerId);
  if (!removed.ok) throw new Error(removed.refusal.code);
  if (when === 'at once') expect(await signInAndOpen(keyring, removed.value)).toBe(1);

  const later = await openKeyring(options);
  const again = await later.unlock(STAYS.workerId, STAYS.password);
  expect(again.previousDatabaseKey === undefined).toBe(when === 'at once');
  expect(await signInAndOpen(later, again)).toBe(1);
  expect(
    (await (await openKeyring(options)).unlock(STAYS.workerId, STAYS.password)).previousDatabaseKey,
  ).toBeUndefined();
  // What the worker who left may have kept opens nothing that lies on the disk now.
  expect(() => openReplica({ path, key: leaving.databaseKey })).toThrow('replica.wrong-key');
  const old = () => openSealedHead(folder, leaving.sealMacKeys);
  expect(() => old().requireNotBehind({ keyringCounter: 1, findHash: () => 'one' })).toThrow('rolled-back');
});
