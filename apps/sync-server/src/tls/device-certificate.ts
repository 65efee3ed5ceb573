/**
 * Which device speaks on a connection. The socket asks for a certificate and lets everybody in, because a new laptop
 * has none yet; whether the certificate is ours is decided here, whether the device is still welcome by a lookup on
 * each request.
 */
import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { DeviceId } from '@nrm/domain/shared';
import type { TlsIdentity } from './tls-folder.ts';

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

/** TLS 1.3 and nothing older; each connection shows its certificate anew. */
export const tlsOptions = (identity: TlsIdentity): TlsOptions => ({
  key: identity.server.key,
  cert: identity.server.certificate,
  ca: [identity.authority.certificate],
  minVersion: 'TLSv1.3',
  requestCert: true,
  rejectUnauthorized: false,
});

export type DeviceOfSocket = (socket: Socket) => DeviceId | undefined;

/** @param authority PEM of the governorate's certificate authority */
export function createDeviceOfSocket(authority: string, now: () => Date): DeviceOfSocket {
  const issuer = new X509Certificate(authority);
  const issuerKey = issuer.publicKey;
  const known = new WeakMap<Socket, DeviceId | undefined>();
  return (socket) => {
    // The certificate of a connection cannot change: renegotiation does not exist in TLS 1.3.
    if (!known.has(socket)) known.set(socket, readDevice(socket, issuer, issuerKey, now()));
    return known.get(socket);
  };
}

function readDevice(socket: Socket, issuer: X509Certificate, issuerKey: KeyObject, now: Date): DeviceId | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (!certificate?.checkIssued(issuer) || !certificate.verify(issuerKey)) return undefined;
  if (certificate.ca || !certificate.keyUsage?.includes(CLIENT_AUTHENTICATION)) return undefined;
  if (Date.parse(certificate.validFrom) > now.getTime() || Date.parse(certificate.validTo) < now.getTime())
    return undefined;
  const [, name] = /^CN=(.+)$/m.exec(certificate.subject) ?? [];
  return DeviceId.safeParse(name).data;
}
