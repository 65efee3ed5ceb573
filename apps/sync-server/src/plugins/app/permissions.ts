/**
 * No route without a permission check: building the server fails when a route does not say who may use it, and
 * "nobody is asked" is said aloud with its reason. The check runs before the body is read.
 */

import type { IncomingMessage } from 'node:http';
import { assert, DeviceId, type OfficeId } from '@nrm/domain/shared';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault } from '../../faults.ts';
import { nodeCrypto } from '../../node-crypto.ts';

/**
 * `device`: connected and not revoked. `device-even-revoked`: it may still hear that it is, and what became of its work.
 * `certified`: it holds a certificate of this server, which may have forgotten it when it was restored from a backup; one that
 * the server does know signs as everywhere, and may be revoked.
 * `carrier`: the same as `device`, also when it speaks with the key it has while everybody is signed out; for sealed bundles only.
 */
export type Permission = 'device' | 'device-even-revoked' | 'carrier' | 'certified' | `none: ${string}`;

export interface KnownDevice {
  readonly id: DeviceId;
  readonly office: OfficeId;
  readonly revoked: boolean;
  /** Ed25519, raw, base64url: what the device says must be signed with it. */
  readonly publicKey: string;
  /** Of the key it speaks with while everybody is signed out, once it said so. */
  findCarrierKey?(): Promise<string | null>;
}

/** Asked on every request, so that a revocation works at once. */
export type FindDevice = (id: DeviceId) => Promise<KnownDevice | undefined>;

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission;
  }
  interface FastifyRequest {
    device: KnownDevice | null;
  }
}

/** `certified` too: a laptop hears that it is revoked only behind the hand-back that a restored server asks of it. */
const OPEN_TO_REVOKED: ReadonlySet<string> = new Set(['device-even-revoked', 'certified'] satisfies Permission[]);

const PERMISSION = /^(device|device-even-revoked|carrier|certified|none: .{10,})$/;

export interface PermissionOptions {
  readonly deviceOf: (request: IncomingMessage) => DeviceId | undefined;
  readonly findDevice: FindDevice;
}

export function requirePermissions(app: FastifyInstance, { deviceOf, findDevice }: PermissionOptions): void {
  app.decorateRequest('device', null);
  app.addHook('onRoute', (route) => {
    const { permission } = route.config ?? {};
    assert(
      permission && PERMISSION.test(permission),
      `The route ${route.method} ${route.url} does not say who may use it.`,
    );
  });
  app.addHook('onRequest', async (request) => {
    const { permission } = request.routeOptions.config;
    // Only the answer "there is nothing here" has no route behind it.
    if (request.is404 || permission?.startsWith('none: ')) return;
    const id = deviceOf(request.raw);
    const device = id && (await findDevice(id));
    // Whom the server knows signs here too; whom it forgot can be asked for no more than the certificate.
    if (id && !device && permission === 'certified') return;
    if (!device || (device.revoked && !OPEN_TO_REVOKED.has(permission ?? '')))
      throw new Fault('request.device-not-recognised');
    request.device = device;
  });
  // Behind the parser, which alone knows what the body was before it was packed.
  app.addHook('preValidation', async (request) => {
    if (!request.device || request.bodySha256 === null) return;
    const [path] = request.url.split('?');
    const said = `nrm.request.1\n${request.method}\n${path}\n${request.bodySha256}`;
    const signature = request.headers['x-nrm-signature'];
    if (typeof signature !== 'string') throw new Fault('request.device-not-recognised');
    if (nodeCrypto.verify(request.device.publicKey, said, signature)) return;
    const carrier = request.routeOptions.config.permission === 'carrier' && (await request.device.findCarrierKey?.());
    if (!carrier || !nodeCrypto.verify(carrier, said, signature)) throw new Fault('request.device-not-recognised');
  });
}

/** The device of a route whose permission is a device's. */
export function getDevice(request: FastifyRequest): KnownDevice {
  assert(request.device, 'Only a route with the permission of a device may ask which one it is.');
  return request.device;
}

/**
 * Without TLS, on the loopback address only, a device says who it is in a header, and proves it as it does under TLS
 * too: by its signature over the method, the path and the body.
 */
export const DEVICE_HEADER = 'x-nrm-device';

export function deviceNamedOnLoopback(request: IncomingMessage): DeviceId | undefined {
  if (!isLoopbackAddress(request.socket.remoteAddress ?? '')) return undefined;
  return DeviceId.safeParse(request.headers[DEVICE_HEADER]).data;
}

export const isLoopbackAddress = (address: string): boolean =>
  address === '::1' || address === 'localhost' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
