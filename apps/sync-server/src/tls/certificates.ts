/**
 * The governorate's private certificate authority: P-256, made by `init`, known to nobody else. It signs the server's
 * own certificate and one for each laptop. It forms certificates; where keys are kept is `tls-folder.ts`.
 */
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
// The certificate library asks for it when it is loaded.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { Fault } from '../faults.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 20 * 365;
/** Browsers and phones refuse longer ones; it is renewed with the same key, so laptops notice nothing. */
export const SERVER_CERTIFICATE_DAYS = 397;
/** Long: a laptop is turned away by revoking it, which works at once, not by waiting for a date. */
const DEVICE_CERTIFICATE_DAYS = 10 * 365;
/** Laptop clocks run behind; a certificate made just now is valid for them too. */
const BACKDATED_DAYS = 2;

export interface KeyAndCertificate {
  /** PKCS#8 PEM: secret */
  readonly key: string;
  /** PEM */
  readonly certificate: string;
}

/** A new P-256 key as PKCS#8 PEM. */
export async function createKey(): Promise<string> {
  const pair = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey), 'PRIVATE KEY');
}

/** @param name shown in the certificate, for example the governorate's id */
export async function createAuthority(name: string, now: Date): Promise<KeyAndCertificate> {
  const key = await createKey();
  const keys = await readKeys(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(now, AUTHORITY_DAYS),
    serialNumber: serialNumber(),
    name: [{ O: [name] }, { CN: ['NRM governorate authority'] }],
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key, certificate: certificate.toString('pem') };
}

/** @param hosts names and IP addresses under which laptops reach the server; at least one */
export async function issueServerCertificate(
  authority: KeyAndCertificate,
  serverKey: string,
  hosts: readonly string[],
  now: Date,
): Promise<string> {
  const { publicKey } = await readKeys(serverKey);
  const names = hosts.map((host) => ({ type: isIP(host) ? ('ip' as const) : ('dns' as const), value: host }));
  return await issue(authority, publicKey, [{ CN: [hosts[0] ?? 'localhost'] }], now, SERVER_CERTIFICATE_DAYS, [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names),
  ]);
}

/**
 * Signs the key of a certificate request for a device. Only the key is taken from it: what it wishes to be called and
 * allowed is not ours to believe.
 * @param csr PKCS#10, PEM
 * @throws Fault certificate.request-invalid
 */
export async function issueDeviceCertificate(
  authority: KeyAndCertificate,
  csr: string,
  deviceId: string,
  now: Date,
): Promise<string> {
  const publicKey = await readRequest(csr);
  return await issue(authority, publicKey, [{ CN: [deviceId] }], now, DEVICE_CERTIFICATE_DAYS, [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
  ]);
}

/** A certificate request for a P-256 key, PEM. What a laptop sends; here for the headless laptop and for tests. */
export async function createCertificateRequest(key: string): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    keys: await readKeys(key),
    signingAlgorithm: SIGNATURE,
    name: [{ CN: ['nrm'] }],
  });
  return request.toString('pem');
}

/** SHA-256 of the SubjectPublicKeyInfo, base64url (RFC 7469, 2.4). It stays the same when a certificate is renewed. */
export async function pinOfKey(key: string): Promise<string> {
  const { publicKey } = await readKeys(key);
  const spki = await webcrypto.subtle.exportKey('spki', publicKey);
  return createHash('sha256').update(new Uint8Array(spki)).digest('base64url');
}

async function issue(
  authority: KeyAndCertificate,
  publicKey: webcrypto.CryptoKey,
  subject: x509.JsonName,
  now: Date,
  days: number,
  extensions: x509.Extension[],
): Promise<string> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const { privateKey, publicKey: issuerKey } = await readKeys(authority.key);
  const { notBefore, notAfter } = validity(now, days);
  const certificate = await x509.X509CertificateGenerator.create({
    notBefore,
    // Nothing outlives who vouches for it.
    notAfter: notAfter < issuer.notAfter ? notAfter : issuer.notAfter,
    serialNumber: serialNumber(),
    subject,
    issuer: issuer.subjectName.toJSON(),
    signingAlgorithm: SIGNATURE,
    publicKey,
    signingKey: privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
      ...extensions,
    ],
  });
  return certificate.toString('pem');
}

async function readRequest(csr: string): Promise<webcrypto.CryptoKey> {
  try {
    const request = new x509.Pkcs10CertificateRequest(csr);
    if (await request.verify()) return await request.publicKey.export(KEY, ['verify']);
  } catch (cause) {
    throw new Fault('certificate.request-invalid', {}, cause);
  }
  throw new Fault('certificate.request-invalid');
}

async function readKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const [pkcs8] = x509.PemConverter.decode(pem);
  if (!pkcs8) throw new Fault('data-folder.damaged', { file: 'key' });
  const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, KEY, true, ['sign']);
  const { kty, crv, x, y } = await webcrypto.subtle.exportKey('jwk', privateKey);
  const publicKey = await webcrypto.subtle.importKey('jwk', { kty, crv, x, y }, KEY, true, ['verify']);
  return { privateKey, publicKey };
}

const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - BACKDATED_DAYS * DAY_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
});

/** 16 random bytes, positive (RFC 5280, 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
