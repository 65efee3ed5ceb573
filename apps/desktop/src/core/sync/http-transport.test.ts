import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { createServer as createPlainServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { TLSSocket } from 'node:tls';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CHAIN_START } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import { PROTOCOL, type PullRequest, type PushRequest } from '@nrm/domain/sync';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Fault } from '../faults.ts';
import { nodeCrypto, rawPublicKey, signerOf } from '../ledger/node-crypto.ts';
import { askServer } from './ask-server.ts';
import { createHttpTransport, type HttpTransportOptions, requestText } from './http-transport.ts';
import { newId } from './testing/scripted-server.ts';
import { createTestAuthority, type TestCertificate } from './testing/test-authority.ts';

const device = newId() as DeviceId;
const deviceKey = generateKeyPairSync('ed25519').privateKey;
const never = new AbortController().signal;
const question: PullRequest = { protocol: PROTOCOL, device, positions: [], limit: 10 };
const heads = { epoch: 'e', issuedAt: '2026-03-01T06:00:00.000Z', heads: [], signature: 's' };
const answer = { epoch: 'e', feeds: [], ended: [], more: false, heads };

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createPlainServer(listener))}`;
const serveTls = async (options: ServerOptions, listener: RequestListener) =>
  `https://127.0.0.1:${await listen(createTlsServer(options, listener))}`;

