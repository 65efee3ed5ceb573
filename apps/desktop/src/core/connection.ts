import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Sign } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import { z } from 'zod';
import { Fault } from './faults.ts';
import type { LedgerContext } from './ledger/ledger.ts';
import { findThisDevice } from './ledger/ledger.ts';
import { rawPublicKey, signerOf } from './ledger/node-crypto.ts';
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
  /** Ed25519, PKCS #8 in base64: speaks for this laptop while everybody is signed out, about sealed bundles only. */
  carrierKey: z.string().max(200).optional(),
});
export type Connection = z.infer<typeof Connection>;

interface Place {
  readonly folder: string;
  readonly deviceSecret: DeviceSecretStore;
}

const HEADER = { file: 'connection', v: 1 };
const LABEL = 'transport key';
const connectionPath = (folder: string) => join(folder, 'connection.json');

/** Whether connecting was finished here, without looking what it says. */
export const isConnectionKept = (folder: string): boolean => existsSync(connectionPath(folder));

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
  return addressed(connection, device.device, ledger.sign);
}

/** The line on which sealed bundles are carried, signed in or out; undefined before the first sign-in of this release. */
export function findCarrierLine(connection: Connection, device: DeviceId): CarrierIdentity | undefined {
  if (connection.carrierKey === undefined) return undefined;
  const key = createPrivateKey({ key: Buffer.from(connection.carrierKey, 'base64'), format: 'der', type: 'pkcs8' });
  return { line: addressed(connection, device, signerOf(key)), publicKey: rawPublicKey(key) };
}

export interface CarrierIdentity {
  readonly line: HttpTransportOptions;
  /** Ed25519, raw, base64url */
  readonly publicKey: string;
}

/** The same connection with a key to carry bundles, made and kept where it has none. */
export async function withCarrierKey(place: Place, connection: Connection): Promise<Connection> {
  if (connection.carrierKey !== undefined) return connection;
  const { privateKey } = generateKeyPairSync('ed25519');
  const carrierKey = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const made = { ...connection, carrierKey };
  await saveConnection(place, made);
  return made;
}

function addressed(connection: Connection, device: DeviceId, sign: Sign): HttpTransportOptions {
  return {
    baseUrl: connection.server,
    device,
    sign,
    pins: connection.pins,
    caCertificate: connection.caCertificate,
    clientCertificate: connection.clientCertificate,
    clientKey: connection.clientKey,
  };
}
