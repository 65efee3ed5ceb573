import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerId } from '@nrm/domain/shared';
import { checkLaptopData } from '../../apps/desktop/src/core/check-laptop-data.ts';
import { isFault } from '../../apps/desktop/src/core/faults.ts';
import type { ReadableStore, SqlRow } from '../../apps/desktop/src/core/store/store.ts';
import { furnishLaptop, newId, openDoor, PASSWORD, sessionOf, stepsOfTurn } from './furnished-laptop.ts';
import {
  createTally,
  makeFolder,
  numbersOf,
  randomOfCase,
  type SuiteOptions,
  type SuiteResult,
  type Verdict,
} from './suite.ts';

const PAGE = 8192;
/** Every file of a laptop that matters; the database and its log most often, as they are nearly all of its bytes. */
const TARGETS = [
  'replica/replica.db',
  'replica/replica.db',
  'replica/replica.db',
  'replica/replica.db-wal',
  'replica/replica.db-wal',
  'replica/replica.json',
  'head-0.seal',
  'head-1.seal',
  'keyring.json',
  'lockout.json',
  'connection.json',
] as const;

type Random = () => number;
const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** What can happen to the bytes of one file. @param older the same file an hour ago, when there was one */
const DAMAGES: readonly { readonly name: string; spoil(now: Buffer, older: Buffer, random: Random): Buffer }[] = [
  {
    name: 'flipped bit',
    spoil: (now, _older, random) => flipBit(now, random),
  },
  {
    name: 'sector of zeros',
    spoil: (now, _older, random) => Buffer.from(now).fill(0, ...sector(now, random)),
  },
  {
    name: 'old page',
    spoil(now, older, random) {
      const unit = Math.min(PAGE, now.byteLength);
      const from = below(random, Math.ceil(now.byteLength / unit)) * unit;
      const spoilt = Buffer.from(now);
      older.copy(spoilt, from, from, from + unit);
      return spoilt;
    },
  },
  { name: 'old file', spoil: (_now, older) => older },
  { name: 'cut short', spoil: (now, _older, random) => now.subarray(0, below(random, now.byteLength)) },
];

function flipBit(bytes: Buffer, random: Random): Buffer {
  const spoilt = Buffer.from(bytes);
  const at = below(random, spoilt.byteLength);
  spoilt[at] = (spoilt[at] ?? 0) ^ (1 << below(random, 8));
  return spoilt;
}

function sector(bytes: Buffer, random: Random): [number, number] {
  const from = below(random, Math.ceil(bytes.byteLength / 512)) * 512;
  return [from, Math.min(from + 512, bytes.byteLength)];
}

/** What a worker would see or send, whole. */
const SEEN = ['entries', 'links', 'feeds', 'subjects', 'device', 'drafts', 'cases', 'referrals', 'tasks', 'services'];
const seen = (store: ReadableStore) =>
  JSON.stringify(
    SEEN.map((table) =>
      store
        .all<SqlRow>(`select * from ${table}`)
        .map((row) => JSON.stringify(row))
        .sort(),
    ),
  );

/**
 * Damage at rest: flipped bits, sectors of zeros, old pages and old files in everything a laptop keeps. Each is noticed at
 * sign-in, or by the check that runs behind it, or is nowhere to be seen.
 */
export async function run(options: SuiteOptions): Promise<SuiteResult> {
  const folder = makeFolder('flips');
  const tally = createTally(options, 'flips');
  const { older, now, worker, expected } = await keepTwoMoments(folder);
  const copy = join(folder, 'copy');
  for (const number of numbersOf(options)) {
    const random = randomOfCase(options.seed, number);
    const target = TARGETS[below(random, TARGETS.length)] ?? TARGETS[0];
    const damage = DAMAGES[below(random, DAMAGES.length)] ?? DAMAGES[0];
    if (!damage) throw new Error('there are damages');
    rmSync(copy, { recursive: true, force: true });
    cpSync(now, copy, { recursive: true });
    const bytes = readFileSync(join(now, target));
    const before = readFileSync(join(older, target));
    let spoilt = damage.spoil(bytes, before, random);
    let name = damage.name;
    // Where an hour changed nothing, or the sector was empty, a bit is flipped instead.
    if (spoilt.equals(bytes)) {
      spoilt = flipBit(bytes, random);
      name = 'flipped bit';
    }
    writeFileSync(join(copy, target), spoilt);
    const what = await notice(copy, worker, expected);
    const where = `${name} in ${target}`;
    const verdict: Verdict = { outcome: what };
    tally.add(number, what === 'different' ? { ...verdict, silent: [where] } : verdict);
  }
  rmSync(folder, { recursive: true, force: true });
  return tally.result();
}

/** The folder of a laptop an hour ago, and now with a log that was not moved over, as a stolen battery leaves them. */
async function keepTwoMoments(folder: string) {
  const running = join(folder, 'running');
  const worker = await furnishLaptop(running, 30);
  const { laptop, bridge, close } = await openDoor(running);
  await laptop.signIn(worker, PASSWORD);
  const people: string[] = [];
  const moment = async (name: string, turns: number) => {
    for (let turn = 0; turn < turns; turn++) {
      await bridge.invoke('act', { id: newId(), steps: stepsOfTurn(turn, people) });
      await bridge.invoke('draft.save', { key: `draft-${turn % 2}`, title: 'begun', value: { name, turn } });
    }
    const { store } = sessionOf(laptop);
    const content = seen(store);
    // By another program: see the trap in store/writer-lock.ts.
    execFileSync('cp', ['-r', running, join(folder, name)]);
    return content;
  };
  await moment('older', 8);
  sessionOf(laptop).store.checkpoint();
  const expected = await moment('now', 8);
  await close();
  return { older: join(folder, 'older'), now: join(folder, 'now'), worker, expected };
}

async function notice(folder: string, worker: WorkerId, expected: string): Promise<string> {
  let door: Awaited<ReturnType<typeof openDoor>> | undefined;
  try {
    door = await openDoor(folder);
    await door.laptop.signIn(worker, PASSWORD);
    const { store } = sessionOf(door.laptop);
    const found = await checkLaptopData(store, { pause: async () => 'go-on' });
    if (found.length > 0) return 'found by the check';
    return seen(store) === expected ? 'harmless' : 'different';
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  } finally {
    await door?.close();
  }
}