const answers =
  (body: unknown, status = 200, mediaType = 'application/json'): RequestListener =>
  (request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(status, { 'content-type': mediaType, connection: 'close' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };

const transportTo = (baseUrl: string, line: Partial<HttpTransportOptions> = {}) =>
  createHttpTransport({ baseUrl, device, sign: signerOf(deviceKey), ...line });

async function faultOf(promise: Promise<unknown> | (() => unknown)): Promise<{ code: string; reason: unknown }> {
  try {
    await (typeof promise === 'function' ? promise() : promise);
  } catch (error) {
    if (error instanceof Fault) return { code: error.code, reason: error.params.reason };
    throw error;
  }
  throw new Error('no fault');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

describe('a message', () => {
  it('carries the signature of the device over its method, path and text, packed or not', async () => {
    const seen: { path: string | undefined; packed: boolean; verified: boolean; from: unknown }[] = [];
    const base = await serve(async (request, response) => {
      const text = await bodyOf(request);
      const signed = requestText('POST', request.url ?? '', text);
      seen.push({
        path: request.url,
        packed: request.headers['content-encoding'] === 'gzip',
        verified: nodeCrypto.verify(rawPublicKey(deviceKey), signed, String(request.headers['x-nrm-signature'])),
        from: request.headers['x-nrm-device'],
      });
      const push = { epoch: 'e', generation: 1, receipts: [], chain: { seq: 0, hash: CHAIN_START }, stopped: null };
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(request.url === '/v1/pull' ? answer : push)));
    });
    const entry = { header: 'ح'.repeat(2_000), signature: 's', payload: null, salt: null, keyId: null };
    const push: PushRequest = { protocol: PROTOCOL, device, generation: 1, entries: [entry] };
    const transport = transportTo(base);
    expect(await transport.pull(question, never)).toEqual(answer);
    expect((await transport.push(push, never)).stopped).toBe(null);
    expect(seen).toEqual([
      { path: '/v1/pull', packed: false, verified: true, from: device },
      { path: '/v1/push', packed: true, verified: true, from: device },
    ]);
  });

  it('is given up when nobody waits for it any more', async () => {
    const base = await serve((request) => void request.resume());
    const given = new AbortController();
    const asked = transportTo(base).pull(question, given.signal);
    setTimeout(() => given.abort(), 20);
    expect((await faultOf(asked)).code).toBe('server.unreachable');
  });
});

describe('an answer that is none becomes a fault with a designed screen', () => {
  const problem = (code: string) => ({ type: 'urn', title: 't', status: 0, code, requestId: 'r' });
  const isProblem = 'application/problem+json';
  it.each([
    [
      'a device it does not know',
      answers(problem('request.device-not-recognised'), 401, isProblem),
      'server.refused-device',
    ],
    ['too busy', answers(problem('server.busy'), 503, isProblem), 'server.unreachable'],
    ['too many questions', answers('', 429, 'text/plain'), 'server.unreachable'],
    ['a bug of the server', answers(problem('bug'), 500, isProblem), 'server.unreachable'],
    ['an address that is gone', answers(problem('request.nothing-here'), 404, isProblem), 'server.newer'],
    ['a message it cannot read', answers(problem('request.malformed'), 400, isProblem), 'program.error'],
    ['a page of a hotel network', answers('<html>', 200, 'text/html'), 'server.not-trusted'],
    ['a redirect', answers('', 302, 'text/plain'), 'server.not-trusted'],
    ['JSON cut in the middle', answers('{"epoch":', 200), 'server.not-trusted'],
    ['an answer of a later release', answers({ ...answer, feeds: [{ feed: 'x', kind: 'new' }] }), 'server.newer'],
    ['a connection that breaks', ((request) => request.socket.destroy()) as RequestListener, 'server.unreachable'],
  ])('%s', async (_name, listener, code) => {
    expect((await faultOf(transportTo(await serve(listener)).pull(question, never))).code).toBe(code);
  });

  it.each([
    ['7', 7_000],
    ['99999', 600_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-5', undefined],
    [undefined, undefined],
  ])('a server that asks to be left alone for %s seconds', async (said, retryAfterMs) => {
    const base = await serve((request, response) => {
      request.resume();
      response.writeHead(503, { connection: 'close', ...(said !== undefined && { 'retry-after': said }) }).end();
    });
    const asked = transportTo(base).pull(question, never);
    await expect(asked).rejects.toSatisfy(
      (error) => error instanceof Fault && error.params.retryAfterMs === retryAfterMs,
    );
  });

  it('nobody there', async () => {
    const base = await serve(answers(answer));
    const gone = base.replace(/\d+$/, '1');
    expect(await faultOf(transportTo(gone).pull(question, never))).toEqual({
      code: 'server.unreachable',
      reason: 'ECONNREFUSED',
    });
  });
});

describe('the line', () => {
  let authority: Awaited<ReturnType<typeof createTestAuthority>>;
  let server: TestCertificate;
  beforeAll(async () => {
    authority = await createTestAuthority();
    server = await authority.issue('server', 'serverAuth');
  });
  const tls = (one: TestCertificate, more: ServerOptions = {}): ServerOptions => ({
    key: one.key,
    cert: one.certificate,
    ...more,
  });
  const pinOf = ({ certificate }: TestCertificate) =>
    createHash('sha256')
      .update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64url');

  it('is trusted by the own authority, pinned, and shows the certificate of the laptop', async () => {
    const client = await authority.issue(device, 'clientAuth');
    let shown: string | undefined;
    const base = await serveTls(
      tls(server, { ca: authority.certificate, requestCert: true, rejectUnauthorized: true }),
      (request, response) => {
        if (request.socket instanceof TLSSocket)
          shown = `${request.socket.getProtocol()} ${request.socket.getPeerX509Certificate()?.subject}`;
        answers(answer)(request, response);
      },
    );
    const line = { clientCertificate: client.certificate, clientKey: client.key, caCertificate: authority.certificate };
    expect(await transportTo(base, { ...line, pins: ['other', pinOf(server)] }).pull(question, never)).toEqual(answer);
    expect(shown).toBe(`TLSv1.3 CN=${device}`);
  });

  it('is not trusted with another key, another authority, another name or an older protocol', async () => {
    const asked = async (options: ServerOptions, line: Partial<HttpTransportOptions>) =>
      faultOf(transportTo(await serveTls(options, answers(answer)), line).pull(question, never));
    const own = { caCertificate: authority.certificate };
    expect(await asked(tls(server), { ...own, pins: ['x'.repeat(43)] })).toEqual({
      code: 'server.not-trusted',
      reason: 'pin',
    });
    const other = (await createTestAuthority()).certificate;
    expect((await asked(tls(server), { caCertificate: other })).code).toBe('server.not-trusted');
    const elsewhere = await authority.issue('elsewhere', 'serverAuth');
    expect((await asked(tls(elsewhere), own)).code).toBe('server.not-trusted');
    expect((await asked(tls(server, { maxVersion: 'TLSv1.2' }), own)).code).toBe('server.not-trusted');
  });

  it('is encrypted, or does not leave this computer', async () => {
    const refused = { code: 'server.not-trusted', reason: 'not-encrypted' };
    expect(await faultOf(() => transportTo('http://192.168.1.10:8443'))).toEqual(refused);
    expect(await faultOf(() => transportTo('http://127.0.0.1.example.org'))).toEqual(refused);
    expect(await faultOf(() => transportTo('https://192.168.1.10'))).toEqual({
      code: 'server.not-trusted',
      reason: 'no-authority',
    });
    expect((await faultOf(() => transportTo('file:///etc'))).code).toBe('server.unreachable');
  });

  it('is looked at before an authority is known only while connecting', async () => {
    const base = await serveTls(tls(server), answers({ word: 'w' }));
    expect(await askServer(base, '/v1/connect/look', {}, z.object({ word: z.string() }))).toEqual({
      ok: true,
      value: { word: 'w' },
    });
    const refusal = { code: 'connect.code-used', field: 'code' };
    const problem = { type: 'u', title: 't', status: 409, code: 'refused', refusal, requestId: 'r' };
    const refusing = await serve(answers(problem, 409, 'application/problem+json'));
    expect(await askServer(refusing, '/v1/connect', {}, z.object({}))).toEqual({ ok: false, refusal });
  });
});
