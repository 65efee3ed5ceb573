import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeviceId, type GovernorateId, type OfficeId, uuidV7 } from '@nrm/domain/shared';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.ts';
import { initialiseServer } from '../../initialise-server.ts';
import { administer, ledgerAssembly, serverAuthor } from '../../ledger-assembly.ts';
import { type OpenServer, openServer } from '../../open-server.ts';
import { startTestPostgres } from '../../testing/index.ts';
import { connectRoutes } from './connect.ts';

const MEGABYTE = 1024 * 1024;

/**
 * Who asks, and what is answered before anything is done. `revoked`: what a revoked laptop that signs well gets for an
 * empty message; 400 says that it was let in and its message was not understood. `bytes`: longer is turned away unread.
 */
const WITH_DEVICE = [
  { url: '/v1/push', revoked: 400, bytes: 8 * MEGABYTE },
  { url: '/v1/pull', revoked: 400, bytes: MEGABYTE },
  { url: '/v1/fill', revoked: 401, bytes: MEGABYTE },
  { url: '/v1/rejoin', revoked: 400, bytes: MEGABYTE },
  { url: '/v1/hand-back', revoked: 400, bytes: 8 * MEGABYTE },
  { url: '/v1/hints', revoked: 401, bytes: 1024 },
  { url: '/v1/bundles/keys', revoked: 400, bytes: 16 * 1024 },
  { url: '/v1/bundles/hand-in', revoked: 401, bytes: MEGABYTE },
  { url: '/v1/bundles/hand-out', revoked: 401, bytes: MEGABYTE },
];
/** Whose one-time code is what lets them in. */
const WITHOUT_DEVICE = [
  { url: '/v1/connect', bytes: 16 * 1024 },
  { url: '/v1/connect/look', bytes: 16 * 1024 },
];
const READ_BY_ANYBODY = ['/v1/time', '/v1/health', '/v1/ready', '/v1/metrics'];

const newDevice = () => uuidV7(Date.now(), randomBytes(10)) as DeviceId;
const newKey = () => generateKeyPairSync('ed25519');
const KEYS = { known: newKey(), revoked: newKey() };
const IDS = { known: newDevice(), revoked: newDevice(), stranger: newDevice() };

