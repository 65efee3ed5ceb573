import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from './faults.ts';
import type { LedgerContext } from './ledger/ledger.ts';
import { findThisDevice } from './ledger/ledger.ts';
import type { DeviceSecretStore } from './session/device-secret-store.ts';
import { deriveKey, findUnsealed, Sealed, seal } from './session/seal.ts';
import { findFile, writeDurably } from './store/durable-file.ts';
import type { HttpTransportOptions } from './sync/index.ts';

/** How this laptop reaches its server and shows who it is. */
export const Connection = z.object({
  v: z.literal(1),
  server: z.string().max(300),
  pins: z.array(z.string().max(100)).max(2),
  caCertificate: z.string().max(8_000).nullable(),
  clientCertificate: z.string().max(8_000).nullable(),
  clientKey: z.string().max(8_000).nullable(),
});
export type Connection = z.infer<typeof Connection>;

interface Place {
  readonly folder: string;
  readonly deviceSecret: DeviceSecretStore;
}

const HEADER = { file: 'connection', v: 1 };
const LABEL = 'transport key';
const connectionPath = (folder: string) => join(folder, 'connection.json');

/**
 * Sealed under the device secret alone, so that sending and receiving need nobody to be signed in; a copied disk without
 * the secret cannot speak as this laptop.
 */
export async function saveConnection({ folder, deviceSecret }: Place, connection: Connection): Promise<void> {
  const secret = await deviceSecret.load();
  if (!secret) throw new Fault('device-secret.missing');
  const sealed = seal(deriveKey(secret, folderSalt, LABEL), HEADER, Buffer.from(JSON.stringify(connection), 'utf8'));
  writeDurably(connectionPath(folder), Buffer.from(JSON.stringify(sealed), 'utf8'));
}

/** null when connecting was never finished. @throws Fault keyring.damaged, device-secret.missing */
export async function findConnection({ folder, deviceSecret }: Place): Promise<Connection | null> {
  const bytes = findFile(connectionPath(folder));
  if (!bytes) return null;
  const secret = await deviceSecret.load();
  if (!secret) throw new Fault('device-secret.missing');
  try {
    const sealed = Sealed.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const plain = findUnsealed(deriveKey(secret, folderSalt, LABEL), HEADER, sealed);
    if (!plain) throw new Fault('keyring.damaged', { file: 'connection' });
    return Connection.parse(JSON.parse(Buffer.from(plain).toString('utf8')));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('keyring.damaged', { file: 'connection' });
  }
}

const folderSalt = 'nrm connection v1';

/** Where this laptop's messages go, and how each shows that it is its own. */
export function lineOf(connection: Connection, ledger: LedgerContext): HttpTransportOptions {
  const device = findThisDevice(ledger.store);
  if (!device) throw new Fault('replica.damaged', { reason: 'no-device' });
  return {
    baseUrl: connection.server,
    device: device.device,
    sign: ledger.sign,
    pins: connection.pins,
    caCertificate: connection.caCertificate,
    clientCertificate: connection.clientCertificate,
    clientKey: connection.clientKey,
  };
}
