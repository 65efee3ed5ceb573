import { webcrypto } from 'node:crypto';
// The certificate library asks for it when it is loaded.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { cryptoProvider, PemConverter, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

/**
 * The key with which this laptop shows who it is on the line (P-256, as the governorate's authority is), and the request
 * for a certificate that the server answers. It is not the key that signs entries: losing it forges nothing.
 * @returns both in PEM; the key as PKCS #8
 */
export async function createClientKey(device: string): Promise<{ readonly clientKey: string; readonly csr: string }> {
  cryptoProvider.set(webcrypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=${device}`,
    keys,
    signingAlgorithm: algorithm,
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { clientKey: PemConverter.encode(pkcs8, 'PRIVATE KEY'), csr: request.toString('pem') };
}
