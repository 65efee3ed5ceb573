import { type EntryId, instantFromMs, type OfficeId, type WorkerId } from '@nrm/domain/shared';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { waitingCount } from '../../apps/desktop/src/core/ledger/outbox.ts';
import type { SqlValue } from '../../apps/desktop/src/core/store/store.ts';
import { heldBy, openStickWorld, type StickLaptop, type StickWorld, serveStick, work } from './sticks.ts';

/** A server and laptops that are put back to an earlier day, and hear of each other by stick alone. */
type Step =
  | { readonly kind: 'work'; readonly at: number }
  | { readonly kind: 'exchange'; readonly at: number; readonly times: number }
  | { readonly kind: 'forget-stick'; readonly at: number }
  | { readonly kind: 'bring-forgotten'; readonly at: number }
  | { readonly kind: 'transfer'; readonly at: number }
  | { readonly kind: 'back-up' }
  | { readonly kind: 'introduce' }
  | { readonly kind: 'put-back'; readonly told: boolean }
  | { readonly kind: 'copy-laptop'; readonly at: number }
  | { readonly kind: 'put-laptop-back'; readonly at: number };

/** @param times how often each stick is read; @returns how often the laptop went back */
async function exchange(world: StickWorld, laptop: StickLaptop, times = 1): Promise<number> {
  return bring(world, laptop, await writeStick(world, laptop), times);
}

async function writeStick(world: StickWorld, { bundles }: StickLaptop): Promise<string> {
  const there = world.newFolder();
  expect(await bundles.write(there)).toMatchObject({ ok: true });
  return there;
}

async function bring(world: StickWorld, { bundles }: StickLaptop, there: string, times = 1): Promise<number> {
  const back = world.newFolder();
  let rejoined = 0;
  for (let time = 0; time < times; time++) {
    expect(await serveStick(world, there, back)).toMatchObject([{ ok: true }]);
    const read = await bundles.read(back);
    if (read.ok) rejoined += read.value.taken.filter((one) => one.rejoined).length;
    else expect(read).toMatchObject({ refusal: { code: 'bundle.other-epoch' } });
  }
  return rejoined;
}

/** There and back: to the shared point, what was forgotten, what the colleague had forgotten. */
const ROUNDS = 3;

async function troublesOf({ server }: StickWorld, { laptop }: StickLaptop): Promise<string[]> {
  const { store } = laptop.ledger;
  const troubles: string[] = [];
  if (waitingCount(store) > 0) troubles.push(`${waitingCount(store)} entries wait`);
  for (const { type } of store.all('select type from entries where placed = 0 and left_at is null'))
    troubles.push(`${type} has no place`);
  const own = store.all('select id from entries where own = 1').map(({ id }) => id as EntryId);
  const there = await server.store.transaction((tx) => tx.entriesById(own));
  if (there.length !== own.length) troubles.push(`${own.length - there.length} entries are lost`);
  for (const { feed, position, chain } of store.all('select feed, position, chain from feeds')) {
    const theirs = await server.store.feedHead(feed as never);
    if (theirs.position !== position || theirs.chain !== chain) troubles.push(`stands elsewhere in ${feed}`);
  }
  for (const { kind, id, state } of store.all('select kind, id, state from subjects')) {
    const theirs = await server.store.findSubject({ kind, id } as never);
    if (state !== JSON.stringify(theirs?.state)) troubles.push(`${kind} is not what the server has`);
  }
  return troubles;
}

async function play(seed: number, steps: readonly Step[]): Promise<{ troubles: string[]; rejoined: number }> {
  const world = await openStickWorld(seed, 2);
  try {
    let image = world.memory.image();
    const copies = world.laptops.map(copyOf);
    const forgotten: (string | undefined)[] = [];
    let life = 1;
    let rejoined = 0;
    for (const step of steps) {
      if (step.kind === 'back-up') image = world.memory.image();
      else if (step.kind === 'introduce') await introduce(world);
      else if (step.kind === 'put-back')
        world.memory.restore(image, step.told ? `epoch-${++life}` : world.memory.epoch, world.server.device);
      else {
        const laptop = world.laptops[step.at] as StickLaptop;
        if (step.kind === 'copy-laptop') copies[step.at] = copyOf(laptop);
        else if (step.kind === 'put-laptop-back') putBack(laptop, copies[step.at]);
        else if (step.kind === 'work') work(laptop, world.newId);
        else if (step.kind === 'transfer') transferFirst(laptop);
        else if (step.kind === 'forget-stick') forgotten[step.at] = await writeStick(world, laptop);
        else if (step.kind === 'bring-forgotten') {
          const there = forgotten[step.at];
          if (there !== undefined) rejoined += await bring(world, laptop, there);
        } else rejoined += await exchange(world, laptop, step.times);
      }
    }
    for (let round = 0; round < ROUNDS; round++)
      for (const laptop of world.laptops) rejoined += await exchange(world, laptop);
    const troubles = await Promise.all(world.laptops.map((laptop) => troublesOf(world, laptop)));
    return { troubles: troubles.flat(), rejoined };
  } finally {
    world.close();
  }
}

type Copy = readonly (readonly [table: string, rows: readonly Record<string, SqlValue>[]])[];
const TABLES = ['entries', 'links', 'feeds', 'subjects', 'device', 'signed_heads'];
const copyOf = ({ laptop }: StickLaptop): Copy =>
  TABLES.map((table) => [table, laptop.ledger.store.all(`select * from ${table}`)]);

function putBack({ laptop }: StickLaptop, copy: Copy = []): void {
  laptop.ledger.store.write((tx) => {
    for (const [table, rows] of copy) {
      tx.run(`delete from ${table}`);
      for (const row of rows) {
        const columns = Object.keys(row);
        const places = columns.map(() => '?').join(', ');
        tx.run(`insert into ${table} (${columns.join(', ')}) values (${places})`, ...Object.values(row));
      }
    }
  });
}

