import { dataFolderPaths } from '../config.ts';
import { serverAuthor } from '../ledger-assembly.ts';
import type { OpenServer } from '../open-server.ts';
import { openSealingKey } from '../sealing/server-sealing-key.ts';
import { createDeviceKeyStore } from './device-keys.ts';
import type { BundleOffice } from './receive-bundle.ts';

/** What the command line needs to take in and to write bundles. */
export async function openBundleOffice(server: OpenServer): Promise<BundleOffice> {
  const { identity } = await openSealingKey(dataFolderPaths(server.folder).sealing);
  return {
    ledger: await serverAuthor(server),
    identity,
    keys: createDeviceKeyStore(server.pool),
    folder: server.folder,
  };
}
