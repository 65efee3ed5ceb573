import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Fault } from '../../apps/desktop/src/core/faults.ts';
import { createDisk } from './disk.ts';
import { runDiskFull, runFsync } from './failing-disk.ts';
import { run as runFlips } from './flips.ts';
import { furnishLaptop, newId, openDoor, PASSWORD, sessionOf, stepsOfTurn } from './furnished-laptop.ts';
import { run as runKills } from './kills.ts';
import { lookInside } from './look.ts';
import { run as runPower } from './power.ts';
import { recordWork } from './record-work.ts';
import { compileRecorder } from './recording.ts';
import { makeFolder, type SuiteResult } from './suite.ts';
import { toldIn } from './told.ts';

// The short forms of `npm run faults`. Without Linux or a C compiler the recorded ones cannot be made: see README.md.
const recorder = compileRecorder();
const canRecord = 'library' in recorder;
const options = (cases: number) => ({ cases, seed: 20261123, say: () => undefined });
const SOUND = { lost: 0, doubled: 0, silent: 0, failures: [] };
const TIMEOUT = { timeout: 120_000 };

function folderOfTest(): string {
  const folder = makeFolder('test');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const metWith = ({ outcomes }: SuiteResult, code: string) => Object.keys(outcomes).some((one) => one.includes(code));

it('a kill at work, at lock, in a rebuild or in a change of the schema takes nothing', TIMEOUT, async () => {
  expect(await runKills(options(4))).toMatchObject({ ...SOUND, cases: 4 });
});

it.runIf(canRecord)('a power cut at any moment takes nothing that was acknowledged', TIMEOUT, async () => {
  expect(await runPower(options(25))).toMatchObject({ ...SOUND, cases: 25 });
});

it.runIf(canRecord)(
  'a full disk costs nothing that was acknowledged, and work goes on when there is room',
  TIMEOUT,
  async () => {
    const result = await runDiskFull(options(2));
    expect(result).toMatchObject({ ...SOUND, cases: 2 });
    expect(metWith(result, 'disk.full')).toBe(true);
  },
);

it.runIf(canRecord)('an fsync that fails costs nothing that was acknowledged', TIMEOUT, async () => {
  const result = await runFsync(options(2));
  expect(result).toMatchObject({ ...SOUND, cases: 2 });
  expect(metWith(result, 'disk.')).toBe(true);
});

it.runIf(canRecord)('a disk that forgets what it said it had synced is found out', TIMEOUT, async () => {
  const folder = folderOfTest();
  const { before, worker, changes } = await recordWork(folder, 'library' in recorder ? recorder.library : '', {
    turns: 9,
  });
  const disk = createDisk(before);
  // As if synchronous were not FULL: the log of the database is never made safe, the seals beside it are.
  for (const change of changes)
    if (change.what !== 'M' && !(change.what === 'S' && change.path.includes('replica.db'))) disk.apply(change);
  disk.writeImage(join(folder, 'image'), () => 0);
  const { outcome } = await lookInside(join(folder, 'image', 'data'), worker, toldIn(changes));
  expect(outcome).toBe('replica.rolled-back');
});

it('a laptop whose last checkpoint fails is locked all the same, and opens again', async () => {
  const folder = join(folderOfTest(), 'data');
  const worker = await furnishLaptop(folder, 3);
  const door = await openDoor(folder);
  onTestFinished(() => door.close());
  await door.laptop.signIn(worker, PASSWORD);
  const { store } = sessionOf(door.laptop);
  store.checkpoint = () => {
    throw new Fault('disk.full');
  };
  await door.laptop.signOut();
  await door.laptop.signIn(worker, PASSWORD);
  expect(sessionOf(door.laptop).store.get('select count(*) as n from entries')).not.toEqual({ n: 0 });
});

it('damage of anything a laptop keeps is told, or is nowhere to be seen', TIMEOUT, async () => {
  const result = await runFlips(options(80));
  expect(result).toMatchObject({ ...SOUND, cases: 80 });
  for (const outcome of ['replica.damaged', 'replica.rolled-back', 'found by the check', 'keyring.damaged'])
    expect(result.outcomes[outcome], outcome).toBeGreaterThan(0);
});

it('the look behind a session finds what sign-in did not read; then nothing more is written', async () => {
  const folder = join(folderOfTest(), 'data');
  const worker = await furnishLaptop(folder, 3);
  const door = await openDoor(folder, 5);
  onTestFinished(() => door.close());
  await door.laptop.signIn(worker, PASSWORD);
  const { store, check } = sessionOf(door.laptop);
  // What an old page leaves: a row of a true entry that is not the one its chain was built with.
  store.write((tx) =>
    tx.run(`update entries set outcome = 'refused' where id = (select id from entries where placed = 1 limit 1)`),
  );
  await vi.waitFor(() => expect(check.damage?.code).toBe('replica.damaged'), { timeout: 20_000, interval: 20 });
  expect((await door.bridge.invoke('sync.state', {})) as object).toMatchObject({
    value: { fault: { code: 'replica.damaged' } },
  });
  for (const [name, args] of [
    ['act', { id: newId(), steps: stepsOfTurn(0, []) }],
    ['draft.save', { key: 'k', title: 't', value: null }],
  ] as const)
    expect(await door.bridge.invoke(name, args)).toMatchObject({ kind: 'fault', fault: { code: 'replica.damaged' } });
});

it('the look behind a session finds nothing wrong while somebody works', async () => {
  const folder = join(folderOfTest(), 'data');
  const worker = await furnishLaptop(folder, 3);
  const door = await openDoor(folder, 5);
  onTestFinished(() => door.close());
  await door.laptop.signIn(worker, PASSWORD);
  const people: string[] = [];
  for (let turn = 0; turn < 60; turn++) {
    const done = await door.bridge.invoke('act', { id: newId(), steps: stepsOfTurn(turn, people) });
    expect(done.kind).toBe('value');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(door.laptop.damage).toBeNull();
});
