import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerId } from '@nrm/domain/shared';
import { furnishLaptop } from './furnished-laptop.ts';
import { type Change, readRecording } from './recording.ts';

export interface RecordedRun {
  /** The root as it was before */
  readonly before: string;
  readonly worker: WorkerId;
  readonly changes: readonly Change[];
  /** What the program said at its end: faults it met, by code. */
  readonly faults: Readonly<Record<string, number>>;
}

/** @param fail what the disk does not do, in the words of recorder.c */
export async function recordWork(
  folder: string,
  library: string,
  { turns, fail, furnished }: { turns: number; fail?: string; furnished?: RecordedRun },
): Promise<RecordedRun> {
  const before = furnished?.before ?? join(folder, 'before');
  const worker = furnished?.worker ?? (await furnishLaptop(join(before, 'data')));
  const root = join(folder, 'running');
  rmSync(root, { recursive: true, force: true });
  cpSync(before, root, { recursive: true });
  const recording = join(folder, 'recording');
  rmSync(recording, { force: true });
  const run = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'work.test-program.ts'),
      root,
      worker,
      String(turns),
    ],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_ENV: 'test',
        LD_PRELOAD: library,
        NRM_RECORD_ROOT: root,
        NRM_RECORD_TO: recording,
        ...(fail && { NRM_FAIL: fail }),
      },
    },
  );
  if (run.status !== 0) throw new Error(`the program ended with ${run.status}: ${run.stderr.slice(-2_000)}`);
  return {
    before,
    worker,
    changes: readRecording(recording),
    faults: JSON.parse(run.stdout) as Record<string, number>,
  };
}
