import { webcrypto } from 'node:crypto';
// The certificate library asks for it when it is loaded.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface TestCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** A small authority as the server's `init` makes one, for tests of the line. */
export async function createTestAuthority() {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const dates = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...dates,
    name: 'CN=test authority',
    keys,
    signingAlgorithm: KEY,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    certificate: authority.toString('pem'),
    async issue(name: string, use: 'serverAuth' | 'clientAuth'): Promise<TestCertificate> {
      const own = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
      const certificate = await x509.X509CertificateGenerator.create({
        ...dates,
        subject: `CN=${name}`,
        issuer: authority.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: KEY,
        extensions: [
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[use]]),
          new x509.SubjectAlternativeNameExtension([
            { type: 'ip', value: name === 'elsewhere' ? '127.0.0.9' : '127.0.0.1' },
          ]),
        ],
      });
      const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
      return { key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), certificate: certificate.toString('pem') };
    },
  };
}