describe('every route', () => {
  const closing: (() => unknown)[] = [];
  let app: FastifyInstance;
  let openAnother: () => Promise<OpenServer>;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nrm-routes-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const database = await (await startTestPostgres()).createDatabase(ledgerAssembly.migrations);
    closing.push(() => database.drop());
    const now = () => new Date();
    const place = { folder: join(folder, 'server'), env: {}, now };
    await initialiseServer(ledgerAssembly, {
      ...place,
      governorate: 'ninewa' as GovernorateId,
      names: { ar: 'نينوى', en: 'Ninewa', ckb: 'نەینەوا' },
      demonstration: true,
      listen: { host: '127.0.0.1', port: 0, tls: false },
      databaseUrl: database.connectionString,
      hosts: ['127.0.0.1'],
    });
    openAnother = () => openServer({ ...place, migrations: ledgerAssembly.migrations, database: 'own' });
    const server = await openAnother();
    closing.push(() => server.close());
    const author = await serverAuthor(server);
    const office = 'mosul' as OfficeId;
    const connect = (device: DeviceId, number: number, key: typeof KEYS.known) => ({
      type: 'device.connect',
      intent: { device, office, number, publicKey: key.publicKey.export({ format: 'jwk' }).x },
    });
    for (const step of [
      connect(IDS.known, 1, KEYS.known),
      connect(IDS.revoked, 2, KEYS.revoked),
      { type: 'device.revoke', intent: { device: IDS.revoked, reason: 'lost' } },
    ])
      expect(await administer(author, step)).toMatchObject({ ok: true });
    const ledger = await ledgerAssembly.openLedger(server);
    closing.push(() => ledger.close());
    app = await buildApp({
      now,
      log: { level: 'silent' },
      tls: null,
      limits: { perMinute: 100_000, connectPerMinute: 100_000 },
      metrics: { measured: ledger.measured, token: null },
      findDevice: ledger.findDevice,
      isReady: async () => true,
      routes: [
        async (v1) =>
          void (await v1.register(connectRoutes, {
            context: {
              pool: server.pool,
              governorate: author.governorate,
              serverPublicKey: server.identity.publicKey,
              epoch: ledger.epoch,
              tls: null,
              now,
              introduceDevice: ledger.introduceDevice,
              findWorker: ledger.findWorker,
            },
            triesPerMinute: 100_000,
          })),
        ...ledger.routes,
      ],
    });
    closing.push(() => app.close());
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  const ask = async (url: string, device: DeviceId | undefined, key?: typeof KEYS.known, payload = '{}') => {
    const said = `nrm.request.1\nPOST\n${url}\n${createHash('sha256').update(payload).digest('hex')}`;
    const answer = await app.inject({
      method: 'POST',
      url,
      payload,
      headers: {
        'content-type': 'application/json',
        ...(device && { 'x-nrm-device': device }),
        ...(key && { 'x-nrm-signature': sign(null, Buffer.from(said), key.privateKey).toString('base64url') }),
      },
    });
    return answer.statusCode;
  };
  const tooLong = (bytes: number) => `"${'a'.repeat(bytes)}"`;

  it('stands in a table of this test', () => {
    const built = app.printRoutes({ commonPrefix: false, includeHooks: false });
    const parents: string[] = [];
    const urls = built.split('\n').flatMap((line) => {
      const found = /^([│ ]*)[├└]── (\S*) ?(\(.*\))?/.exec(line);
      if (!found) return [];
      const [, indent = '', part = '', methods] = found;
      const depth = indent.length / 4;
      parents.length = depth;
      parents[depth] = part;
      return methods ? [parents.join('')] : [];
    });
    expect([...new Set(urls)].sort()).toEqual(
      [...WITH_DEVICE.map(({ url }) => url), ...WITHOUT_DEVICE.map(({ url }) => url), ...READ_BY_ANYBODY].sort(),
    );
  });

  it.each(WITH_DEVICE)(
    '$url is for devices, and knows whose it is before it reads',
    async ({ url, revoked, bytes }) => {
      const stranger = url === '/v1/hand-back' ? 400 : 401;
      expect(await ask(url, undefined), 'nobody').toBe(401);
      expect(await ask(url, undefined, undefined, tooLong(bytes)), 'nobody, at length').toBe(401);
      expect(await ask(url, IDS.stranger, KEYS.known), 'a stranger').toBe(stranger);
      expect(await ask(url, IDS.known), 'without a signature').toBe(401);
      expect(await ask(url, IDS.known, KEYS.revoked), 'with the signature of another').toBe(401);
      expect(await ask(url, IDS.revoked, KEYS.revoked), 'revoked').toBe(revoked);
      expect(await ask(url, IDS.known, KEYS.known), 'known').toBe(400);
      expect(await ask(url, IDS.known, KEYS.known, tooLong(bytes)), 'too long').toBe(413);
    },
  );

  it.each(WITHOUT_DEVICE)('$url reads little from anybody', async ({ url, bytes }) => {
    expect(await ask(url, undefined)).toBe(400);
    expect(await ask(url, undefined, undefined, tooLong(bytes))).toBe(413);
  });

  it.each(READ_BY_ANYBODY)('%s takes nothing', async (url) => {
    expect((await app.inject(url)).statusCode).toBe(200);
    expect(await ask(url, IDS.known, KEYS.known)).toBe(404);
  });

  it('is closed to a laptop at the next request when another process on the database revoked it', async () => {
    expect(await ask('/v1/fill', IDS.known, KEYS.known)).toBe(400);
    const other = await openAnother();
    try {
      const step = { type: 'device.revoke', intent: { device: IDS.known, reason: 'lost' } };
      expect(await administer(await serverAuthor(other), step)).toMatchObject({ ok: true });
    } finally {
      await other.close();
    }
    expect(await ask('/v1/fill', IDS.known, KEYS.known)).toBe(401);
  });
});
