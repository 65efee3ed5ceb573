import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DeviceId, OfficeId } from '@nrm/domain/shared';
import { PROTOCOL } from '@nrm/domain/sync';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AppParts, buildApp } from './app.ts';
import { isFault } from './faults.ts';
import { getDevice, type KnownDevice } from './plugins/app/permissions.ts';
import { sendRefusal } from './plugins/app/problems.ts';
import { listen } from './server.ts';
import { createCertificateRequest, createKey, issueDeviceCertificate } from './tls/certificates.ts';
import { createTlsFolder, openTlsFolder, type TlsIdentity } from './tls/tls-folder.ts';

const now = () => new Date('2026-11-22T08:00:00Z');
const CANARY = 'Zaynab-Canary';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const device = {
  id: DeviceId.parse('0192f7a0-0000-7000-8000-00000000d001'),
  office: OfficeId.parse('mosul'),
  revoked: false,
  publicKey: publicKey.export({ format: 'jwk' }).x as string,
};
/** As a laptop signs a request: method, path, and the hash of the body before packing. */
const signed = (path: string, body: string) =>
  sign(
    null,
    Buffer.from(`nrm.request.1\nPOST\n${path}\n${createHash('sha256').update(body).digest('hex')}`),
    privateKey,
  ).toString('base64url');

const known = new Map<string, KnownDevice>([[device.id, device]]);
let lines: string[] = [];
const parts: AppParts = {
  now,
  log: { level: 'debug', stream: { write: (line) => void lines.push(line) } },
  tls: null,
  findDevice: async (id) => known.get(id),
  isReady: async () => true,
  routes: [
    async (v1) => {
      v1.post('/echo', { config: { permission: 'none: a test wants its body back' } }, async (request) => request.body);
      v1.get('/me', { config: { permission: 'device' } }, async (request) => ({ device: getDevice(request).id }));
      v1.post('/say', { config: { permission: 'device' } }, async (request) => request.body);
      v1.get('/notices', { config: { permission: 'device-even-revoked' } }, async (request) => getDevice(request));
      v1.post('/certified', { config: { permission: 'certified' } }, async (request) => request.body);
      v1.get('/long', { config: { permission: 'none: a test wants a long answer' } }, async () => ({
        text: 'a'.repeat(50_000),
      }));
      v1.post(
        '/strict',
        { config: { permission: 'none: a test sends wrong things' }, schema: { body: z.object({ name: z.int() }) } },
        async () => ({}),
      );
      v1.get('/bug', { config: { permission: 'none: a test wants to see a bug' } }, async () => {
        throw new Error(`duplicate key (name)=(${CANARY})`);
      });
      v1.get('/refusal', { config: { permission: 'none: a test wants a refusal' } }, async (_request, reply) =>
        sendRefusal(reply, { code: 'device.number-taken', params: { number: 3 } }),
      );
    },
  ],
};

const withRoute = (config: object | undefined): AppParts => ({
  ...parts,
  routes: [async (v1) => void v1.get('/open', config ? { config } : {}, async () => 'open')],
});

