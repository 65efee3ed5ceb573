import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConnectReply,
  connectCodeHash,
  formConnectCode,
  showConnectCode,
  transcriptNumbers,
} from '@nrm/domain/connect';
import { DeviceId, EntryId, GovernorateId, OfficeId, ok, refuse, uuidV7, WorkerId } from '@nrm/domain/shared';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../app.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { getDevice } from '../plugins/app/permissions.ts';
import { connectRoutes } from '../routes/v1/connect.ts';
import { type ListeningServer, listen } from '../server.ts';
import { createServerIdentity } from '../server-identity.ts';
import { connectToPostgres } from '../store/connect.ts';
import { startTestPostgres, type TestDatabase } from '../testing/index.ts';
import { createCertificateRequest, createKey } from '../tls/certificates.ts';
import { createTlsFolder, openTlsFolder, type TlsIdentity } from '../tls/tls-folder.ts';
import { createConnectCode, findTranscript } from './create-connect-code.ts';
import { connectMigration } from './migration.ts';
import { type ConnectContext, type NewDevice, redeemConnectCode } from './redeem-connect-code.ts';

const office = OfficeId.parse('mosul');
const worker = WorkerId.parse('0192f7a0-0000-7000-8000-00000000c001');
const newDevice = () => DeviceId.parse(uuidV7(Date.now(), randomBytes(10)));
// Beside the codes, one table that stands for what else is written in the same transaction.
const introduced = {
  name: 'create_introduced',
  sql: 'CREATE TABLE introduced (device text PRIMARY KEY, number integer UNIQUE)',
};
const publicKey = () => randomBytes(32).toString('base64url');

