import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { assert, type CaseId, type WorkerId } from '@nrm/domain/shared';
import { createAgeKeyPair } from '@nrm/sealed-files/age';
import { nodeFiles } from '@nrm/sealed-files/file-operations';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { ReadStick } from '../../apps/desktop/src/bridge/bundles.ts';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { restoreServer } from '../../apps/sync-server/src/backup/restore-server.ts';
import { writeBackup } from '../../apps/sync-server/src/backup/write-backup.ts';
import { findBundles } from '../../apps/sync-server/src/bundles/find-bundles.ts';
import { openBundleOffice } from '../../apps/sync-server/src/bundles/open-office.ts';
import { answerBundle, receiveFromStick } from '../../apps/sync-server/src/bundles/receive-bundle.ts';
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

/** Two laptops that know more than the server: it is restored from a backup made before the last of it. */
async function openRestored() {
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
  const serve = async () => {
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
    const expectBack = async () => {
      expect(await knows(since)).toBe(true);
      expect((await governorateOf(author)).workers[late]?.name).toBe('Late');
    };
    const disagreements = () =>
      findDisagreements({ ...governorate, server: again, author: async () => author }, [first, second]);
    return { again, expectBack, disagreements };
  };
  return { desks: [first, second] as const, folder, serve };
}

it('a server that is restored from its backup gets back from the laptops what it had acknowledged since', async () => {
  const { desks, serve } = await openRestored();
  const { expectBack, disagreements } = await serve();
  await vi.waitFor(
    async () => {
      for (const desk of desks) await desk.sync().catch(() => undefined);
      await expectBack();
    },
    { timeout: 30_000, interval: 200 },
  );
  for (const desk of [...desks, ...desks]) await desk.sync();
  expect(await disagreements()).toEqual([]);
}, 60_000);

it('and by stick alone, from offices that have no line', async () => {
  const { desks, folder, serve } = await openRestored();
  for (const desk of desks) await desk.setNetwork(false);
  const { again, expectBack, disagreements } = await serve();
  const office = await openBundleOffice(again.server);
  for (let round = 0; round < 3; round++)
    for (const desk of desks) {
      const [there, back] = [mkdtempSync(join(folder, 'there-')), mkdtempSync(join(folder, 'back-'))];
      await desk.do('bundle.write', { folder: there });
      for (const { folder: from, outline } of await findBundles(nodeFiles, there)) {
        assert(outline.ok, 'the bundle is whole');
        const taken = await receiveFromStick(office, from, outline.value);
        assert(taken.ok, `the server takes it in: ${JSON.stringify(taken)}`);
        expect(await answerBundle(office, taken.value, nodeFiles, back)).toMatchObject({ ok: true });
      }
      const read = (await desk.do('bundle.read', { folder: back })) as ReadStick;
      expect(read).toMatchObject({ refused: [], taken: [{ apart: false, rejoined: round === 0 }] });
    }
  await expectBack();
  expect(await disagreements()).toEqual([]);
}, 60_000);
