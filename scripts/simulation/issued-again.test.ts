import type { EntryId, OfficeId, WorkerId } from '@nrm/domain/shared';
import { expect, it } from 'vitest';
import { beginGeneration } from '../../apps/desktop/src/core/ledger/begin-generation.ts';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { connectLaptop, createWorld, foundServer } from './governorate.ts';

const OFFICE = 'mosul' as OfficeId;

it.each([
  ['the first', 0],
  ['the last', 1],
])(
  '%s entry of an act that comes again alone keeps the verdict it had (simulation, seed 33)',
  async (_which, place) => {
    const world = createWorld(33);
    const server = await foundServer(world, createMemoryLedger('epoch-1'));
    const worker = world.newId() as WorkerId;
    const role = { worker, role: 'caseworker' as const, office: OFFICE };
    await server.write(
      { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
      { type: 'worker.grant-role', subject: server.governorateRef, intent: role },
    );
    const laptop = await connectLaptop(world, server, OFFICE, 1, 50);
    while (await laptop.pull());
    await server.write({ type: 'worker.end-role', subject: server.governorateRef, intent: role });
    const person = world.newId();
    const { store } = laptop.ledger;
    const registered = register(person as never, { givenName: 'زينب' });
    laptop.act(worker, 'caseworker', [
      { ...registered, context: () => ({ ok: true, value: { number: '010126000001', office: OFFICE } }) } as never,
      { type: 'case.note', subject: { kind: 'case', id: person }, intent: { words: 'ملاحظة' } },
    ]);
    await laptop.push();
    const verdicts = () => store.all('select type, outcome, refusal from entries where own = 1 order by rowid');
    const first = verdicts();
    expect(first.map(({ outcome }) => outcome)).toEqual(['held', 'held']);

    while (await laptop.pull());
    // Another history of this laptop, in which the verdict of one of them was not heard yet; nobody is signed in who would report it.
    store.write((tx) => {
      const { id } = tx.all('select id from entries where own = 1 order by device_seq')[place] ?? {};
      tx.run('update entries set outcome = null, refusal = null where own = 1 and id = ?', id ?? null);
      beginGeneration({ ...laptop.ledger, author: () => undefined }, tx, 'fork');
    });
    await laptop.push();
    while (await laptop.pull());
    expect(verdicts()).toEqual(first);
    const ids = store.all('select id from entries where own = 1').map(({ id }) => id as EntryId);
    const there = await server.store.transaction((tx) => tx.entriesById(ids));
    expect(there.map(({ placement }) => placement.outcome)).toEqual(['held', 'held']);
  },
);