describe('the server', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await buildApp(parts);
  });
  afterAll(() => app.close());

  const post = (payload: string | Buffer, headers: Record<string, string> = {}, url = '/v1/echo') =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });

  it('takes what a device says only when the device signed it', async () => {
    const body = JSON.stringify({ said: 'this' });
    const say = (headers: Record<string, string>, payload = body) =>
      app.inject({
        method: 'POST',
        url: '/v1/say',
        headers: { 'content-type': 'application/json', 'x-nrm-device': device.id, ...headers },
        payload,
      });
    expect((await say({})).statusCode).toBe(401);
    expect((await say({ 'x-nrm-signature': signed('/v1/other', body) })).statusCode).toBe(401);
    expect(
      (await say({ 'x-nrm-signature': signed('/v1/say', body) }, JSON.stringify({ said: 'that' }))).statusCode,
    ).toBe(401);
    const good = await say({ 'x-nrm-signature': signed('/v1/say', body) });
    expect([good.statusCode, good.json()]).toEqual([200, { said: 'this' }]);
  });

  it('is not built when a route does not say who may use it', async () => {
    for (const config of [undefined, {}, { permission: 'none' }, { permission: 'none: ' }, { permission: 'anybody' }]) {
      await expect(buildApp(withRoute(config)), JSON.stringify(config)).rejects.toThrow(/does not say who may use it/);
    }
  });

  it('tells the time, that it lives and that it is ready to anybody', async () => {
    expect((await app.inject('/v1/time')).json()).toEqual({ now: '2026-11-22T08:00:00.000Z', protocol: PROTOCOL });
    expect((await app.inject('/v1/health')).json()).toEqual({ status: 'ok' });
    expect((await app.inject('/v1/ready')).json()).toEqual({ status: 'ready' });
    const tired = await buildApp({ ...parts, isReady: async () => Promise.reject(new Error('no database')) });
    const answer = await tired.inject('/v1/ready');
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'server.not-ready']);
    await tired.close();
  });

  it('lets in a device it knows, and a revoked one only where it hears that it is', async () => {
    const as = (url: string, id?: string) => app.inject({ url, headers: id ? { 'x-nrm-device': id } : {} });
    expect((await as('/v1/me', device.id)).json()).toEqual({ device: device.id });
    for (const id of [undefined, 'nobody', '0192f7a0-0000-7000-8000-00000000d002']) {
      const answer = await as('/v1/me', id);
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'request.device-not-recognised']);
    }
    known.set(device.id, { ...device, revoked: true });
    expect((await as('/v1/me', device.id)).statusCode).toBe(401);
    expect((await as('/v1/notices', device.id)).json()).toMatchObject({ revoked: true });
    known.set(device.id, device);
  });

  it('lets in whoever holds its certificate where it may have forgotten them, and nobody without', async () => {
    const say = (headers: Record<string, string>) => post('{"said":"this"}', headers, '/v1/certified');
    expect((await say({ 'x-nrm-device': '0192f7a0-0000-7000-8000-00000000d002' })).json()).toEqual({ said: 'this' });
    expect((await say({})).statusCode).toBe(401);
    expect((await say({ 'x-nrm-device': 'nobody' })).statusCode).toBe(401);
  });

  it('does not take the word of a device from beyond the loopback address', async () => {
    const answer = await app.inject({
      url: '/v1/me',
      headers: { 'x-nrm-device': device.id },
      remoteAddress: '10.0.0.7',
    });
    expect(answer.statusCode).toBe(401);
  });

  it('answers a problem with its code and the id of the request', async () => {
    const missing = await app.inject(`/v1/nothing?name=${CANARY}`);
    expect(missing.headers['content-type']).toContain('application/problem+json');
    expect(missing.json()).toMatchObject({
      status: 404,
      code: 'request.nothing-here',
      requestId: missing.headers['x-request-id'],
    });
    expect((await app.inject('/v1/refusal')).json()).toMatchObject({
      status: 409,
      code: 'refused',
      refusal: { code: 'device.number-taken', params: { number: 3 } },
    });
    expect((await post('{"name":"x"}', {}, '/v1/strict')).json()).toMatchObject({
      status: 400,
      code: 'request.malformed',
      place: '/name',
    });
    expect((await app.inject('/v1/%zz')).json()).toMatchObject({ status: 400, code: 'request.malformed' });
    expect((await app.inject('/v1/bug')).json()).toMatchObject({ status: 500, code: 'bug' });
  });

  it('refuses prototype poison, depth, other encodings and what is too large, before parsing', async () => {
    const refused = async (payload: string | Buffer, headers = {}) => {
      const { statusCode, json } = await post(payload, headers);
      return [statusCode, json().code];
    };
    expect(await refused('{"__proto__":{"a":1}}')).toEqual([400, 'request.malformed']);
    expect(await refused('{"\\u005f_proto__":{"a":1}}')).toEqual([400, 'request.malformed']);
    expect(await refused('{"constructor":{"prototype":{"a":1}}}')).toEqual([400, 'request.malformed']);
    expect(await refused('['.repeat(1_000_000))).toEqual([400, 'request.too-deep']);
    expect(await refused('{"a":'.repeat(33))).toEqual([400, 'request.too-deep']);
    expect(await refused(Buffer.from([0x22, 0xff, 0x22]))).toEqual([400, 'request.malformed']);
    expect(await refused('{')).toEqual([400, 'request.malformed']);
    expect(await refused(`"${'a'.repeat(1024 * 1024)}"`)).toEqual([413, 'request.too-large']);
    expect(await refused('{}', { 'content-type': 'text/plain' })).toEqual([415, 'request.encoding-unknown']);
    expect(await refused('{}', { 'content-encoding': 'br' })).toEqual([415, 'request.encoding-unknown']);
    expect(await refused('{}', { 'content-encoding': 'gzip' })).toEqual([400, 'request.malformed']);
    const bomb = gzipSync(`"${'a'.repeat(64 * 1024 * 1024)}"`);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refused(bomb, { 'content-encoding': 'gzip' })).toEqual([413, 'request.too-large']);
    expect((await post(gzipSync('{"a":[1,"[[[["]}'), { 'content-encoding': 'gzip' })).json()).toEqual({
      a: [1, '[[[['],
    });
  });

  it('gives any ordinary JSON back unchanged', async () => {
    const values = fc.dictionary(
      fc.string().filter((key) => key !== '__proto__' && key !== 'constructor'),
      fc.jsonValue({ maxDepth: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/__proto__|constructor/.test(text));
        expect((await post(text)).body).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('packs a long answer where the asker can read it', async () => {
    const packed = await app.inject({ url: '/v1/long', headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.rawPayload.length).toBeLessThan(1_000);
    expect((await app.inject('/v1/long')).headers['content-encoding']).toBeUndefined();
  });

  it('writes one line for a request and nothing of what was typed', async () => {
    lines = [];
    await app.inject({ url: `/v1/bug?name=${CANARY}`, headers: { 'user-agent': CANARY, cookie: CANARY } });
    await app.inject(`/v1/${CANARY}`);
    await post(JSON.stringify({ name: CANARY }), { referer: CANARY }, '/v1/strict');
    await post(`{"name": ${CANARY}`);
    await app.inject({ url: '/v1/me', headers: { 'x-nrm-device': CANARY } });
    expect(lines.filter((line) => line.includes('"msg":"request"'))).toHaveLength(5);
    expect(lines.join('')).toContain('"route":"/v1/bug"');
    expect(lines.join('')).toContain('app.test.ts');
    expect(lines.join('')).not.toContain(CANARY);
  });

  it('turns away whoever asks too often', async () => {
    const strict = await buildApp({ ...parts, limits: { perMinute: 3, connectPerMinute: 1 } });
    const answers = [];
    for (let count = 0; count < 5; count++) answers.push(await strict.inject('/v1/health'));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]?.json()).toMatchObject({ code: 'request.too-many' });
    await strict.close();
  });
});

describe('on the wire', () => {
  let folder: string;
  let tls: TlsIdentity;
  const hosts = ['localhost', '127.0.0.1'];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nrm-app-'));
    await createTlsFolder(folder, 'ninewa', hosts, new Date());
    tls = await openTlsFolder(folder, hosts, new Date());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ask = (origin: string, path: string, options: object) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const request = httpsRequest(origin + path, { ca: tls.authority.certificate, ...options }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => resolve({ status: response.statusCode, body }));
      });
      request.on('error', reject).end();
    });

  it('knows a device by its certificate, not by its word, and forgets it at the next request when it is revoked', async () => {
    const server = await listen(await buildApp({ ...parts, tls, now: () => new Date() }), {
      host: '127.0.0.1',
      port: 0,
      tls: true,
    });
    const key = await createKey();
    const cert = await issueDeviceCertificate(
      tls.authority,
      await createCertificateRequest(key),
      device.id,
      new Date(),
    );
    expect((await ask(server.origin, '/v1/time', {})).status).toBe(200);
    expect((await ask(server.origin, '/v1/me', {})).status).toBe(401);
    expect((await ask(server.origin, '/v1/me', { headers: { 'x-nrm-device': device.id } })).status).toBe(401);
    expect(await ask(server.origin, '/v1/me', { key, cert })).toEqual({
      status: 200,
      body: `{"device":"${device.id}"}`,
    });
    known.set(device.id, { ...device, revoked: true });
    expect((await ask(server.origin, '/v1/me', { key, cert })).status).toBe(401);
    known.set(device.id, device);
    await server.close();
  });

  it('finishes the answer it has begun before it closes', async () => {
    let release = () => {};
    const waiting = new Promise<void>((resolve) => (release = resolve));
    let begun = () => {};
    const started = new Promise<void>((resolve) => (begun = resolve));
    const slow: AppParts = {
      ...parts,
      routes: [
        async (v1) =>
          void v1.get('/slow', { config: { permission: 'none: a test waits for this answer' } }, async () => {
            begun();
            await waiting;
            return 'done';
          }),
      ],
    };
    const server = await listen(await buildApp(slow), { host: '127.0.0.1', port: 0, tls: false });
    const answer = fetch(`${server.origin}/v1/slow`);
    await started;
    const closing = server.close();
    release();
    expect(await (await answer).text()).toBe('done');
    await closing;
    await expect(fetch(`${server.origin}/v1/health`)).rejects.toThrow();
  });

  it('says so when the port is taken, and does not speak plain HTTP beyond the loopback address', async () => {
    const first = await listen(await buildApp(parts), { host: '127.0.0.1', port: 0, tls: false });
    const second = await buildApp(parts);
    await expect(listen(second, { host: '127.0.0.1', port: first.port, tls: false })).rejects.toSatisfy((error) =>
      isFault(error, 'port.in-use'),
    );
    await expect(listen(second, { host: '0.0.0.0', port: 0, tls: false })).rejects.toSatisfy((error) =>
      isFault(error, 'configuration.plain-http-beyond-loopback'),
    );
    await second.close();
    await first.close();
  });
});
