import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createDisk } from './disk.ts';
import { lookInside } from './look.ts';
import { type RecordedRun, recordWork } from './record-work.ts';
import { type Change, compileRecorder } from './recording.ts';
import {
  createTally,
  makeFolder,
  numbersOf,
  randomOfCase,
  type SuiteOptions,
  type SuiteResult,
  skippedSuite,
  type Verdict,
} from './suite.ts';
import { toldIn } from './told.ts';

const TURNS = 14;
/** How long the disk does not do it: once, or for the tries of a person who insists. */
const LENGTHS = [2, 20, 1, 5, 60] as const;

interface Way {
  readonly suite: string;
  readonly kind: 'write' | 'sync';
  readonly errors: readonly number[];
}

/** The disk is full at every write in turn, for a short and for a long while; then there is room again. */
export const runDiskFull = (options: SuiteOptions) =>
  runFailing(options, { suite: 'disk-full', kind: 'write', errors: [constants.errno.ENOSPC] });

/** Every fsync in turn fails; what it should have made safe is forgotten by the disk, as operating systems do. */
export const runFsync = (options: SuiteOptions) =>
  runFailing(options, { suite: 'fsync', kind: 'sync', errors: [constants.errno.EIO, constants.errno.ENOSPC] });

async function runFailing(options: SuiteOptions, { suite, kind, errors }: Way): Promise<SuiteResult> {
  const recorder = compileRecorder();
  if ('missing' in recorder) return skippedSuite(recorder.missing);
  const { library } = recorder;
  const folder = makeFolder(suite);
  const tally = createTally(options, suite);
  const whole = await recordWork(folder, library, { turns: TURNS });
  const calls = countCalls(whole, kind);
  for (const number of numbersOf(options)) {
    const random = randomOfCase(options.seed, number);
    const round = Math.floor(number / calls);
    // In full each call is met, once for each length; the short form takes some of them, spread over all.
    const first = options.cases >= calls ? number % calls : Math.floor(((number + random()) * calls) / options.cases);
    const length =
      options.cases >= calls ? (LENGTHS[round % LENGTHS.length] ?? 1) : (LENGTHS[number % LENGTHS.length] ?? 1);
    const fail = `${kind} ${first} ${length} ${errors[number % errors.length]}`;
    tally.add(number, await verdictOf(folder, library, whole, fail));
  }
  rmSync(folder, { recursive: true, force: true });
  return tally.result();
}

async function verdictOf(folder: string, library: string, furnished: RecordedRun, fail: string): Promise<Verdict> {
  const run = await recordWork(folder, library, { turns: TURNS, fail, furnished }).catch((error: unknown) =>
    String(error),
  );
  if (typeof run === 'string') return { outcome: 'did not go on', silent: [`${fail}: ${run.slice(-600)}`] };
  const met = Object.keys(run.faults).sort().join(' + ') || 'nothing noticed';
  const told = toldIn(run.changes);
  const now = await lookInside(join(folder, 'running', 'data'), run.worker, told);
  // And the power goes after the last word: only what was really made safe is there.
  const image = join(folder, 'image');
  const disk = createDisk(run.before);
  for (const change of run.changes) if (change.what !== 'M') disk.apply(change);
  disk.writeImage(image, () => 0);
  const later = await lookInside(join(image, 'data'), run.worker, told);
  const isOpen = now.outcome === 'opened' && later.outcome === 'opened';
  return {
    outcome: isOpen ? met : `${met}, then ${now.outcome} and after a power cut ${later.outcome}`,
    lost: [...(now.lost ?? []), ...(later.lost ?? []), ...(isOpen ? [] : [`all, ${fail}`])],
    doubled: [...(now.doubled ?? []), ...(later.doubled ?? [])],
    silent: [...(now.silent ?? []), ...(later.silent ?? [])],
  };
}

function countCalls({ changes }: RecordedRun, kind: Way['kind']): number {
  const begins = changes.findIndex(({ what, data }) => what === 'M' && data.toString('utf8').startsWith('begin'));
  const counts = (change: Change) =>
    kind === 'sync' ? change.what === 'S' : 'WTR'.includes(change.what) || (change.what === 'O' && change.at === 1);
  return changes.slice(begins).filter(counts).length;
}
