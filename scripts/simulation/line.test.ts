import type { AddressInfo } from 'node:net';
import type { GovernorateState } from '@nrm/domain/governorate';
import { type CaseId, type DeviceId, type NeedId, type OfficeId, ok, type WorkerId } from '@nrm/domain/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClientKey } from '../../apps/desktop/src/core/session/client-key.ts';
import { createHttpTransport, startReplication, type Transport } from '../../apps/desktop/src/core/sync/index.ts';
import { buildApp } from '../../apps/sync-server/src/app.ts';
import { ledgerRoutes } from '../../apps/sync-server/src/routes/v1/ledger.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import {
  createAuthority,
  createKey,
  issueDeviceCertificate,
  issueServerCertificate,
  pinOfKey,
} from '../../apps/sync-server/src/tls/certificates.ts';
import type { TlsIdentity } from '../../apps/sync-server/src/tls/tls-folder.ts';
import { connectLaptop, createWorld, foundServer, type SimulatedLaptop, type SimulatedServer } from './governorate.ts';

const OFFICE = 'mosul' as OfficeId;

/** The real server program without its database, on a real socket of this computer. */
async function listen(server: SimulatedServer, tls: TlsIdentity | null): Promise<string> {
  const app = await buildApp({
    now: () => new Date(),
    log: { level: 'silent' },
    tls,
    isReady: async () => true,
    findDevice: async (id: DeviceId) => {
      const state = (await server.store.findSubject(server.governorateRef))?.state as GovernorateState;
      const known = state.devices[id];
      return known && { id, office: known.office, revoked: known.until !== null, publicKey: known.publicKey };
    },
    routes: [async (v1) => void (await v1.register(ledgerRoutes, { ledger: server, publicKey: server.publicKey }))],
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

async function openScene() {
  const world = createWorld(7);
  const server = await foundServer(world, createMemoryLedger('epoch-1'));
  const worker = world.newId() as WorkerId;
  const about = { subject: server.governorateRef };
  await server.write(
    { type: 'worker.introduce', ...about, intent: { worker, name: 'A worker' } },
    { type: 'worker.grant-role', ...about, intent: { worker, role: 'caseworker', office: OFFICE } },
  );
  const laptops = [
    await connectLaptop(world, server, OFFICE, 1),
    await connectLaptop(world, server, OFFICE, 2),
  ] as const;
  return { world, server, worker, laptops };
}

/** One laptop writes, the other has it: over the line that the transports are. */
async function exchange(
  { world, worker, laptops }: Awaited<ReturnType<typeof openScene>>,
  transportOf: (laptop: SimulatedLaptop) => Promise<Transport>,
): Promise<void> {
  const replications = [];
  for (const laptop of laptops) {
    const replication = await startReplication({ ledger: laptop.ledger, transport: await transportOf(laptop) });
    onTestFinished(() => replication.stop());
    await replication.awaitInSync();
    replications.push(replication);
  }
  const [first, second] = laptops;
  for (let person = 0; person < 20; person++) {
    const subject = { kind: 'case', id: world.newId() as CaseId } as const;
    const written = first.act(worker, 'caseworker', [
      {
        type: 'case.register',
        subject,
        intent: {
          consentToKeep: { method: 'spoken' },
          person: {
            givenName: 'زينب',
            sex: 'female',
            district: 'IQG15Q05',
            cameBack: 'from-displacement',
            safeContact: {
              by: 'comes-to-office',
              phone: null,
              safeToCall: 'no',
              mayLeaveMessage: 'no',
              hours: '',
              codeWord: '',
            },
          },
        },
        context: () => ok({ number: '010126000001', office: OFFICE }),
      },
      {
        type: 'need.identify',
        subject,
        intent: { need: world.newId() as NeedId, topic: 'legal', urgency: 'normal', words: '' },
      },
    ]);
    expect(written.ok).toBe(true);
  }
  for (const replication of replications) await replication.awaitInSync();
  const cases = (laptop: SimulatedLaptop) =>
    laptop.ledger.store.all(`select id, seq, chain from subjects where kind = 'case' order by id`);
  expect(cases(second)).toHaveLength(20);
  expect(cases(second)).toEqual(cases(first));
}

describe('the laptop and the server speak the same', () => {
  it('on the loopback address, with signed requests', async () => {
    const scene = await openScene();
    const baseUrl = await listen(scene.server, null);
    await exchange(scene, async ({ device, ledger }) => createHttpTransport({ baseUrl, device, sign: ledger.sign }));
  });

  it('over TLS 1.3, with the certificate each laptop asked for, and not with that of another', async () => {
    const scene = await openScene();
    const now = new Date();
    const authority = await createAuthority('ninewa', now);
    const key = await createKey();
    const certificate = await issueServerCertificate(authority, key, ['127.0.0.1'], now);
    const pins = [await pinOfKey(key), await pinOfKey(await createKey())] as const;
    const baseUrl = await listen(scene.server, { authority, server: { key, certificate }, pins });
    const transportOf = async ({ device, ledger }: SimulatedLaptop, shows = device) => {
      const { clientKey, csr } = await createClientKey(shows);
      const clientCertificate = await issueDeviceCertificate(authority, csr, shows, now);
      return createHttpTransport({
        baseUrl,
        device,
        sign: ledger.sign,
        caCertificate: authority.certificate,
        pins,
        clientKey,
        clientCertificate,
      });
    };
    await exchange(scene, (laptop) => transportOf(laptop));

    const [first, second] = scene.laptops;
    const replication = await startReplication({
      ledger: second.ledger,
      transport: await transportOf(second, first.device),
    });
    onTestFinished(() => replication.stop());
    await expect(replication.awaitInSync()).rejects.toMatchObject({ code: 'server.refused-device' });
  });
});
