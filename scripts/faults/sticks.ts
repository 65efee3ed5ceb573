import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EntryId } from '@nrm/domain/shared';
import { nodeFiles } from '@nrm/sealed-files/file-operations';
import { findBundles, wholeBundles } from '../../apps/desktop/src/core/bundles/places.ts';
import { heldBy, openStickWorld, type StickLaptop, type StickWorld, serveStick, work } from '../simulation/sticks.ts';
import { pullAt } from './pulled-stick.ts';
import { createTally, numbersOf, randomOfCase, type SuiteOptions, type SuiteResult, type Verdict } from './suite.ts';

/** What is under way when the stick is pulled or the program killed. */
const MOMENTS = ['laptop-writes', 'server-reads', 'server-writes', 'laptop-reads', 'laptop-killed-reading'] as const;
type Moment = (typeof MOMENTS)[number];

const CASES_PER_WORLD = 50;

/**
 * Sticks that are pulled at any step of any of their journeys, and programs killed while they read one. Afterwards no
 * half bundle looks whole, nothing was taken in by half, and the same journey with a good stick brings everything
 * across once.
 */
export async function run(options: SuiteOptions): Promise<SuiteResult> {
  const tally = createTally(options, 'sticks');
  let world: StickWorld | undefined;
  for (const [index, number] of numbersOf(options).entries()) {
    if (index % CASES_PER_WORLD === 0) {
      world?.close();
      world = await openStickWorld(options.seed + index, 1);
    }
    if (world) tally.add(number, await pullOnce(world, randomOfCase(options.seed, number)));
  }
  world?.close();
  return tally.result();
}

async function pullOnce(world: StickWorld, random: () => number): Promise<Verdict> {
  const [laptop] = world.laptops;
  if (!laptop) throw new Error('a world of sticks has a laptop');
  const moment = MOMENTS[Math.floor(random() * MOMENTS.length)] as Moment;
  work(laptop, world.newId);
  const waiting = idsOf(laptop, 'outcome is null');
  const silent: string[] = [];
  const there = world.newFolder();
  const back = world.newFolder();
  const outcome = await journey(world, laptop, { there, back }, moment, random, silent);

  // What may look like a bundle is one: the other end takes it, or says why not.
  for (const stick of [there, back]) silent.push(...(await halfThatLooksWhole(stick)));
  const kept = await findBundles(nodeFiles, join(laptop.folder, 'bundles', 'in'));
  if (moment !== 'laptop-killed-reading' && kept.length > 0) silent.push('something was left in the laptop');

  // The same again with a good stick.
  rmSync(there, { recursive: true });
  const [good, answers] = [world.newFolder(), world.newFolder()];
  const fresh = await laptop.open(nodeFiles);
  const written = await fresh.write(good);
  const served = await serveStick(world, good, answers);
  const read = await fresh.read(answers);
  if (!written.ok || !read.ok || served.some(({ ok }) => !ok)) silent.push('a good stick was refused');
  const lost = [...(await lostOf(world, waiting)), ...idsOf(laptop, 'outcome is null')];
  const doubled = await doubledOf(world, laptop);
  for (const stick of [good, answers, back]) rmSync(stick, { recursive: true, force: true });
  return { outcome: `${moment}: ${outcome}`, lost, doubled, silent };
}

interface Sticks {
  readonly there: string;
  readonly back: string;
}

