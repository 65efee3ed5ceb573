import type { CaseState } from '@nrm/domain/case';
import type { SubjectRef } from '@nrm/domain/ledger';
import { type EntryId, instantFromMs, type OfficeId, type WorkerId } from '@nrm/domain/shared';
import { expect, it } from 'vitest';
import { shownState } from '../../apps/desktop/src/core/ledger/subject-rows.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { doAct, MOSUL, type OfficeAct, SINJAR, type Staff } from './acts.ts';
import { connectLaptop, createWorld, foundServer, type SimulatedLaptop } from './governorate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Two laptops of one office and one of the office a file goes to. */
async function openOffices() {
  const world = createWorld(41);
  const server = await foundServer(world, createMemoryLedger('epoch'));
  const caseworker: Staff = { worker: world.newId() as WorkerId, role: 'caseworker', office: MOSUL };
  const supervisorOf = (office: OfficeId): Staff => ({ worker: world.newId() as WorkerId, role: 'supervisor', office });
  const staff = [caseworker, supervisorOf(MOSUL), supervisorOf(SINJAR)];
  for (const intent of staff)
    await server.write(
      {
        type: 'worker.introduce',
        subject: server.governorateRef,
        intent: { worker: intent.worker, name: 'A worker' },
      },
      { type: 'worker.grant-role', subject: server.governorateRef, intent },
    );
  const connect = async (office: OfficeId, number: number) => {
    const laptop = await connectLaptop(world, server, office, number, 500);
    while (await laptop.pull());
    return laptop;
  };
  const [author, colleague, elsewhere] = [
    await connect(MOSUL, 1),
    await connect(MOSUL, 2),
    await connect(SINJAR, 3),
  ] as const;
  const act = ({ ledger, office, act }: SimulatedLaptop, kind: OfficeAct) =>
    doAct({ store: ledger.store, office, newId: world.newId, act }, staff, kind, 0, 0);
  async function exchange(...laptops: readonly SimulatedLaptop[]) {
    for (const laptop of laptops) {
      while (await laptop.push());
      while (await laptop.pull());
    }
  }
  return { world, server, caseworker, author, colleague, elsewhere, act, exchange };
}

const fileOf = ({ ledger }: SimulatedLaptop): SubjectRef => {
  const row = ledger.store.get(`select subject_id as id from entries where type = 'case.register'`);
  return { kind: 'case', id: row?.id as string };
};
const seenOn = ({ ledger }: SimulatedLaptop, file: SubjectRef) => shownState<CaseState>(ledger.store, file);

it('a file that was handed over before it was ever sent is gone from the laptop that wrote it', async () => {
  const { author, elsewhere, act, exchange } = await openOffices();
  act(author, 'register');
  act(author, 'transfer');
  const file = fileOf(author);
  expect(seenOn(author, file)).toBeDefined();

  await exchange(author, elsewhere);
  expect(seenOn(author, file)).toBeUndefined();
  expect(author.ledger.store.get('select 1 from subjects where kind = ? and id = ?', 'case', file.id)).toBeUndefined();
  expect(seenOn(elsewhere, file)).toBeDefined();
});

it('what waits in a file that left is seen again when the file comes back', async () => {
  const { author, colleague, elsewhere, act, exchange } = await openOffices();
  act(author, 'register');
  await exchange(author, colleague);
  const [note] = act(author, 'note');
  const file = fileOf(author);
  const isShown = () =>
    author.ledger.store.get('select 1 from entries where id = ? and left_at is null', note as EntryId) !== undefined;
  act(colleague, 'transfer');
  await exchange(colleague, elsewhere);
  while (await author.pull());
  expect([seenOn(author, file), isShown()]).toEqual([undefined, false]);

  act(elsewhere, 'transfer');
  await exchange(elsewhere);
  while (await author.pull());
  expect(seenOn(author, file)).toBeDefined();
  expect(isShown()).toBe(true);
  await exchange(author);
  expect(author.ledger.store.get('select outcome, placed from entries where id = ?', note as EntryId)).toEqual({
    outcome: 'applied',
    placed: 1,
  });
});

it('what is held stays on its laptop though its file left long ago, until it is decided', async () => {
  const { world, server, caseworker, author, colleague, elsewhere, act, exchange } = await openOffices();
  const { store } = author.ledger;
  act(author, 'register');
  await exchange(author, colleague);
  act(colleague, 'transfer');
  const [note] = act(author, 'note');
  await server.write({ type: 'worker.end-role', subject: server.governorateRef, intent: caseworker });
  while (await author.push());
  expect(store.get('select outcome from entries where id = ?', note as EntryId)).toEqual({ outcome: 'held' });
  await exchange(colleague, elsewhere, author);
  expect(seenOn(author, fileOf(author))).toBeUndefined();

  const days = (count: number) => world.moveTo(instantFromMs(Date.parse(world.now()) + count * DAY_MS));
  days(36);
  act(elsewhere, 'note');
  await exchange(elsewhere, author);
  const row = () =>
    store.get('select outcome, left_at is not null as "left" from entries where id = ?', note as EntryId);
  expect(row()).toEqual({ outcome: 'held', left: 1 });
  // What the server took has gone with its file.
  expect(store.all(`select type from entries where own = 1 and type = 'case.register'`)).toEqual([]);

  const [decided] = await server.store.transaction((tx) => tx.heldEntries());
  await server.write({
    type: 'held.admit',
    subject: server.governorateRef,
    intent: { entry: decided?.header.id, reason: 'seen' },
  });
  await exchange(author);
  expect(row()).toEqual({ outcome: 'applied', left: 1 });
  days(36);
  await exchange(author);
  expect(row()).toBeUndefined();
});
