import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { SafeStorage } from 'electron';
import { Fault } from '../core/faults.ts';
import type { DeviceSecretStore } from '../core/session/device-secret-store.ts';
import { findFile, writeDurably } from '../core/store/durable-file.ts';

type Storage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>;

/**
 * The device secret sealed by the operating system (DPAPI, Keychain, libsecret, KWallet). Where there is no such keeper it
 * refuses: Electron's own fallback is a key that stands in its source.
 *
 * @throws Fault device-secret.missing from load and create: `no-safe-storage` where nothing keeps secrets, `damaged` where
 * what was kept cannot be opened (another user or another machine)
 */
export function createSealedDeviceSecretStore(
  path: string,
  storage: Storage,
  platform: NodeJS.Platform = process.platform,
): DeviceSecretStore {
  async function requireKeeper(): Promise<void> {
    const plain = platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend());
    if (plain || !(await storage.isAsyncEncryptionAvailable()))
      throw new Fault('device-secret.missing', { reason: 'no-safe-storage' });
  }

  return {
    async load() {
      await requireKeeper();
      const sealed = findFile(path);
      if (!sealed) return undefined;
      const opened = await storage.decryptStringAsync(Buffer.from(sealed)).catch(() => undefined);
      const secret = opened && new Uint8Array(Buffer.from(opened.result, 'base64'));
      if (secret?.byteLength !== 32) throw new Fault('device-secret.missing', { reason: 'damaged' });
      if (opened?.shouldReEncrypt) writeDurably(path, await storage.encryptStringAsync(opened.result));
      return secret;
    },
    async create() {
      await requireKeeper();
      if (findFile(path)) throw new Fault('program.error', { reason: 'device-secret-exists' });
      const secret = new Uint8Array(randomBytes(32));
      writeDurably(path, await storage.encryptStringAsync(Buffer.from(secret).toString('base64')));
      return secret;
    },
    async destroy() {
      rmSync(path, { force: true });
    },
  };
}
