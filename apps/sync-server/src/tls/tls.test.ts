import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFault } from '../faults.ts';
import {
  createAuthority,
  createCertificateRequest,
  createKey,
  issueDeviceCertificate,
  issueServerCertificate,
  pinOfKey,
} from './certificates.ts';
import { createDeviceOfSocket, tlsOptions } from './device-certificate.ts';
import { createTlsFolder, openTlsFolder, rotateServerKey, type TlsIdentity } from './tls-folder.ts';

const now = new Date('2026-11-22T08:00:00Z');
const DEVICE = '0192f7a0-0000-7000-8000-00000000d001';
const hosts = ['localhost', '127.0.0.1'];

describe('the private authority of a governorate', () => {
  let folder: string;
  let identity: TlsIdentity;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nrm-tls-'));
    await createTlsFolder(folder, 'ninewa', hosts, now);
    identity = await openTlsFolder(folder, hosts, now);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps every file readable by its owner only', () => {
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600);
  });

  it('renews the certificate with the same key, and keeps the next pin when the key is rotated', async () => {
    const later = new Date(now.getTime() + 350 * 86_400_000);
    const renewed = await openTlsFolder(folder, hosts, later);
    expect(renewed.server.certificate).not.toBe(identity.server.certificate);
    expect(renewed.pins).toEqual(identity.pins);
    const renamed = await openTlsFolder(folder, [...hosts, 'nrm.ninewa.example'], later);
    expect(new X509Certificate(renamed.server.certificate).checkHost('nrm.ninewa.example')).toBeDefined();
    const rotated = await rotateServerKey(folder, hosts, now);
    expect(rotated.pins[0]).toBe(identity.pins[1]);
    expect(rotated.pins[1]).not.toBe(identity.pins[1]);
    expect(await pinOfKey(rotated.server.key)).toBe(rotated.pins[0]);
    identity = rotated;
  });

  it('refuses a request that is not signed with its own key, not P-256, or no request at all', async () => {
    const csr = await createCertificateRequest(await createKey());
    const [head = '', ...rest] = csr.split('\n');
    const damaged = [
      head,
      ...rest.map((line, index) =>
        index === 1 ? line.replace(/[A-Z]/, (letter) => (letter === 'A' ? 'B' : 'A')) : line,
      ),
    ].join('\n');
    for (const wrong of [damaged, '', 'hello', csr.slice(0, 80)]) {
      await expect(issueDeviceCertificate(identity.authority, wrong, DEVICE, now)).rejects.toSatisfy((error) =>
        isFault(error, 'certificate.request-invalid'),
      );
    }
  });

  it('recognises the device on a TLS 1.3 socket and nobody else', async () => {
    const deviceOf = createDeviceOfSocket(identity.authority.certificate, () => now);
    const key = await createKey();
    const csr = await createCertificateRequest(key);
    const stranger = await createAuthority('ninewa', now);
    const strangerKey = await createKey();

    expect(await seenAs(key, await issueDeviceCertificate(identity.authority, csr, DEVICE, now))).toEqual([
      'TLSv1.3',
      DEVICE,
    ]);
    expect(await seenAs()).toEqual(['TLSv1.3', undefined]);
    expect(await seenAs(key, await issueDeviceCertificate(stranger, csr, DEVICE, now))).toEqual(['TLSv1.3', undefined]);
    // A server certificate of ours is no device, whatever it is called.
    const server = await issueServerCertificate(identity.authority, strangerKey, [DEVICE], now);
    expect(await seenAs(strangerKey, server)).toEqual(['TLSv1.3', undefined]);
    const ended = await issueDeviceCertificate(identity.authority, csr, DEVICE, new Date('2010-01-01T00:00:00Z'));
    expect(await seenAs(key, ended)).toEqual(['TLSv1.3', undefined]);
    const unknownName = await issueDeviceCertificate(identity.authority, csr, 'administrator', now);
    expect(await seenAs(key, unknownName)).toEqual(['TLSv1.3', undefined]);

    async function seenAs(clientKey?: string, cert?: string): Promise<[string | null, string | undefined]> {
      return await new Promise((resolve, reject) => {
        const server = createServer(tlsOptions(identity), (socket: TLSSocket) => {
          resolve([socket.getProtocol(), deviceOf(socket)]);
          socket.on('error', () => undefined).destroy();
          server.close();
        });
        server.on('tlsClientError', reject);
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          const port = address && typeof address === 'object' ? address.port : 0;
          const client = connect({
            port,
            host: '127.0.0.1',
            servername: 'localhost',
            ca: identity.authority.certificate,
            key: clientKey,
            cert,
          });
          client.on('error', () => undefined);
        });
      });
    }
  });

  it('does not speak anything older than TLS 1.3', async () => {
    const server = createServer(tlsOptions(identity));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    const outcome = await new Promise<string>((resolve) => {
      const client = connect({ port, host: '127.0.0.1', maxVersion: 'TLSv1.2', rejectUnauthorized: false }, () =>
        resolve('connected'),
      );
      client.on('error', () => resolve('refused'));
    });
    server.close();
    expect(outcome).toBe('refused');
  });
});
