import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync, statSync } from 'node:fs';
import { assert } from '@nrm/domain/shared';
import { Fault } from '../faults.ts';
import { findFile, writeDurably } from '../store/durable-file.ts';

/**
 * Keeps 32 random bytes that belong to this machine. Every password is mixed with them, so that a keyring copied from the
 * disk cannot be guessed at elsewhere. In the desktop app the operating system holds them; it never falls back to a file.
 */
export interface DeviceSecretStore {
  /** The 32 bytes, or undefined when this machine has none (yet, or any more). */
  load(): Promise<Uint8Array | undefined>;
  /** Makes them. A secret that is there already is a bug: overwriting it would close the laptop for ever. */
  create(): Promise<Uint8Array>;
  /** For wiping a laptop. */
  destroy(): Promise<void>;
}

/**
 * A file that only its owner may read, for the headless laptop and the local host: it protects from other accounts of the
 * machine, not from a thief of the disk, so a packaged build does not use it.
 */
export function createFileDeviceSecretStore(path: string): DeviceSecretStore {
  return {
    async load() {
      const bytes = findFile(path);
      if (!bytes) return undefined;
      if (bytes.byteLength !== 32) throw new Fault('device-secret.missing', { reason: 'damaged' });
      if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
      return new Uint8Array(bytes);
    },
    async create() {
      assert(findFile(path) === undefined, 'a device secret is never overwritten');
      const secret = new Uint8Array(randomBytes(32));
      writeDurably(path, secret);
      return secret;
    },
    async destroy() {
      rmSync(path, { force: true });
    },
  };
}
