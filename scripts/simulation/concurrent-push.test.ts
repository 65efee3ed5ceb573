import type { CaseId, OfficeId, WorkerId } from '@nrm/domain/shared';
import { ok } from '@nrm/domain/shared';
import { expect, it } from 'vitest';
import { verifyLedger } from '../../apps/sync-server/src/ledger/verify-ledger.ts';
import { ledgerAssembly } from '../../apps/sync-server/src/ledger-assembly.ts';
import { connectToPostgres } from '../../apps/sync-server/src/store/connect.ts';
import { createPostgresLedger } from '../../apps/sync-server/src/store/postgres-ledger.ts';
import { startTestPostgres } from '../../apps/sync-server/src/testing/index.ts';
import { connectLaptop, createWorld, foundServer, type SimulatedLaptop } from './governorate.ts';

it('gives every entry one place when eight laptops push at once, some to the same file, while roles are granted', async () => {
  const postgres = await startTestPostgres();
  const database = await postgres.createDatabase(ledgerAssembly.migrations);
  const pool = await connectToPostgres({ connectionString: database.connectionString });
  try {
    const world = createWorld(8);
    const store = createPostgresLedger(pool, 'epoch-1');
    const server = await foundServer(world, store);
    const office = 'mosul' as OfficeId;
    const worker = world.newId() as WorkerId;
    await server.write(
      { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
      { type: 'worker.grant-role', subject: server.governorateRef, intent: { worker, role: 'caseworker', office } },
    );
    const laptops: SimulatedLaptop[] = [];
    for (let number = 1; number <= 8; number++) laptops.push(await connectLaptop(world, server, office, number, 5));
    const shared = world.newId() as CaseId;
    const register = (laptop: SimulatedLaptop, id: CaseId) =>
      laptop.act(worker, 'caseworker', [
        {
          type: 'case.register',
          subject: { kind: 'case', id },
          intent: {
            consentToKeep: { method: 'spoken' },
            person: {
              givenName: 'نور',
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
          context: () => ok({ number: '010126000001', office }),
        },
      ]);
    for (const laptop of laptops) await laptop.pull();
    register(laptops[0] as SimulatedLaptop, shared);
    await laptops[0]?.push();
    for (const laptop of laptops) {
      await laptop.pull();
      for (let count = 0; count < 12; count++) {
        register(laptop, world.newId() as CaseId);
        laptop.act(worker, 'caseworker', [
          { type: 'case.note', subject: { kind: 'case', id: shared }, intent: { words: 'a note' } },
        ]);
      }
    }
    const grants = async () => {
      for (let count = 0; count < 10; count++)
        await server.write({
          type: 'worker.introduce',
          subject: server.governorateRef,
          intent: { worker: world.newId(), name: 'Another' },
        });
    };
    await Promise.all([
      grants(),
      ...laptops.map(async (laptop) => {
        while (await laptop.push());
      }),
    ]);
    const checked = await verifyLedger(server, pool);
    expect(checked.troubles).toEqual([]);
    expect((await store.findSubject({ kind: 'case', id: shared }))?.seq).toBe(1 + 8 * 12);
    for (const laptop of laptops) {
      while (await laptop.pull());
      expect(
        laptop.ledger.store.get(`select count(*) as n from subjects where kind = 'case' and state is not null`)?.n,
      ).toBe(1 + 8 * 12);
    }
  } finally {
    await pool.end();
    await database.drop();
    await postgres.stop();
  }
}, 120_000);
