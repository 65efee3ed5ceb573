import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFault } from '../faults.ts';
import { createFileDeviceSecretStore } from './device-secret-store.ts';
import { createKeyring, type KeyringOptions, openKeyring } from './keyring.ts';
import { KeyringContent } from './keyring-file.ts';
import { hashPassword, isCostAllowed, MEMORY_FLOOR_KIB, passwordCost, worthlessCostForTests } from './password-hash.ts';

const DEVICE = '01890000-0000-7000-8000-00000000000d';
const LAYLA = { workerId: 'worker-layla', displayName: 'Layla Marker-5520', password: 'river lamp orange ladder' };
const KARWAN = { workerId: 'worker-karwan', displayName: 'کاروان', password: 'چای گەرم لە ئێوارەدا' };

let folder: string;
let clockMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-keyring-'));
  clockMs = 1_000_000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = (): KeyringOptions => ({
  folder,
  deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')),
  monotonicMs: () => clockMs,
});
const reopen = () => openKeyring(options());
const file = (name = 'keyring.json') => join(folder, name);

async function create(escrow: string[] = []) {
  const made = await createKeyring({
    ...options(),
    device: DEVICE,
    firstUser: LAYLA,
    escrow,
    cost: worthlessCostForTests(),
  });
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    (value) => {
      const result = value as { ok?: boolean; refusal?: { code: string } } | undefined;
      return result?.refusal?.code ?? 'ok';
    },
    (error: unknown) => (isFault(error) ? error.code : String(error)),
  );

describe('signing in', () => {
  it('opens the same keys after a restart, for every worker', async () => {
    const { keyring, keys } = await create();
    expect(await keyring.addUser(keys, KARWAN)).toEqual({ ok: true, value: undefined });
    const layla = await (await reopen()).unlock(LAYLA.workerId, LAYLA.password);
    const karwan = await (await reopen()).unlock(KARWAN.workerId, KARWAN.password);
    expect(layla.databaseKey).toEqual(keys.databaseKey);
    expect(karwan.databaseKey).toEqual(keys.databaseKey);
    expect(karwan.sealMacKeys).toEqual(keys.sealMacKeys);
    expect(karwan.databaseKey).not.toEqual(karwan.sealMacKeys[0]);
    expect(karwan.previousDatabaseKey).toBeUndefined();
    expect(karwan.workerId).toBe(KARWAN.workerId);
  });

  it('signs as the device, verifiable with its public key', async () => {
    const { keyring, keys } = await create();
    const publicKey = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: keyring.devicePublicKey },
      format: 'jwk',
    });
    const signature = Buffer.from(keys.sign('a canonical header'), 'base64url');
    expect(verify(null, Buffer.from('a canonical header'), publicKey, signature)).toBe(true);
    keys.close();
    expect(() => keys.sign('late')).toThrow('after its end');
    expect(keys.databaseKey.every((byte) => byte === 0)).toBe(true);
  });

  it('answers a wrong password and an unknown worker alike, after the same hashing', async () => {
    await create();
    const keyring = await reopen();
    expect(await codeOf(keyring.unlock(LAYLA.workerId, 'river lamp orange laddeR'))).toBe('session.wrong-password');
    expect(await codeOf(keyring.unlock('nobody', LAYLA.password))).toBe('session.wrong-password');
  });

  it('costs a guess at an unknown worker the same hashing', async () => {
    const cost = { ...worthlessCostForTests(), passes: 3, memoryKib: 32 * 1024 };
    const made = await createKeyring({ ...options(), device: DEVICE, firstUser: LAYLA, cost });
    if (!made.ok) throw new Error(made.refusal.code);
    const timed = async (workerId: string) => {
      const started = performance.now();
      await codeOf(made.value.keyring.unlock(workerId, 'a guess that is wrong'));
      return performance.now() - started;
    };
    const known = await timed(LAYLA.workerId);
    const unknown = await timed('nobody');
    // Without the hashing it would be a hundredth; the wide bounds are for a busy machine.
    expect(unknown).toBeGreaterThan(known / 5);
    expect(unknown).toBeLessThan(known * 5);
  });

  it('takes the same password however the keyboard composed it', async () => {
    const { keyring, keys } = await create();
    await keyring.addUser(keys, { ...KARWAN, password: 'café lamp ladder' });
    await (await reopen()).unlock(KARWAN.workerId, 'cafe\u0301 lamp ladder');
  });

  it('locks after ten wrong passwords, over restarts, until somebody who is signed in releases it', async () => {
    const { keys } = await create();
    for (let tries = 0; tries < 10; tries++) {
      expect(await codeOf((await reopen()).unlock(LAYLA.workerId, 'wrong wrong wrong'))).toBe('session.wrong-password');
      if (tries === 4)
        expect(await codeOf((await reopen()).unlock(LAYLA.workerId, LAYLA.password))).toBe('session.must-wait');
      clockMs += 10 * 60_000;
    }
    const keyring = await reopen();
    expect(await codeOf(keyring.unlock(LAYLA.workerId, LAYLA.password))).toBe('session.locked-out');
    expect(keyring.listUsers()[0]?.lockout.lockedOut).toBe(true);
    keyring.releaseLockout(keys, LAYLA.workerId);
    await (await reopen()).unlock(LAYLA.workerId, LAYLA.password);
  });

  it('holds back guesses at a worker who is not here as well', async () => {
    await create();
    for (let tries = 0; tries < 5; tries++) await codeOf((await reopen()).unlock(`nobody-${tries}`, 'x'));
    expect(await codeOf((await reopen()).unlock('nobody-9', 'x'))).toBe('session.must-wait');
    await (await reopen()).unlock(LAYLA.workerId, LAYLA.password);
  });
});

