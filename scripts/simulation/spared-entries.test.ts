import type { OfficeId, WorkerId } from '@nrm/domain/shared';
import { PullAnswer, PullRequest } from '@nrm/domain/sync';
import { expect, it } from 'vitest';
import { createReceiver } from '../../apps/desktop/src/core/sync/receive-new.ts';
import { createReception } from '../../apps/desktop/src/core/sync/reception.ts';
import type { Transport } from '../../apps/desktop/src/core/sync/transport.ts';
import { answerPull } from '../../apps/sync-server/src/ledger/answer-pull.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { doAct } from './acts.ts';
import { connectLaptop, createWorld, foundServer, type SimulatedLaptop } from './governorate.ts';

const office = 'mosul' as OfficeId;

async function openOffice() {
  const world = createWorld(12);
  const server = await foundServer(world, createMemoryLedger('epoch'));
  const worker = world.newId() as WorkerId;
  await server.write(
    { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
    { type: 'worker.grant-role', subject: server.governorateRef, intent: { worker, role: 'caseworker', office } },
  );
  const author = await connectLaptop(world, server, office, 1, 500);
  const colleague = await connectLaptop(world, server, office, 2, 500);
  for (const laptop of [author, colleague]) while (await laptop.fill(500));
  const desk = { store: author.ledger.store, office, newId: world.newId, act: author.act };
  const wrote = doAct(desk, [{ worker, role: 'caseworker', office }], 'register', 0, 0);
  expect(wrote).toHaveLength(2);
  expect(await author.push()).toBe(true);

  /** Asks what is new as a laptop does, and says how many carried and spared entries each answer had. */
  async function receive({ ledger }: SimulatedLaptop) {
    const answers: { spared: number; carried: number }[] = [];
    const transport: Transport = {
      push: () => Promise.reject(new Error('nothing is sent here')),
      async pull(request) {
        const question = PullRequest.parse(JSON.parse(JSON.stringify(request)));
        const answer = PullAnswer.parse(JSON.parse(JSON.stringify(await answerPull(server, question))));
        const links = answer.feeds.flatMap((feed) => feed.links);
        answers.push({
          spared: links.filter(({ spared }) => spared).length,
          carried: links.filter(({ entry }) => entry).length,
        });
        return answer;
      },
    };
    const reception = createReception(ledger, { stored: () => undefined, failed: () => undefined });
    const receiver = createReceiver(ledger, transport, reception, 500, () => undefined);
    reception.store(await receiver.next(new AbortController().signal));
    const placed = ledger.store.all(`select id from entries where subject_kind = 'case' and placed = 1 order by id`);
    expect(placed.map(({ id }) => id)).toEqual([...wrote].sort());
    return answers;
  }
  return { author, colleague, receive };
}

it('a laptop is not sent again what it wrote, and gives it its place; its colleague is sent all of it', async () => {
  const { author, colleague, receive } = await openOffice();
  expect(await receive(author)).toEqual([{ spared: 2, carried: 0 }]);
  expect(await receive(colleague)).toEqual([{ spared: 0, carried: 2 }]);
  const subjects = ({ ledger }: SimulatedLaptop) =>
    ledger.store.all(`select id, seq, chain, state from subjects where kind = 'case' order by id`);
  expect(subjects(author)).toEqual(subjects(colleague));
});

it('a laptop that no longer has what it wrote asks once more and is sent all of it', async () => {
  const { author, receive } = await openOffice();
  author.ledger.store.write((tx) => tx.run(`delete from entries where own = 1 and subject_kind = 'case'`));
  expect(await receive(author)).toEqual([
    { spared: 2, carried: 0 },
    { spared: 0, carried: 2 },
  ]);
});