describe('connecting a laptop', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let folder: string;
  let tls: TlsIdentity;
  let clock: Date;
  let context: ConnectContext;
  const hosts = ['localhost', '127.0.0.1'];

  beforeAll(async () => {
    database = await (await startTestPostgres()).createDatabase([connectMigration, introduced]);
    pool = await connectToPostgres({ connectionString: database.connectionString });
    folder = mkdtempSync(join(tmpdir(), 'nrm-connect-'));
    await createTlsFolder(join(folder, 'tls'), 'ninewa', hosts, new Date());
    tls = await openTlsFolder(join(folder, 'tls'), hosts, new Date());
    context = {
      pool,
      governorate: GovernorateId.parse('ninewa'),
      serverPublicKey: createServerIdentity(join(folder, 'identity.key.pem')).publicKey,
      epoch: () => 'epoch-1',
      tls,
      now: () => clock,
      findWorker: async (id) => (id === worker ? { name: 'Sara', roles: ['caseworker'] } : undefined),
      introduceDevice: async (tx, { device, number }: NewDevice) => {
        await tx.query('INSERT INTO introduced VALUES ($1, $2)', [device, number]);
        return number === 666
          ? refuse('device.number-taken')
          : ok(EntryId.parse(uuidV7(clock.getTime(), randomBytes(10))));
      },
    };
  });
  beforeEach(() => {
    clock = new Date();
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const order = async (deviceNumber?: number) => {
    const result = await createConnectCode(pool, { office, worker, deviceNumber, now: clock });
    if (!result.ok) throw new Error(result.refusal.code);
    return result.value;
  };
  const laptop = async () =>
    ({
      protocol: 1,
      device: newDevice(),
      devicePublicKey: publicKey(),
      csr: await createCertificateRequest(await createKey()),
    }) as const;
  const codeOf = async (redeeming: ReturnType<typeof redeemConnectCode>) => {
    const result = await redeeming;
    return result.ok ? 'connected' : result.refusal.code;
  };

  it('gives it its papers once, and both ends the same six numbers', async () => {
    const { code, deviceNumber } = await order();
    const asked = { ...(await laptop()), code: showConnectCode(code).toLowerCase() };
    expect(await findTranscript(pool, code)).toBeUndefined();
    const result = await redeemConnectCode(context, asked);
    if (!result.ok) throw new Error(result.refusal.code);
    const reply = result.value;
    expect(reply).toMatchObject({ office, deviceNumber, governorate: 'ninewa', epoch: 'epoch-1', pins: tls.pins });
    const seen = {
      ...reply,
      codeHash: connectCodeHash(nodeCrypto, code),
      devicePublicKey: asked.devicePublicKey,
      csr: asked.csr,
    };
    expect(await findTranscript(pool, code)).toBe(transcriptNumbers(nodeCrypto, seen).join(' '));
    // The answer was lost on the way: the same laptop asks again, also after the code has ended.
    clock = new Date(clock.getTime() + 100 * 3_600_000);
    expect(await redeemConnectCode(context, asked)).toEqual(result);
    expect(await codeOf(redeemConnectCode(context, { ...(await laptop()), code }))).toBe('connect.code-used');
    expect(await codeOf(redeemConnectCode(context, { ...asked, devicePublicKey: publicKey() }))).toBe(
      'connect.code-used',
    );
  });

  it('is refused with a wrong code, one that ended, or one that was used meanwhile', async () => {
    const { code } = await order();
    expect(
      await codeOf(redeemConnectCode(context, { ...(await laptop()), code: formConnectCode(randomBytes(15)) })),
    ).toBe('connect.code-wrong');
    expect(
      await codeOf(
        redeemConnectCode(context, {
          ...(await laptop()),
          code: `${code.slice(0, 23)}${code.endsWith('A') ? 'B' : 'A'}`,
        }),
      ),
    ).toBe('connect.code-wrong');
    clock = new Date(clock.getTime() + 72 * 3_600_000);
    expect(await codeOf(redeemConnectCode(context, { ...(await laptop()), code }))).toBe('connect.code-expired');
    clock = new Date();
    const both = await Promise.all([laptop(), laptop()]);
    const answers = await Promise.all(both.map((one) => codeOf(redeemConnectCode(context, { ...one, code }))));
    expect(answers.toSorted()).toEqual(['connect.code-used', 'connected']);
  });

  it('leaves nothing behind when the ledger or the certificate says no, and the code still holds', async () => {
    const count = async () => (await pool.query('SELECT 1 FROM introduced')).rowCount;
    const before = await count();
    const { code } = await order(666);
    expect(await codeOf(redeemConnectCode(context, { ...(await laptop()), code }))).toBe('device.number-taken');
    const second = await order();
    expect(
      await codeOf(redeemConnectCode(context, { ...(await laptop()), csr: 'no request', code: second.code })),
    ).toBe('connect.request-invalid');
    expect(await codeOf(redeemConnectCode(context, { ...(await laptop()), csr: undefined, code: second.code }))).toBe(
      'connect.request-invalid',
    );
    expect(await count()).toBe(before);
    expect(await codeOf(redeemConnectCode(context, { ...(await laptop()), code: second.code }))).toBe('connected');
  });

  it('never gives a number twice while it may be in use', async () => {
    const orders = await Promise.all([order(), order(), order()]);
    expect(new Set(orders.map(({ deviceNumber }) => deviceNumber)).size).toBe(3);
    const again = await createConnectCode(pool, { office, worker, deviceNumber: orders[0]?.deviceNumber, now: clock });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'device.number-taken' } });
  });

  it('keeps no code in the database', async () => {
    const { code } = await order();
    const { rows } = await pool.query<{ row: string }>('SELECT connect_codes::text AS row FROM connect_codes');
    expect(rows.map(({ row }) => row).join('\n')).not.toContain(code);
  });

  describe('over TLS', () => {
    let server: ListeningServer;
    const connected = new Set<string>();

    beforeAll(async () => {
      const app = await buildApp({
        now: () => new Date(),
        log: { level: 'silent' },
        tls,
        findDevice: async (id) => (connected.has(id) ? { id, office, revoked: false, publicKey: '' } : undefined),
        isReady: async () => true,
        routes: [
          async (v1) => void (await v1.register(connectRoutes, { context, triesPerMinute: 5 })),
          async (v1) =>
            void v1.get('/me', { config: { permission: 'device' } }, async (request) => getDevice(request).id),
        ],
      });
      server = await listen(app, { host: '127.0.0.1', port: 0, tls: true });
    });
    afterAll(() => server.close());

    const call = (method: string, path: string, body?: object, papers: object = {}) =>
      new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
        const headers = body ? { 'content-type': 'application/json' } : {};
        const request = httpsRequest(
          server.origin + path,
          { method, ca: tls.authority.certificate, headers, ...papers },
          (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (part: string) => (text += part));
            response.on('end', () => resolve({ status: response.statusCode, body: text }));
          },
        );
        request.on('error', reject).end(body ? JSON.stringify(body) : undefined);
      });

    it('the certificate it is given opens the door, and guessing codes closes it', async () => {
      const { code } = await order();
      const key = await createKey();
      const asked = {
        protocol: 1,
        device: newDevice(),
        devicePublicKey: publicKey(),
        csr: await createCertificateRequest(key),
        code,
      };
      const answer = await call('POST', '/v1/connect', asked);
      expect(answer.status).toBe(200);
      const reply = ConnectReply.parse(JSON.parse(answer.body));
      connected.add(DeviceId.parse(reply.device));
      const papers = { key, cert: reply.clientCertificate };
      expect(await call('GET', '/v1/me', undefined, papers)).toEqual({ status: 200, body: reply.device });

      const malformed = await call('POST', '/v1/connect', { ...asked, devicePublicKey: 'short' });
      expect([malformed.status, JSON.parse(malformed.body).code]).toEqual([400, 'request.malformed']);
      const codes: unknown[] = [];
      for (let count = 0; count < 4; count++) {
        const { body } = await call('POST', '/v1/connect', { ...asked, code: formConnectCode(randomBytes(15)) });
        const problem: unknown = JSON.parse(body);
        codes.push(problem);
      }
      for (const wrong of codes.slice(0, 3))
        expect(wrong).toMatchObject({ status: 409, refusal: { code: 'connect.code-wrong' } });
      expect(codes[3]).toMatchObject({ status: 429, code: 'request.too-many' });
    });
  });
});
