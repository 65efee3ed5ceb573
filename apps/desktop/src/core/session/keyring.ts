import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@nrm/domain/ledger';
import { assert, ok, type Result, refuse } from '@nrm/domain/shared';
import { Fault } from '../faults.ts';
import type { DeviceSecretStore } from './device-secret-store.ts';
import {
  innerMacOf,
  type KeyringContent,
  type KeyringFile,
  type KeyringSlot,
  readKeyring,
  writeKeyring,
} from './keyring-file.ts';
import { createLockoutFile, type LockoutState, openLockout } from './lockout.ts';
import { measurePasswordCost, type PasswordCost } from './password-hash.ts';
import { judgePassword, normalisePassword } from './password-rule.ts';
import { deriveKey, findUnsealed, type Sealed, seal } from './seal.ts';
import {
  createUnlockedKeys,
  getMasterKeys,
  innerMacKeyOf,
  type MasterKey,
  signingWrapKeyOf,
  type UnlockedKeys,
} from './unlocked-keys.ts';
import { createSlotIdentity, findIdentity, openMasterKey, sealIdentity, sealMasterKey } from './user-identity.ts';

export interface NewUser {
  readonly workerId: string;
  readonly displayName: string;
  readonly password: string;
}

/** A sign-in card. */
export interface KeyringUser {
  readonly workerId: string;
  readonly displayName: string;
  readonly lockout: LockoutState;
}

/**
 * Who can open this laptop, and with it the keys of the replica. One program changes it: the one that holds the writer
 * lock of the folder.
 */
export interface Keyring {
  /** This device's id. */
  readonly device: string;
  /** Grows with every change: part of what is sealed with each save. */
  readonly counter: number;
  readonly devicePublicKey: string;
  listUsers(): readonly KeyringUser[];
  /**
   * Counts the try, durably, before looking at the password. A worker who is not on this laptop takes the same time and
   * gets the same answer as a wrong password.
   * @throws Fault session.wrong-password, session.must-wait {waitMs}, session.locked-out, keyring.damaged
   */
  unlock(workerId: string, password: string): Promise<UnlockedKeys>;
  /** @param by somebody who is signed in: only they hold the master key */
  addUser(by: UnlockedKeys, user: NewUser): Promise<Result<void>>;
  renameUser(by: UnlockedKeys, workerId: string, displayName: string): Promise<Result<void>>;
  /** @throws Fault as `unlock`: the old password is asked, counted and hashed as at sign-in */
  changePassword(workerId: string, oldPassword: string, newPassword: string): Promise<Result<void>>;
  /**
   * Takes a worker's slot away and makes a new master key for those who stay; none of them need be present. The keys that
   * come back replace `by`: move the replica with `rekeyReplica`, seal the head again, then call `finishRotation`.
   */
  removeUser(by: UnlockedKeys, workerId: string): Promise<Result<UnlockedKeys>>;
  /** Forgets the previous master key, once no file needs it. */
  finishRotation(by: UnlockedKeys): Promise<void>;
  /** Lets a locked worker try again. Whether `by` may do that (a supervisor) is asked by the command. */
  releaseLockout(by: UnlockedKeys, workerId: string): void;
  /**
   * The way back when nobody remembers a password: the master keys in hex, in the order of `masterKeys` in the file, as
   * `age -d` with an escrow key prints them.
   * @throws Fault session.wrong-password for any other keys
   */
  unlockFromEscrow(masterKeysHex: readonly string[]): Promise<UnlockedKeys>;
}

export interface KeyringOptions {
  /** Holds keyring.json, keyring.json.bak and lockout.json; made by the caller. */
  readonly folder: string;
  readonly deviceSecret: DeviceSecretStore;
  /** For tests; by default the machine's own. */
  readonly monotonicMs?: () => number;
}

const keyringPath = (folder: string) => join(folder, 'keyring.json');
const lockoutPath = (folder: string) => join(folder, 'lockout.json');
/** All workers that are not on this laptop are counted as one. */
const UNKNOWN_WORKER = 'unknown';

/**
 * Makes the keys of a laptop together with its first worker: a master key that nobody can open must not exist.
 * @param escrow age recipients of the governorate and the ministry @param cost measured on this machine when absent
 */
