import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createDisk } from './disk.ts';
import { lookInside } from './look.ts';
import { recordWork } from './record-work.ts';
import { compileRecorder } from './recording.ts';
import {
  createTally,
  makeFolder,
  numbersOf,
  randomOfCase,
  type SuiteOptions,
  type SuiteResult,
  skippedSuite,
} from './suite.ts';
import { createListener } from './told.ts';

const TURNS = 36;

/**
 * Power cuts. The real core's writes are recorded, with the moments at which it had acknowledged something; from the
 * recording disks are made as a cut at any moment would leave them, and each is opened as at the next start.
 */
export async function run(options: SuiteOptions): Promise<SuiteResult> {
  const recorder = compileRecorder();
  if ('missing' in recorder) return skippedSuite(recorder.missing);
  const folder = makeFolder('power');
  const tally = createTally(options, 'power');
  const { before, worker, changes } = await recordWork(folder, recorder.library, { turns: TURNS });
  const begins = changes.findIndex(({ what, data }) => what === 'M' && data.toString('utf8').startsWith('begin'));
  const cuts = numbersOf(options)
    .map((number) => {
      const random = randomOfCase(options.seed, number);
      return { number, random, at: begins + Math.floor(random() * (changes.length - begins + 1)) };
    })
    .sort((a, b) => a.at - b.at);

  const disk = createDisk(before);
  const listener = createListener();
  let applied = 0;
  for (const { number, random, at } of cuts) {
    for (; applied < at; applied++) {
      const change = changes[applied];
      if (change?.what === 'M') listener.hear(change.data.toString('utf8'));
      else if (change) disk.apply(change);
    }
    const image = join(folder, 'image');
    disk.writeImage(image, random);
    tally.add(number, await lookInside(join(image, 'data'), worker, listener.told()));
  }
  rmSync(folder, { recursive: true, force: true });
  return tally.result();
}