describe('changing who can open it', () => {
  it('refuses weak passwords and a worker who is already there', async () => {
    const { keyring, keys } = await create();
    expect(await codeOf(keyring.addUser(keys, { ...KARWAN, password: 'short' }))).toBe('session.password-too-short');
    expect(await codeOf(keyring.addUser(keys, { ...KARWAN, password: 'Password1234' }))).toBe(
      'session.password-common',
    );
    expect(await codeOf(keyring.addUser(keys, LAYLA))).toBe('session.user-exists');
    expect(keyring.counter).toBe(1);
  });

  it('keeps both of two workers who are added at once', async () => {
    const { keyring, keys } = await create();
    await Promise.all([keyring.addUser(keys, KARWAN), keyring.addUser(keys, { ...KARWAN, workerId: 'worker-3' })]);
    expect((await reopen()).listUsers()).toHaveLength(3);
    expect(keyring.counter).toBe(3);
  });

  it('changes a password: the old one no longer opens, everything else stays', async () => {
    const { keyring, keys } = await create();
    expect(await codeOf(keyring.changePassword(LAYLA.workerId, 'not the old one', 'another fine phrase'))).toBe(
      'session.wrong-password',
    );
    expect(await codeOf(keyring.changePassword(LAYLA.workerId, LAYLA.password, 'too short'))).toBe(
      'session.password-too-short',
    );
    expect(await codeOf(keyring.changePassword(LAYLA.workerId, LAYLA.password, 'another fine phrase'))).toBe('ok');
    expect(await codeOf((await reopen()).unlock(LAYLA.workerId, LAYLA.password))).toBe('session.wrong-password');
    const again = await (await reopen()).unlock(LAYLA.workerId, 'another fine phrase');
    expect(again.databaseKey).toEqual(keys.databaseKey);
  });

  it('removes a worker: new keys for those who stay, the old key kept until the replica has moved', async () => {
    const { keyring, keys } = await create();
    await keyring.addUser(keys, KARWAN);
    const oldKey = keys.databaseKey.slice();
    const removed = await keyring.removeUser(keys, KARWAN.workerId);
    if (!removed.ok) throw new Error(removed.refusal.code);
    expect(removed.value.databaseKey).not.toEqual(oldKey);
    expect(removed.value.previousDatabaseKey).toEqual(oldKey);
    expect(await codeOf((await reopen()).unlock(KARWAN.workerId, KARWAN.password))).toBe('session.wrong-password');

    // Cut here: the next one to sign in finds both keys and finishes.
    const later = await reopen();
    const layla = await later.unlock(LAYLA.workerId, LAYLA.password);
    expect(layla.previousDatabaseKey).toEqual(oldKey);
    expect(layla.sign('x')).toBe(removed.value.sign('x'));
    await later.finishRotation(layla);
    const after = await (await reopen()).unlock(LAYLA.workerId, LAYLA.password);
    expect(after.previousDatabaseKey).toBeUndefined();
    expect(after.databaseKey).toEqual(removed.value.databaseKey);
  });

  it('rotates a removed worker out while a colleague is away', async () => {
    const { keyring, keys } = await create();
    await keyring.addUser(keys, KARWAN);
    await keyring.addUser(keys, { ...KARWAN, workerId: 'worker-away', password: 'the colleague on leave' });
    const removed = await keyring.removeUser(keys, KARWAN.workerId);
    if (!removed.ok) throw new Error(removed.refusal.code);
    const away = await (await reopen()).unlock('worker-away', 'the colleague on leave');
    expect(away.databaseKey).toEqual(removed.value.databaseKey);
  });

  it('does not remove who is signed in, or who is not there', async () => {
    const { keyring, keys } = await create();
    expect(await codeOf(keyring.removeUser(keys, LAYLA.workerId))).toBe('session.user-signed-in');
    expect(await codeOf(keyring.removeUser(keys, 'nobody'))).toBe('session.user-unknown');
  });

  it('opens by the escrow alone when every password is lost', async () => {
    const escrowKey = await generateX25519Identity();
    const { keys } = await create([await identityToRecipient(escrowKey)]);
    const stored = JSON.parse(readFileSync(file(), 'utf8')) as { masterKeys: { sealed: string }[] };
    const decrypter = new Decrypter();
    decrypter.addIdentity(escrowKey);
    const hex = await decrypter.decrypt(Buffer.from(stored.masterKeys[0]?.sealed ?? '', 'base64'), 'text');
    const keyring = await reopen();
    expect(await codeOf(keyring.unlockFromEscrow(['00'.repeat(32)]))).toBe('session.wrong-password');
    const recovered = await keyring.unlockFromEscrow([hex]);
    expect(recovered.databaseKey).toEqual(keys.databaseKey);
    expect(await codeOf(keyring.addUser(recovered, KARWAN))).toBe('ok');
  });
});

