import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One line of a recording: see recorder.c. */
export interface Change {
  /** opened, written, cut to a size, synced, renamed, unlinked, a mark of the program, made to fail */
  readonly what: 'O' | 'W' | 'T' | 'S' | 'R' | 'U' | 'M' | 'F';
  readonly inode: string;
  /** offset of a write, size of a cut, 1 for a file that was made */
  readonly at: number;
  /** below the root that was watched */
  readonly path: string;
  readonly data: Buffer;
}

/**
 * The recorder as a library this machine can load, compiled once for each version of its source.
 * @returns why not, where there is no Linux or no compiler
 */
export function compileRecorder(): { readonly library: string } | { readonly missing: string } {
  if (process.platform !== 'linux') return { missing: 'writes are recorded on Linux only' };
  const source = join(import.meta.dirname, 'recorder.c');
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const library = join(tmpdir(), `nrm-recorder-${version}.so`);
  if (existsSync(library)) return { library };
  const made = `${library}.${process.pid}`;
  const run = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', made, source, '-ldl', '-pthread'], {
    encoding: 'utf8',
  });
  if (run.error) return { missing: 'no C compiler: install gcc (Debian: apt-get install gcc libc6-dev)' };
  if (run.status !== 0) throw new Error(`recorder.c: ${run.stderr}`);
  renameSync(made, library);
  return { library };
}

export function readRecording(path: string): readonly Change[] {
  const bytes = readFileSync(path);
  const changes: Change[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const end = bytes.indexOf(10, at);
    const [what = '', inode = '', number = '', length = '', ...rest] = bytes.toString('utf8', at, end).split(' ');
    const data = bytes.subarray(end + 1, end + 1 + Number(length));
    changes.push({ what: what as Change['what'], inode, at: Number(number), path: rest.join(' '), data });
    at = end + 1 + data.byteLength;
  }
  return changes;
}