/** Goes the way of a bundle up to the moment at which it is cut. @returns how that was told */
async function journey(
  world: StickWorld,
  laptop: StickLaptop,
  { there, back }: Sticks,
  moment: Moment,
  random: () => number,
  silent: string[],
): Promise<string> {
  const cut = (steps: number, stick: string, reach: 'stick' | 'all' = 'stick') =>
    // The end is where it is decided whether a bundle looks whole: every third pull falls there.
    pullAt(random() < 0.35 ? steps - Math.floor(random() * 6) : 1 + Math.floor(random() * steps), stick, random, reach);
  const before = JSON.stringify(heldBy(laptop));
  const unchanged = () => {
    if (JSON.stringify(heldBy(laptop)) !== before) silent.push('half of it was taken in');
  };
  if (moment === 'laptop-writes') {
    const steps = await stepsOf(there, async (files) => (await laptop.open(files)).write(there));
    rmSync(there, { recursive: true });
    await nodeFiles.makeFolder(there);
    const { files } = cut(steps, there);
    const written = await (await laptop.open(files)).write(there);
    unchanged();
    return written.ok ? 'done' : written.refusal.code;
  }
  await laptop.bundles.write(there);
  const log = JSON.stringify(await world.server.store.findDevice(laptop.laptop.device));
  if (moment === 'server-reads' || moment === 'server-writes') {
    const stick = moment === 'server-reads' ? there : back;
    const { files } = cut(moment === 'server-reads' ? READ_STEPS : await stepsOfAnswer(world, there), stick);
    const [result] = await serveStick(world, there, back, files);
    const after = JSON.stringify(await world.server.store.findDevice(laptop.laptop.device));
    if (moment === 'server-reads' && result && !result.ok && after !== log) silent.push('the server took half of it');
    return result?.ok ? 'done' : (result?.refusal.code ?? 'nothing found');
  }
  await serveStick(world, there, back);
  if (moment === 'laptop-reads') {
    const { files } = cut(READ_STEPS, back);
    const read = await (await laptop.open(files)).read(back);
    if (!read.ok) unchanged();
    return read.ok ? 'done' : read.refusal.code;
  }
  const { files } = cut(45, back, 'all');
  const killed = await laptop.open(files);
  const read = await killed.read(back).catch(() => undefined);
  // What was whole on our own disk is taken in at the next sign-in; what was not is gone.
  const next = await laptop.open(nodeFiles);
  // Whatever is asked of it comes after what it does first of all.
  await next.read(world.newFolder());
  const left = await findBundles(nodeFiles, join(laptop.folder, 'bundles', 'in'));
  if (left.length > 0) silent.push('something was left after the next sign-in');
  return read?.ok ? 'done' : 'killed';
}

/** Looking at a stick, its two small files and the one part of a bundle of these cases. */
const READ_STEPS = 9;

/** The server takes the same entries as often as it is shown them, and changes nothing by it. */
function stepsOfAnswer(world: StickWorld, there: string): Promise<number> {
  const back = world.newFolder();
  return stepsOf(back, (files) => serveStick(world, there, back, files));
}

/** How many steps something takes on a stick that stays in. */
async function stepsOf(stick: string, run: (files: ReturnType<typeof pullAt>['files']) => Promise<unknown>) {
  const counted = pullAt(0, stick, () => 0);
  await run(counted.files);
  return counted.steps;
}

async function halfThatLooksWhole(stick: string): Promise<string[]> {
  const half: string[] = [];
  for (const { folder, outline } of await wholeBundles(nodeFiles, stick)) {
    for (const { name, size } of outline.header.parts) {
      const part = await folder.read(name, size);
      if (typeof part === 'string' || part.byteLength !== size) half.push('a half bundle looks whole');
    }
  }
  return half;
}

const idsOf = ({ laptop }: StickLaptop, which: string): EntryId[] =>
  laptop.ledger.store.all(`select id from entries where own = 1 and ${which}`).map(({ id }) => id as EntryId);

async function lostOf({ server }: StickWorld, ids: readonly EntryId[]): Promise<string[]> {
  const stored = await server.store.transaction((tx) => tx.entriesById(ids));
  const there = new Set(stored.map(({ header }) => header.id));
  return ids.filter((id) => !there.has(id));
}

async function doubledOf({ server }: StickWorld, laptop: StickLaptop): Promise<string[]> {
  const ids = idsOf(laptop, '1 = 1');
  const stored = await server.store.transaction((tx) => tx.entriesById(ids));
  const seen = new Map<string, number>();
  for (const { header } of stored) seen.set(header.id, (seen.get(header.id) ?? 0) + 1);
  return [...seen].filter(([, times]) => times > 1).map(([id]) => id);
}