describe('the file', () => {
  it('names nobody in clear and shows names on the sign-in cards before anybody typed a password', async () => {
    const { keyring, keys } = await create();
    await keyring.renameUser(keys, LAYLA.workerId, 'Layla Marker-5520 again');
    expect((await reopen()).listUsers()).toEqual([
      {
        workerId: LAYLA.workerId,
        displayName: 'Layla Marker-5520 again',
        lockout: { lockedOut: false, waitMs: 0, triesLeft: 10 },
      },
    ]);
    for (const name of readdirSync(folder)) expect(readFileSync(file(name), 'latin1')).not.toContain('Marker-5520');
  });

  it('holds its parts in the shape of version 1', async () => {
    await create();
    const { innerMac: _i, mac: _m, ...content } = JSON.parse(readFileSync(file(), 'utf8'));
    expect(Object.keys(KeyringContent.parse(content))).toEqual([
      'v',
      'counter',
      'device',
      'devicePublicKey',
      'deviceSigningKey',
      'escrow',
      'masterKeys',
      'slots',
    ]);
  });

  it.each(['keyring.json', 'keyring.json.bak'])(
    'is read from its copy and written again when %s is hurt',
    async (name) => {
      await create();
      truncateSync(file(name), 200);
      await (await reopen()).unlock(LAYLA.workerId, LAYLA.password);
      expect(readFileSync(file('keyring.json')).equals(readFileSync(file('keyring.json.bak')))).toBe(true);
      rmSync(file(name));
      await (await reopen()).unlock(LAYLA.workerId, LAYLA.password);
    },
  );

  it('does not open when it was edited in both places, or on another machine', async () => {
    const { keyring, keys } = await create();
    await keyring.addUser(keys, KARWAN);
    const before = readFileSync(file(), 'utf8');
    for (const name of ['keyring.json', 'keyring.json.bak'])
      writeFileSync(file(name), before.replace('worker-karwan', 'worker-karwaN'));
    expect(await codeOf(reopen())).toBe('keyring.damaged');
    for (const name of ['keyring.json', 'keyring.json.bak']) writeFileSync(file(name), before);
    rmSync(file('device-secret'));
    expect(await codeOf(reopen())).toBe('device-secret.missing');
    writeFileSync(file('device-secret'), new Uint8Array(32));
    expect(await codeOf(reopen())).toBe('keyring.damaged');
  });

  it('says missing where there is none', async () => {
    expect(await codeOf(reopen())).toBe('keyring.missing');
  });

  it.skipIf(process.platform === 'win32')('keeps the device secret and the keyring to their owner', async () => {
    await create();
    for (const name of ['device-secret', 'keyring.json', 'lockout.json'])
      expect(statSync(file(name)).mode & 0o077, name).toBe(0);
  });
});

describe('the cost of a guess', () => {
  it('has a floor of 64 MiB and three passes', async () => {
    expect(() => passwordCost(MEMORY_FLOOR_KIB - 1)).toThrow('64 MiB');
    const hash = await hashPassword('a real hash once', new Uint8Array(16), passwordCost(MEMORY_FLOOR_KIB));
    expect(hash).toHaveLength(32);
  });

  it('takes weaker costs only in a test run', () => {
    const { NODE_ENV } = process.env;
    const weak = worthlessCostForTests();
    try {
      process.env.NODE_ENV = 'production';
      expect(() => worthlessCostForTests()).toThrow('outside a test run');
      expect(isCostAllowed(weak)).toBe(false);
    } finally {
      process.env.NODE_ENV = NODE_ENV;
    }
  });
});
