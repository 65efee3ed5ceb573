import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealedDeviceSecretStore } from './sealed-device-secret.ts';

type Storage = Parameters<typeof createSealedDeviceSecretStore>[1];
const mask = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
const keeper = (changes: Partial<Storage> = {}): Storage => ({
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptStringAsync: async (text) => mask(Buffer.from(text)),
  decryptStringAsync: async (sealed) => ({ result: mask(sealed).toString(), shouldReEncrypt: false }),
  ...changes,
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-secret-'));
  path = join(folder, 'device-secret');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the device secret', () => {
  it('is made once, sealed, and read again', async () => {
    const store = createSealedDeviceSecretStore(path, keeper(), 'linux');
    expect(await store.load()).toBeUndefined();
    const made = await store.create();
    expect(made.byteLength).toBe(32);
    expect(readFileSync(path).includes(Buffer.from(made).toString('base64'))).toBe(false);
    expect(await createSealedDeviceSecretStore(path, keeper(), 'linux').load()).toEqual(made);
    await expect(store.create()).rejects.toMatchObject({ code: 'program.error' });
    await store.destroy();
    expect(await store.load()).toBeUndefined();
  });

  it.each([
    ['nothing keeps secrets', keeper({ isAsyncEncryptionAvailable: async () => false })],
    ["only Electron's own plain key would", keeper({ getSelectedStorageBackend: () => 'basic_text' })],
    ['nobody knows who would', keeper({ getSelectedStorageBackend: () => 'unknown' })],
  ])('is refused where %s', async (_, storage) => {
    const store = createSealedDeviceSecretStore(path, storage, 'linux');
    const missing = { code: 'device-secret.missing', params: { reason: 'no-safe-storage' } };
    await expect(store.create()).rejects.toMatchObject(missing);
    await expect(store.load()).rejects.toMatchObject(missing);
    expect(() => readFileSync(path)).toThrow();
  });

  it('asks for a backend only on Linux, where there are several', async () => {
    const elsewhere = keeper({
      getSelectedStorageBackend() {
        throw new Error('not on this platform');
      },
    });
    expect((await createSealedDeviceSecretStore(path, elsewhere, 'win32').create()).byteLength).toBe(32);
  });

  it('says so when it was sealed on another machine or damaged', async () => {
    const damaged = { code: 'device-secret.missing', params: { reason: 'damaged' } };
    writeFileSync(path, mask(Buffer.from('short')));
    await expect(createSealedDeviceSecretStore(path, keeper(), 'linux').load()).rejects.toMatchObject(damaged);
    const foreign = keeper({
      decryptStringAsync: async () => {
        throw new Error('Error while decrypting the ciphertext provided to safeStorage.');
      },
    });
    await expect(createSealedDeviceSecretStore(path, foreign, 'linux').load()).rejects.toMatchObject(damaged);
  });

  it('is sealed again when the operating system changed its key', async () => {
    const made = await createSealedDeviceSecretStore(path, keeper(), 'linux').create();
    const before = readFileSync(path);
    const rotated = keeper({
      decryptStringAsync: async (sealed) => ({ result: mask(sealed).toString(), shouldReEncrypt: true }),
      encryptStringAsync: async (text) => Buffer.from(`new ${text}`),
    });
    expect(await createSealedDeviceSecretStore(path, rotated, 'linux').load()).toEqual(made);
    expect(readFileSync(path)).not.toEqual(before);
  });
});
