import { CHAIN_START } from '@nrm/domain/ledger';
import type { OfficeId, WorkerId } from '@nrm/domain/shared';
import { FillRequest, PullRequest, PushRequest } from '@nrm/domain/sync';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { nextPush } from '../../apps/desktop/src/core/ledger/outbox.ts';
import { acceptPush } from '../../apps/sync-server/src/ledger/accept-push.ts';
import { answerFill } from '../../apps/sync-server/src/ledger/answer-fill.ts';
import { answerPull } from '../../apps/sync-server/src/ledger/answer-pull.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { doAct } from './acts.ts';
import { connectLaptop, createWorld, foundServer } from './governorate.ts';

// Version 1 of the contract as laptops of the release before this one read it. Never changed: it goes when they are gone.
const Heads = z.object({
  epoch: z.string(),
  issuedAt: z.string(),
  heads: z.array(z.object({ feed: z.string(), position: z.number(), chain: z.string() })),
  signature: z.string(),
});
const Link = z.object({
  position: z.number(),
  item: z.object({ kind: z.enum(['entry', 'subject-left', 'receipt']) }),
  entry: z.object({ header: z.string(), signature: z.string() }).nullable(),
});
const Feeds = z.array(z.object({ feed: z.string(), links: z.array(Link) }));
const PushAnswer1 = z.object({
  epoch: z.string(),
  generation: z.number(),
  receipts: z.array(z.object({ entry: z.string(), outcome: z.string(), subjectSeq: z.number().nullable() })),
  chain: z.object({ seq: z.number(), hash: z.string() }),
  stopped: z.enum(['gap', 'fork']).nullable(),
});
const PullAnswer1 = z.object({
  epoch: z.string(),
  feeds: Feeds,
  ended: z.array(z.string()),
  more: z.boolean(),
  heads: Heads,
});
const FillAnswer1 = z.object({
  epoch: z.string(),
  heads: Heads.nullable(),
  feeds: Feeds,
  next: z.unknown().nullable(),
});

it('a laptop of the release before speaks version 1 and is answered in it', async () => {
  const world = createWorld(11);
  const server = await foundServer(world, createMemoryLedger('epoch'));
  const office = 'mosul' as OfficeId;
  const worker = world.newId() as WorkerId;
  await server.write(
    { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
    { type: 'worker.grant-role', subject: server.governorateRef, intent: { worker, role: 'caseworker', office } },
  );
  const laptop = await connectLaptop(world, server, office, 1);
  const { device } = laptop;

  const fill = FillRequest.parse({ protocol: 1, device, at: null, after: null, limit: 500 });
  expect(FillAnswer1.parse(await answerFill(server, fill)).next).toBeNull();
  while (await laptop.fill(500));

  const desk = { store: laptop.ledger.store, office, newId: world.newId, act: laptop.act };
  expect(doAct(desk, [{ worker, role: 'caseworker', office }], 'register', 0, 0)).toHaveLength(2);
  const push = PushRequest.parse({ ...nextPush(laptop.ledger.store), protocol: 1 });
  const pushed = PushAnswer1.parse(await acceptPush(server, push));
  expect(pushed).toMatchObject({ stopped: null, chain: { seq: 2 } });
  expect(pushed.chain.hash).not.toBe(CHAIN_START);
  expect(pushed.receipts.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);

  // It does not show the chain that led it to a position, and is given what is behind it all the same.
  const positions = laptop.ledger.store.all('select feed, position from feeds');
  const pull = PullRequest.parse({ protocol: 1, device, positions, limit: 500 });
  const pulled = PullAnswer1.parse(await answerPull(server, pull));
  expect(pulled.feeds.map(({ feed, links }) => [feed, links.length])).toEqual([
    [`office/${office}`, 2],
    [`device/${device}`, 2],
  ]);
  // Whoever does not say that it has them is sent its own entries too.
  expect(pulled.feeds[0]?.links.map(({ entry }) => entry !== null)).toEqual([true, true]);
});