export async function createKeyring(
  options: KeyringOptions & {
    readonly device: string;
    readonly firstUser: NewUser;
    readonly escrow?: readonly string[];
    readonly cost?: PasswordCost;
  },
): Promise<Result<{ readonly keyring: Keyring; readonly keys: UnlockedKeys }>> {
  const { folder, device, firstUser, escrow = [] } = options;
  assert(!existsSync(keyringPath(folder)), 'a keyring is never overwritten');
  const judged = judgePassword(firstUser.password, [firstUser.displayName]);
  if (!judged.ok) return judged;
  const secret = (await options.deviceSecret.load()) ?? (await options.deviceSecret.create());
  const cost = options.cost ?? (await measurePasswordCost());
  const master: MasterKey = { epoch: 1, key: new Uint8Array(randomBytes(32)) };
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const devicePublicKey = publicKey.export({ format: 'jwk' }).x;
  assert(devicePublicKey, 'an Ed25519 public key has an x');
  const signingKey = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const slot = await createSlot({ device, secret }, { ...firstUser, password: judged.value }, cost);
  const content: KeyringContent = {
    v: 1,
    counter: 1,
    device,
    devicePublicKey,
    deviceSigningKey: seal(signingWrapKeyOf(master, device), signingKeyHeader(device, devicePublicKey), signingKey),
    escrow: [...escrow],
    masterKeys: [{ epoch: 1, sealed: await sealMasterKey(master, [slot.recipient, ...escrow]) }],
    slots: [slot],
  };
  createLockoutFile({ path: lockoutPath(folder), macKey: lockoutMacKey(secret) });
  save(folder, secret, content, master);
  const keyring = await openKeyring(options);
  return ok({
    keyring,
    keys: createUnlockedKeys({ workerId: firstUser.workerId, device, devicePublicKey }, [master], signingKey),
  });
}

export const hasKeyring = (folder: string) =>
  existsSync(keyringPath(folder)) || existsSync(`${keyringPath(folder)}.bak`);

/** Takes away what `createKeyring` made, where connecting the laptop came to nothing: there is no replica of it yet. */
export function discardKeyring(folder: string): void {
  for (const path of [keyringPath(folder), `${keyringPath(folder)}.bak`, lockoutPath(folder)])
    rmSync(path, { force: true });
}

