import fc from 'fast-check';
import { expect, it } from 'vitest';
import { heldBy, openStickWorld, type StickWorld, serveStick, work } from './sticks.ts';

type Step = readonly [kind: 'work' | 'exchange' | 'exchange-twice', laptop: number];

type Exchange = (world: StickWorld, at: number, times: number) => Promise<void>;

/** The same history twice: once over the network, once over sticks that two people carry. */
async function play(seed: number, steps: readonly Step[], exchange: Exchange) {
  const world = await openStickWorld(seed, 2);
  try {
    for (const [kind, at] of steps) {
      const laptop = world.laptops[at];
      if (!laptop) continue;
      if (kind === 'work') work(laptop, world.newId);
      else await exchange(world, at, kind === 'exchange' ? 1 : 2);
    }
    for (const at of [0, 1, 0]) await exchange(world, at, 1);
    return world.laptops.map(heldBy);
  } finally {
    world.close();
  }
}

const overNetwork: Exchange = async ({ laptops }, at) => {
  const laptop = laptops[at]?.laptop;
  while (await laptop?.push());
  while (await laptop?.pull({ limit: 200 }));
};

/** @param times how often each stick is read */
const overSticks: Exchange = async (world, at, times) => {
  const laptop = world.laptops[at];
  if (!laptop) return;
  const [there, back] = [world.newFolder(), world.newFolder()];
  expect(await laptop.bundles.write(there)).toMatchObject({ ok: true });
  for (let time = 0; time < times; time++) {
    for (const taken of await serveStick(world, there, back)) expect(taken).toMatchObject({ ok: true });
    expect(await laptop.bundles.read(back)).toMatchObject({ ok: true, value: { refused: [] } });
  }
};

const step = fc.tuple(
  fc.constantFrom('work', 'work', 'exchange', 'exchange-twice'),
  fc.constantFrom(0, 1),
) as fc.Arbitrary<Step>;

it('sticks there and back leave laptops with what the network leaves them with, carried once or twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.array(step, { maxLength: 10 }), async (seed, steps) => {
      const network = await play(seed, steps, overNetwork);
      const sticks = await play(seed, steps, overSticks);
      expect(network.flat(2).length).toBeGreaterThan(10);
      expect(sticks).toEqual(network);
    }),
    { numRuns: 6 },
  );
});
