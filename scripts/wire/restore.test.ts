import { join } from 'node:path';
import { assert, type CaseId, type WorkerId } from '@nrm/domain/shared';
import { createAgeKeyPair } from '@nrm/sealed-files/age';
import { expect, it, onTestFinished, vi } from 'vitest';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { restoreServer } from '../../apps/sync-server/src/backup/restore-server.ts';
import { writeBackup } from '../../apps/sync-server/src/backup/write-backup.ts';
import { administer, governorateOf, ledgerAssembly, serverAuthor } from '../../apps/sync-server/src/ledger-assembly.ts';
import { startServer } from '../../apps/sync-server/src/start-server.ts';
import { startTestPostgres } from '../../apps/sync-server/src/testing/index.ts';
import { findDisagreements } from './agreement.ts';
import { type Desk, openGovernorate } from './governorate.ts';

async function registerSomebody(desk: Desk): Promise<CaseId> {
  const person = desk.newId() as CaseId;
  await desk.act(register(person, { givenName: 'زينب' }));
  await desk.sync();
  return person;
}

it('a server that is restored from its backup gets back from the laptops what it had acknowledged since', async () => {
  const governorate = await openGovernorate({ tls: true });
  onTestFinished(governorate.close);
  const { staff, folder, server } = governorate;
  const first = await governorate.connect('first', staff.caseworker);
  const second = await governorate.connect('second', staff.colleague);
  const before = await registerSomebody(first);

  const safe = await createAgeKeyPair();
  const backup = join(folder, 'backup');
  await writeBackup(server.server, backup, [safe.recipient]);

  const since = await registerSomebody(first);
  const late = second.newId() as WorkerId;
  const introduced = await administer(await governorate.author(), {
    type: 'worker.introduce',
    intent: { worker: late, name: 'Late' },
  });
  assert(introduced.ok, 'a worker is introduced after the backup');
  for (const desk of [first, second]) await desk.sync();

  await governorate.stop();
  const postgres = await startTestPostgres();
  const database = await postgres.createDatabase();
  onTestFinished(() => database.drop());
  const place = { folder: join(folder, 'server'), env: { NRM_SERVER_DATABASE_URL: database.connectionString } };
  const restored = await restoreServer({
    ...place,
    backup,
    identity: safe.identity,
    migrations: ledgerAssembly.migrations,
  });
  expect(restored.check.troubles).toEqual([]);
  const again = await startServer(ledgerAssembly, {
    ...place,
    now: () => new Date(),
    port: server.port,
    log: { level: 'silent' },
  });
  onTestFinished(() => again.close());

  const author = await serverAuthor(again.server);
  expect(author.store.epoch).not.toBe(restored.manifest.epoch);
  const knows = async (id: CaseId) => (await author.store.findSubject({ kind: 'case', id }))?.state !== undefined;
  expect([await knows(before), await knows(since)]).toEqual([true, false]);
  await vi.waitFor(
    async () => {
      for (const desk of [first, second]) await desk.sync().catch(() => undefined);
      expect(await knows(since)).toBe(true);
      expect((await governorateOf(author)).workers[late]?.name).toBe('Late');
    },
    { timeout: 30_000, interval: 200 },
  );
  for (const desk of [first, second, first, second]) await desk.sync();
  const now = { ...governorate, server: again, author: async () => author };
  expect(await findDisagreements(now, [first, second])).toEqual([]);
}, 60_000);