/** The first file of this laptop goes to an office of somebody else. */
function transferFirst({ laptop, worker }: StickLaptop): void {
  const file = laptop.ledger.store.get(`select id from subjects where kind = 'case' order by id`);
  if (!file) return;
  laptop.act(worker, 'supervisor', [
    {
      type: 'case.transfer',
      subject: { kind: 'case', id: file.id as string },
      intent: { toOffice: 'sinjar', words: 'انتقل' },
    },
  ]);
}

const introduce = ({ server, newId }: StickWorld) => {
  const worker = newId() as WorkerId;
  return server.write(
    { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
    {
      type: 'worker.grant-role',
      subject: server.governorateRef,
      intent: { worker, role: 'caseworker', office: 'mosul' as OfficeId },
    },
  );
};

const which = fc.constantFrom(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('work' as const), at: which }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('exchange' as const), at: which, times: fc.constantFrom(1, 2) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget-stick' as const), at: which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bring-forgotten' as const), at: which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('transfer' as const), at: which }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'back-up' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'introduce' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('copy-laptop' as const), at: which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('put-laptop-back' as const), at: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('put-back' as const), told: fc.boolean() }) },
);

it('sticks alone bring laptops and a server that was put back to the same ledger, and nothing is lost', async () => {
  let rejoined = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.array(step, { maxLength: 16 }), async (seed, steps) => {
      const played = await play(seed, steps);
      expect(played.troubles).toEqual([]);
      rejoined += played.rejoined;
    }),
    { numRuns: Number(process.env.NRM_APART_RUNS ?? 25) },
  );
  expect(rejoined).toBeGreaterThan(0);
}, 120_000);

it('an answer to a question of another day leaves a laptop that is in step where it stands', async () => {
  const world = await openStickWorld(5, 1);
  try {
    const [laptop] = world.laptops as [StickLaptop];
    work(laptop, world.newId);
    await exchange(world, laptop);
    const forgotten = await writeStick(world, laptop);
    world.memory.restore(world.memory.image(), 'epoch-2', world.server.device);
    await exchange(world, laptop);
    transferFirst(laptop);
    for (let time = 0; time < 2; time++) await exchange(world, laptop);

    const before = heldBy(laptop);
    const back = world.newFolder();
    expect(await serveStick(world, forgotten, back)).toMatchObject([{ ok: true }]);
    for (let time = 0; time < 2; time++)
      expect(await laptop.bundles.read(back)).toMatchObject({ ok: true, value: { taken: [{ rejoined: false }] } });
    expect(heldBy(laptop)).toEqual(before);
  } finally {
    world.close();
  }
});

it('a file that left behind the shared point takes one stick more, and the screen is told', async () => {
  const world = await openStickWorld(7, 2);
  try {
    const [laptop, colleague] = world.laptops as [StickLaptop, StickLaptop];
    work(laptop, world.newId);
    await exchange(world, laptop);
    const image = world.memory.image();
    transferFirst(laptop);
    await exchange(world, laptop);
    world.memory.restore(image, 'epoch-2', world.server.device);
    work(colleague, world.newId);
    for (let round = 0; round < 2; round++) await exchange(world, colleague);

    const there = await writeStick(world, laptop);
    const back = world.newFolder();
    expect(await serveStick(world, there, back)).toMatchObject([{ ok: true }]);
    expect(await laptop.bundles.read(back)).toMatchObject({
      ok: true,
      value: { taken: [{ rejoined: true, apart: true }] },
    });
    for (let round = 0; round < 2; round++) await exchange(world, laptop);
    expect(await troublesOf(world, laptop)).toEqual([]);
  } finally {
    world.close();
  }
});

it('a server whose clock was once far ahead leads back like any other', async () => {
  const world = await openStickWorld(6, 1);
  try {
    const [laptop] = world.laptops as [StickLaptop];
    const image = world.memory.image();
    work(laptop, world.newId);
    const { now } = world.server;
    Object.assign(world.server, { now: () => instantFromMs(Date.parse(now()) + 30 * 24 * 60 * 60 * 1000) });
    await exchange(world, laptop);
    Object.assign(world.server, { now });
    world.memory.restore(image, 'epoch-2', world.server.device);
    for (let round = 0; round < ROUNDS; round++) await exchange(world, laptop);
    expect(await troublesOf(world, laptop)).toEqual([]);
  } finally {
    world.close();
  }
});

it('a stick from an earlier life of the server leads nowhere back', async () => {
  const world = await openStickWorld(5, 1);
  try {
    const [laptop] = world.laptops as [StickLaptop];
    const image = world.memory.image();
    const answers: string[] = [];
    for (const epoch of ['epoch-2', 'epoch-3']) {
      work(laptop, world.newId);
      await exchange(world, laptop);
      world.memory.restore(image, epoch, world.server.device);
      const [there, back] = [world.newFolder(), world.newFolder()];
      await laptop.bundles.write(there);
      await serveStick(world, there, back);
      expect(await laptop.bundles.read(back)).toMatchObject({ ok: true, value: { taken: [{ rejoined: true }] } });
      answers.push(back);
    }
    const before = heldBy(laptop);
    expect(await laptop.bundles.read(answers[0] as string)).toMatchObject({
      ok: false,
      refusal: { code: 'bundle.other-epoch' },
    });
    expect(heldBy(laptop)).toEqual(before);
    // The right one may be read as often as somebody likes.
    expect(await laptop.bundles.read(answers[1] as string)).toMatchObject({ ok: true });
    expect(heldBy(laptop)).toEqual(before);
  } finally {
    world.close();
  }
});
