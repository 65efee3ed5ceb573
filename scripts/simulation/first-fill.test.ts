import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LocalDate, OfficeId } from '@nrm/domain/shared';
import type { FillAnswer, FillRequest } from '@nrm/domain/sync';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { needsFill, nextFill, receiveFill } from '../../apps/desktop/src/core/ledger/receive-fill.ts';
import { verifyLaptopLedger } from '../../apps/desktop/src/core/ledger/verify.ts';
import { FILL_PROGRAM, preparePage } from '../../apps/desktop/src/core/sync/fill-preparer.ts';
import { fillFirst } from '../../apps/desktop/src/core/sync/first-fill.ts';
import type { Transport } from '../../apps/desktop/src/core/sync/transport.ts';
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
let staff: Awaited<ReturnType<typeof writeDemonstration>>['staff'];
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
  const governorate = await writeDemonstration(options);
  staff = governorate.staff;
  await governorate.writePeople(0, 20);
});

const held = ({ ledger }: SimulatedLaptop) =>
  ledger.store.get(
    `select (select count(*) from subjects) as subjects, (select count(*) from entries) as entries,
       (select count(*) from links) as links, (select count(*) from feeds) as feeds`,
  );

const statesOf = ({ ledger }: SimulatedLaptop) =>
  ledger.store.all('select kind, id, seq, chain, state, feed, move from subjects order by kind, id');

/** Fills to the end, with something done to every answer on its way. */
async function fillWith(laptop: SimulatedLaptop, alter: (answer: FillAnswer) => FillAnswer): Promise<void> {
  for (;;) {
    const answer = await answerFill(server, nextFill(laptop.ledger.store, 200));
    if (receiveFill(laptop.ledger, preparePage(alter(answer), laptop.office))) return;
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
    while (await pulled.pull({ limit: 2_000 }));
    expect(statesOf(filled)).toEqual(statesOf(pulled));
  });

  it('leaves what was written here meanwhile, and what was begun by another way', async () => {
    const laptop = await newLaptop();
    await laptop.fill(60);
    await laptop.fill(60);
    const office = laptop.office;
    const worker = staff.find((one) => one.office === office && one.role === 'caseworker')?.worker;
    if (!worker) throw new Error('nobody works there');
    // A file that is here in part, one that is here whole, and one that is only here.
    const held = laptop.ledger.store.all("select id from subjects where kind = 'case' order by id") as { id: string }[];
    const written = held.map(({ id }) =>
      laptop.act(worker, 'caseworker', [
        { type: 'case.note', subject: { kind: 'case', id }, intent: { words: 'written while the laptop was filled' } },
      ]),
    );
    expect(written.some(({ ok }) => ok)).toBe(true);
    while (await laptop.fill(60));
    expect(verifyLaptopLedger(laptop.ledger.store).troubles).toEqual([]);
    while (await laptop.push());
    while (await laptop.pull({ limit: 2_000 }));
    const other = await newLaptop();
    while (await other.pull({ limit: 2_000 }));
    while (await laptop.pull({ limit: 2_000 }));
    expect(statesOf(laptop)).toEqual(statesOf(other));
  });

  it('is prepared in a thread of its own as it is here, and refused alike', async () => {
    const laptop = await newLaptop();
    const answer = await answerFill(server, nextFill(laptop.ledger.store, 500));
    const bytes = Buffer.from(JSON.stringify(answer));
    const thread = new Worker(FILL_PROGRAM, { workerData: { here: laptop.office } });
    const said = on(thread, 'message');
    const next = async () => (await said.next()).value?.[0];
    expect(await next()).toBe('begun');
    thread.postMessage(bytes);
    expect(await next()).toEqual({ page: preparePage(answer, laptop.office) });
    const altered = bytes
      .toString()
      .replace(/"entryHash":"./, (found) => `${found.slice(0, -1)}${found.endsWith('0') ? 1 : 0}`);
    for (const [bad, code] of [
      ['<html>', 'server.not-trusted'],
      ['{"next":null}', 'server.newer'],
      [altered, 'server.not-trusted'],
    ]) {
      thread.postMessage(Buffer.from(bad as string));
      expect(await next()).toMatchObject({ fault: { code } });
    }
    await thread.terminate();
  });

  it.each([
    ['breaks', 'data:text/javascript,throw new Error("no")'],
    ['ends', 'data:text/javascript,process.exit()'],
    ['cannot be had', 'http://127.0.0.1/'],
  ])('goes on without its thread when that %s', async (_what, program) => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const laptop = await newLaptop();
    const endsSilently = program.includes('exit');
    let pages = 0;
    const transport = {
      async fill(request: FillRequest) {
        // In the middle of the pages.
        if (++pages === 2 && !endsSilently) await vi.waitFor(() => expect(silent).toHaveBeenCalled(), 10_000);
        else if (pages === 2) await new Promise((resolve) => setTimeout(resolve, 500));
        return Buffer.from(JSON.stringify(await answerFill(server, request)));
      },
    } as unknown as Transport;
    await fillFirst(laptop.ledger, transport, 20, new AbortController().signal, new URL(program));
    expect(held(laptop)?.feeds).toBe(4);
    expect(silent.mock.calls.length).toBe(endsSilently ? 0 : 1);
    silent.mockRestore();
  });

  it('stores nothing into a replica that became whole meanwhile', async () => {
    const laptop = await newLaptop();
    const transport = {
      async fill(request: FillRequest) {
        const answer = await answerFill(server, request);
        // A stick, between the page's arrival and its storing.
        setImmediate(async () => {
          while (await laptop.pull({ limit: 500 }));
        });
        return answer;
      },
    } as unknown as Transport;
    await fillFirst(laptop.ledger, transport, 20, new AbortController().signal);
    expect(laptop.ledger.store.get('select 1 as begun from fill_progress')).toBeUndefined();
    expect(await laptop.pull({ limit: 500 })).toBe(false);
    expect(needsFill(laptop.ledger.store)).toBe(false);
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
