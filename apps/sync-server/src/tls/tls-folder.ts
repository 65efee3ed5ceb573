/** Where the authority and the server's keys are kept: one folder, every key readable by its owner only. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { Fault } from '../faults.ts';
import { writePrivateFile } from '../store/private-file.ts';
import {
  createAuthority,
  createKey,
  issueServerCertificate,
  type KeyAndCertificate,
  pinOfKey,
} from './certificates.ts';

export interface TlsIdentity {
  readonly authority: KeyAndCertificate;
  readonly server: KeyAndCertificate;
  /** Pin of the key in use and of the one that follows it. */
  readonly pins: readonly [current: string, next: string];
}

const FILES = {
  authorityKey: 'authority.key.pem',
  authority: 'authority.pem',
  serverKey: 'server.key.pem',
  server: 'server.pem',
  nextKey: 'server-next.key.pem',
} as const;
const RENEW_BEFORE_MS = 60 * 86_400_000;

export async function createTlsFolder(folder: string, governorate: string, hosts: readonly string[], now: Date) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const authority = await createAuthority(governorate, now);
  writePrivateFile(join(folder, FILES.authorityKey), authority.key);
  writePrivateFile(join(folder, FILES.authority), authority.certificate);
  const key = await createKey();
  writePrivateFile(join(folder, FILES.serverKey), key);
  writePrivateFile(join(folder, FILES.server), await issueServerCertificate(authority, key, hosts, now));
  writePrivateFile(join(folder, FILES.nextKey), await createKey());
}

/**
 * Reads the folder; renews the server's certificate with the same key when it is about to end or does not name
 * all `hosts`, so that a server that is only ever restarted never meets its end.
 * @throws Fault data-folder.damaged
 */
export async function openTlsFolder(folder: string, hosts: readonly string[], now: Date): Promise<TlsIdentity> {
  const authority = { key: read(folder, FILES.authorityKey), certificate: read(folder, FILES.authority) };
  const key = read(folder, FILES.serverKey);
  let certificate = read(folder, FILES.server);
  if (needsRenewal(certificate, key, hosts, now)) {
    certificate = await issueServerCertificate(authority, key, hosts, now);
    writePrivateFile(join(folder, FILES.server), certificate);
  }
  const pins = [await pinOfKey(key), await pinOfKey(read(folder, FILES.nextKey))] as const;
  return { authority, server: { key, certificate }, pins };
}

/** The next key becomes the one in use (laptops know its pin already) and a new next one is made. */
export async function rotateServerKey(folder: string, hosts: readonly string[], now: Date): Promise<TlsIdentity> {
  const authority = { key: read(folder, FILES.authorityKey), certificate: read(folder, FILES.authority) };
  const key = read(folder, FILES.nextKey);
  writePrivateFile(join(folder, FILES.server), await issueServerCertificate(authority, key, hosts, now));
  writePrivateFile(join(folder, FILES.serverKey), key);
  writePrivateFile(join(folder, FILES.nextKey), await createKey());
  return await openTlsFolder(folder, hosts, now);
}

function needsRenewal(pem: string, key: string, hosts: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(pem);
  // A rotation that was cut off half way leaves the old key beside the new certificate.
  if (!certificate.checkPrivateKey(createPrivateKey(key))) return true;
  const namesAll = hosts.every((host) => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)));
  return !namesAll || Date.parse(certificate.validTo) - now.getTime() < RENEW_BEFORE_MS;
}

function read(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (cause) {
    throw new Fault('data-folder.damaged', { file }, cause);
  }
}
