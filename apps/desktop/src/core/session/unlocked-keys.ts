import { createPrivateKey, sign as signBytes } from 'node:crypto';
import type { Sign } from '@nrm/domain/ledger';
import { assert } from '@nrm/domain/shared';
import { deriveKey } from './seal.ts';

/** A key that opens everything of this laptop; its epoch grows when a worker is removed. */
export interface MasterKey {
  readonly epoch: number;
  readonly key: Uint8Array;
}

/** What a worker who signed in gives the core. It lives in the core's process and ends with the session. */
export interface UnlockedKeys {
  readonly workerId: string;
  /** 32 bytes: the key of the replica. */
  readonly databaseKey: Uint8Array;
  /** The key it still may have when a change of keys was cut: call `rekeyReplica`, then `finishRotation`. */
  readonly previousDatabaseKey: Uint8Array | undefined;
  /** For `openSealedHead`: in force first, then the previous one. */
  readonly sealMacKeys: readonly Uint8Array[];
  /** Signs entries as this device: Ed25519, 64 bytes, base64url. */
  readonly sign: Sign;
  /** The same key over bytes that are no text: 64 bytes. */
  signBytes(message: Uint8Array): Uint8Array;
  /** Raw 32 bytes, base64url. */
  readonly devicePublicKey: string;
  /** Overwrites the keys; afterwards they are worthless. */
  close(): void;
}

// Kept beside the object, not in it: nobody who is handed the keys of a session can hand the master key on.
const masterKeys = new WeakMap<UnlockedKeys, readonly MasterKey[]>();

export const databaseKeyOf = (master: MasterKey, device: string) => deriveKey(master.key, device, 'database key');
export const sealMacKeyOf = (master: MasterKey, device: string) => deriveKey(master.key, device, 'sealed head mac');
export const signingWrapKeyOf = (master: MasterKey, device: string) =>
  deriveKey(master.key, device, 'device signing key wrap');
export const innerMacKeyOf = (master: MasterKey, device: string) => deriveKey(master.key, device, 'keyring inner mac');

/** @param masters newest first @param signingKey Ed25519 PKCS #8 */
export function createUnlockedKeys(
  { workerId, device, devicePublicKey }: { workerId: string; device: string; devicePublicKey: string },
  masters: readonly MasterKey[],
  signingKey: Uint8Array,
): UnlockedKeys {
  const [newest, previous] = masters;
  assert(newest, 'a keyring has a master key');
  const databaseKey = databaseKeyOf(newest, device);
  const previousDatabaseKey = previous && databaseKeyOf(previous, device);
  const sealMacKeys = masters.map((master) => sealMacKeyOf(master, device));
  const privateKey = createPrivateKey({ key: Buffer.from(signingKey), format: 'der', type: 'pkcs8' });
  signingKey.fill(0);
  let open = true;
  const keys: UnlockedKeys = {
    workerId,
    databaseKey,
    previousDatabaseKey,
    sealMacKeys,
    devicePublicKey,
    sign(text) {
      assert(open, 'the keys of a session were used after its end');
      return signBytes(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url');
    },
    signBytes(message) {
      assert(open, 'the keys of a session were used after its end');
      return new Uint8Array(signBytes(null, message, privateKey));
    },
    close() {
      open = false;
      for (const secret of [databaseKey, previousDatabaseKey, ...sealMacKeys, ...masters.map(({ key }) => key)])
        secret?.fill(0);
      masterKeys.delete(keys);
    },
  };
  masterKeys.set(keys, masters);
  return keys;
}

/** For the keyring alone. */
export function getMasterKeys(keys: UnlockedKeys): readonly MasterKey[] {
  const masters = masterKeys.get(keys);
  assert(masters, 'the keys of a session were used after its end');
  return masters;
}