/** @throws Fault keyring.missing, keyring.damaged, keyring.from-newer-release, device-secret.missing */
export async function openKeyring(options: KeyringOptions): Promise<Keyring> {
  const { folder } = options;
  const loaded = await options.deviceSecret.load();
  if (!loaded) throw new Fault(hasKeyring(folder) ? 'device-secret.missing' : 'keyring.missing');
  const secret = loaded;
  let file: KeyringFile = readKeyring(keyringPath(folder), outerMacKey(secret));
  const { device, devicePublicKey } = file;
  const lockout = openLockout({ path: lockoutPath(folder), macKey: lockoutMacKey(secret), ...clockOf(options) }, [
    ...file.slots.map(({ workerId }) => workerId),
    UNKNOWN_WORKER,
  ]);

  // One change at a time: hashing a password takes a second, and two changes read before either wrote would lose one.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work, work);
    turn = result.catch(() => undefined);
    return result;
  }

  const binding = (workerId: string) => ({ device, workerId, deviceSecret: secret });
  const findSlot = (workerId: string) => file.slots.find((slot) => slot.workerId === workerId);
  const deviceCost = () => file.slots.map(({ cost }) => cost).reduce((a, b) => (b.memoryKib > a.memoryKib ? b : a));

  function change(masters: readonly MasterKey[], content: Partial<KeyringContent>): void {
    const [newest] = masters;
    assert(newest, 'a keyring has a master key');
    const { innerMac: _innerMac, mac: _mac, ...before } = file;
    file = save(folder, secret, { ...before, ...content, counter: file.counter + 1 }, newest);
  }

  /** The master keys somebody holds, which must be the ones of this file. */
  function mastersOf(by: UnlockedKeys): readonly MasterKey[] {
    const masters = getMasterKeys(by);
    assert(masters[0]?.epoch === file.masterKeys[0]?.epoch, 'keys from before a worker was removed');
    return masters;
  }

  /** Counted, hashed, compared; the same work whether the worker is here or not. */
  async function tryPassword(workerId: string, password: string): Promise<{ slot: KeyringSlot; age: string }> {
    const slot = findSlot(workerId);
    const who = slot ? workerId : UNKNOWN_WORKER;
    lockout.beginTry(who);
    const age = await findIdentity(binding(workerId), slot ?? decoy(workerId), normalisePassword(password));
    if (slot && age !== undefined) return { slot, age };
    const { waitMs, triesLeft } = lockout.state(who);
    throw new Fault('session.wrong-password', { waitMs, triesLeft });
  }

  /** A slot that no password opens, the same one each time. */
  function decoy(workerId: string): KeyringSlot {
    const [first] = file.slots;
    assert(first, 'a keyring has a slot');
    const salt = createHmac('sha256', secret).update(`nrm decoy salt v1\n${workerId}`).digest().subarray(0, 16);
    return { ...first, workerId, salt: salt.toString('base64'), cost: deviceCost() };
  }

  async function openMasters(age: string): Promise<readonly MasterKey[]> {
    const masters = await Promise.all(
      file.masterKeys.map(async ({ epoch, sealed }) => ({ epoch, key: await openMasterKey(sealed, age) })),
    );
    requireInnerMac(masters);
    return masters;
  }

  /** The device secret alone cannot make a keyring that a worker's session accepts. */
  function fitsInnerMac(masters: readonly MasterKey[]): boolean {
    const [newest] = masters;
    const { innerMac, mac: _mac, ...content } = file;
    return newest !== undefined && innerMacOf(innerMacKeyOf(newest, device), content) === innerMac;
  }

  function requireInnerMac(masters: readonly MasterKey[]): void {
    if (!fitsInnerMac(masters)) throw new Fault('keyring.damaged', { reason: 'inner-mac' });
  }

  function keysFor(workerId: string, masters: readonly MasterKey[]): UnlockedKeys {
    const [newest] = masters;
    const signingKey =
      newest &&
      findUnsealed(signingWrapKeyOf(newest, device), signingKeyHeader(device, devicePublicKey), file.deviceSigningKey);
    if (!signingKey) throw new Fault('keyring.damaged', { reason: 'signing-key' });
    return createUnlockedKeys({ workerId, device, devicePublicKey }, masters, signingKey);
  }

  const sealForAll = (masters: readonly MasterKey[], slots: readonly KeyringSlot[]) =>
    Promise.all(
      masters.map(async (master) => ({
        epoch: master.epoch,
        sealed: await sealMasterKey(master, [...slots.map(({ recipient }) => recipient), ...file.escrow]),
      })),
    );

  return {
    device,
    devicePublicKey,
    get counter() {
      return file.counter;
    },
    listUsers: () =>
      file.slots.map((slot) => ({
        workerId: slot.workerId,
        displayName: openName({ device, secret }, slot.workerId, slot.displayName),
        lockout: lockout.state(slot.workerId),
      })),
    unlock: (workerId, password) =>
      inTurn(async () => {
        const { age } = await tryPassword(workerId, password);
        const keys = keysFor(workerId, await openMasters(age));
        lockout.clear(workerId);
        return keys;
      }),
    addUser: (by, user) =>
      inTurn(async () => {
        const masters = mastersOf(by);
        if (findSlot(user.workerId)) return refuse('session.user-exists');
        const judged = judgePassword(user.password, [user.displayName]);
        if (!judged.ok) return judged;
        const slot = await createSlot({ device, secret }, { ...user, password: judged.value }, deviceCost());
        const slots = [...file.slots, slot];
        change(masters, { slots, masterKeys: await sealForAll(masters, slots) });
        return ok(undefined);
      }),
    renameUser: (by, workerId, displayName) =>
      inTurn(async () => {
        const masters = mastersOf(by);
        if (!findSlot(workerId)) return refuse('session.user-unknown');
        const sealed = sealName({ device, secret }, workerId, displayName);
        const rename = (slot: KeyringSlot) => (slot.workerId === workerId ? { ...slot, displayName: sealed } : slot);
        change(masters, { slots: file.slots.map(rename) });
        return ok(undefined);
      }),
    changePassword: (workerId, oldPassword, newPassword) =>
      inTurn(async () => {
        const name = findSlot(workerId)?.displayName;
        const judged = judgePassword(newPassword, name ? [openName({ device, secret }, workerId, name)] : []);
        if (!judged.ok) return judged;
        const { slot, age } = await tryPassword(workerId, oldPassword);
        const masters = await openMasters(age);
        const wrapped = await sealIdentity(binding(workerId), slot.recipient, age, judged.value, deviceCost());
        const slots = file.slots.map((each) => (each.workerId === workerId ? { ...each, ...wrapped } : each));
        change(masters, { slots });
        lockout.clear(workerId);
        return ok(undefined);
      }),
    removeUser: (by, workerId) =>
      inTurn(async () => {
        const masters = mastersOf(by);
        const [newest] = masters;
        assert(newest && masters.length === 1, 'a worker is removed before the last change of keys was finished');
        if (!findSlot(workerId)) return refuse('session.user-unknown');
        if (workerId === by.workerId) return refuse('session.user-signed-in');
        const slots = file.slots.filter((slot) => slot.workerId !== workerId);
        const fresh: MasterKey = { epoch: newest.epoch + 1, key: new Uint8Array(randomBytes(32)) };
        const both = [fresh, { ...newest, key: newest.key.slice() }];
        const header = signingKeyHeader(device, devicePublicKey);
        const signingKey = findUnsealed(signingWrapKeyOf(newest, device), header, file.deviceSigningKey);
        if (!signingKey) throw new Fault('keyring.damaged', { reason: 'signing-key' });
        change(both, {
          slots,
          masterKeys: await sealForAll(both, slots),
          deviceSigningKey: seal(signingWrapKeyOf(fresh, device), header, signingKey),
        });
        signingKey.fill(0);
        lockout.clear(workerId);
        const keys = keysFor(by.workerId, both);
        by.close();
        return ok(keys);
      }),
    finishRotation: (by) =>
      inTurn(async () => {
        const masters = mastersOf(by);
        const newest = file.masterKeys.slice(0, 1);
        if (file.masterKeys.length > newest.length) change(masters, { masterKeys: newest });
      }),
    releaseLockout(by, workerId) {
      requireInnerMac(mastersOf(by));
      lockout.clear(workerId);
    },
    unlockFromEscrow: (masterKeysHex) =>
      inTurn(async () => {
        const masters = file.masterKeys.map(({ epoch }, index) => ({
          epoch,
          key: new Uint8Array(Buffer.from(masterKeysHex[index]?.trim() ?? '', 'hex')),
        }));
        if (masters.some(({ key }) => key.byteLength !== 32) || !fitsInnerMac(masters))
          throw new Fault('session.wrong-password');
        return keysFor('escrow', masters);
      }),
  };
}

