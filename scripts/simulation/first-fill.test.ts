import type { LocalDate, OfficeId } from '@nrm/domain/shared';
import type { FillAnswer } from '@nrm/domain/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { nextFill, receiveFill } from '../../apps/desktop/src/core/ledger/receive-fill.ts';
import { answerFill } from '../../apps/sync-server/src/ledger/answer-fill.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { writeDemonstration } from '../demonstration/write-governorate.ts';
import {
  connectLaptop,
  createWorld,
  foundServer,
  type SimulatedLaptop,
  type SimulatedServer,
  type World,
} from './governorate.ts';

let world: World;
let server: SimulatedServer;
let number = 10;
const newLaptop = () => connectLaptop(world, server, 'mosul' as OfficeId, ++number);

beforeAll(async () => {
  world = createWorld(5, '2026-01-01T05:00:00.000Z');
  server = await foundServer(world, createMemoryLedger('epoch'));
  const options = {
    world,
    server,
    today: '2026-11-22' as LocalDate,
    people: 20,
    providers: 20,
    progress: () => undefined,
  };
  await (await writeDemonstration(options)).writePeople(0, 20);
});

const held = ({ ledger }: SimulatedLaptop) =>
  ledger.store.get(
    `select (select count(*) from subjects) as subjects, (select count(*) from entries) as entries,
       (select count(*) from links) as links, (select count(*) from feeds) as feeds`,
  );

/** Fills to the end, with something done to every answer on its way. */
async function fillWith(laptop: SimulatedLaptop, alter: (answer: FillAnswer) => FillAnswer): Promise<void> {
  for (;;) {
    const answer = await answerFill(server, nextFill(laptop.ledger.store, 200));
    if (receiveFill(laptop.ledger, alter(answer))) return;
  }
}

describe('a first fill', () => {
  it('gives what pulling gives, and goes on where it was cut', async () => {
    const pulled = await newLaptop();
    while (await pulled.pull({ limit: 2_000 }));
    const filled = await newLaptop();
    let pages = 0;
    // Nothing but the replica remembers between two pages.
    while (await filled.fill(37)) pages++;
    expect(pages).toBeGreaterThan(5);
    while (await filled.pull({ limit: 2_000 }));
    const states = ({ ledger }: SimulatedLaptop) =>
      ledger.store.all('select kind, id, seq, chain, state, feed, move from subjects order by kind, id');
    while (await pulled.pull({ limit: 2_000 }));
    expect(states(filled)).toEqual(states(pulled));
  });

  const spoilt: readonly [string, (answer: FillAnswer) => FillAnswer][] = [
    [
      'a link is kept back',
      (answer) => ({ ...answer, feeds: answer.feeds.map((one) => ({ ...one, links: one.links.slice(0, -1) })) }),
    ],
    [
      'a verdict was changed',
      (answer) => ({
        ...answer,
        feeds: answer.feeds.map((one) => ({
          ...one,
          links: one.links.map((link) =>
            link.item.kind === 'entry'
              ? { ...link, item: { ...link.item, receivedAt: '2020-01-01T00:00:00.000Z' as never } }
              : link,
          ),
        })),
      }),
    ],
    [
      'the head was not signed by the server',
      (answer) => ({
        ...answer,
        heads: answer.heads && { ...answer.heads, issuedAt: '2020-01-01T00:00:00.000Z' as never },
      }),
    ],
  ];
  it.each(spoilt)('is not taken when %s', async (_what, alter) => {
    const laptop = await newLaptop();
    await expect(fillWith(laptop, alter)).rejects.toMatchObject({ code: 'server.not-trusted' });
    expect(held(laptop)?.feeds, 'nothing counts as received').toBe(0);
    // What was kept back is noticed at the end at the latest; then everything is asked for once more.
    await fillWith(laptop, (answer) => answer).catch(() => fillWith(laptop, (answer) => answer));
    expect(held(laptop)?.feeds).toBe(4);
    const whole = await newLaptop();
    await fillWith(whole, (answer) => answer);
    while (await laptop.pull({ limit: 2_000 }));
    while (await whole.pull({ limit: 2_000 }));
    const entries = `select count(*) as entries from entries`;
    expect(laptop.ledger.store.get(entries)).toEqual(whole.ledger.store.get(entries));
  });
});