interface Machine {
  readonly device: string;
  readonly secret: Uint8Array;
}

async function createSlot({ device, secret }: Machine, user: NewUser, cost: PasswordCost): Promise<KeyringSlot> {
  const binding = { device, workerId: user.workerId, deviceSecret: secret };
  const { recipient, cost: hashCost, salt, identity } = await createSlotIdentity(binding, user.password, cost);
  return {
    workerId: user.workerId,
    displayName: sealName({ device, secret }, user.workerId, user.displayName),
    recipient,
    cost: hashCost,
    salt,
    identity,
  };
}

const nameKey = ({ device, secret }: Machine) => deriveKey(secret, device, 'display names');
const nameHeader = (device: string, workerId: string): Json => ({ use: 'nrm display name v1', device, workerId });

/** Padded to a multiple of 64 bytes: the length of a name is not for the thief either. */
function sealName(machine: Machine, workerId: string, displayName: string): Sealed {
  const bytes = Buffer.from(displayName, 'utf8');
  const padded = Buffer.alloc(Math.ceil((bytes.byteLength + 1) / 64) * 64, 0);
  bytes.copy(padded);
  return seal(nameKey(machine), nameHeader(machine.device, workerId), padded);
}

function openName(machine: Machine, workerId: string, sealed: Sealed): string {
  const padded = findUnsealed(nameKey(machine), nameHeader(machine.device, workerId), sealed);
  if (!padded) throw new Fault('keyring.damaged', { reason: 'display-name' });
  return Buffer.from(padded).toString('utf8').replace(/\0+$/, '');
}

const signingKeyHeader = (device: string, devicePublicKey: string): Json => ({
  use: 'nrm device signing key v1',
  device,
  devicePublicKey,
});

// The device is not known before the file is read, so these two are bound to the machine's secret alone.
const outerMacKey = (secret: Uint8Array) => deriveKey(secret, '', 'keyring outer mac');
const lockoutMacKey = (secret: Uint8Array) => deriveKey(secret, '', 'lockout mac');

const clockOf = ({ monotonicMs }: KeyringOptions) => (monotonicMs ? { monotonicMs } : {});

function save(folder: string, secret: Uint8Array, content: KeyringContent, newest: MasterKey): KeyringFile {
  const innerMac = innerMacOf(innerMacKeyOf(newest, content.device), content);
  return writeKeyring(keyringPath(folder), outerMacKey(secret), content, innerMac);
}
