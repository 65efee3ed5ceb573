import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FileOperations, nodeFiles } from '@nrm/sealed-files/file-operations';

/** Half a kilobyte is what a stick writes at once; the steps of a write are its blocks, its opening and its flush. */
const BLOCK_BYTES = 512;

export interface PulledStick {
  readonly files: FileOperations;
  /** How many steps were taken. */
  readonly steps: number;
  readonly isGone: boolean;
}

/**
 * File operations that end at a step: everything under `stick` (or everything, where the program is killed) fails from
 * then on. What was being written is cut at that byte; names that were not flushed may be as they were before, any of
 * them; a file that was not flushed may hold nothing.
 */
export function pullAt(
  step: number,
  stick: string,
  random: () => number,
  reach: 'stick' | 'all' = 'stick',
): PulledStick {
  let steps = 0;
  let isGone = false;
  let renamed: { readonly from: string; readonly to: string }[] = [];
  const concerns = (path: string) => reach === 'all' || path.startsWith(stick);

  function pull(): never {
    isGone = true;
    for (const { from, to } of renamed.splice(0)) {
      if (random() < 0.5) continue;
      try {
        renameSync(to, from);
      } catch {
        // another name stood for it already
      }
    }
    throw gone();
  }
  function tick(path: string): void {
    if (!concerns(path)) return;
    if (isGone) throw gone();
    if (++steps === step) pull();
  }

  const files: FileOperations = {
    async makeFolder(path) {
      tick(path);
      await nodeFiles.makeFolder(path);
    },
    async folders(path) {
      tick(path);
      return nodeFiles.folders(path);
    },
    async read(path, maxBytes) {
      tick(path);
      const read = await nodeFiles.read(path, maxBytes);
      tick(path);
      return read;
    },
    async write(path, bytes) {
      tick(path);
      const blocks = Math.ceil(bytes.byteLength / BLOCK_BYTES) + 1;
      if (concerns(path) && steps + blocks >= step && step > 0) {
        // The cut falls into this write: so many bytes had gone, and the medium kept some of them or none.
        const gone = Math.min(bytes.byteLength, (step - steps - 1) * BLOCK_BYTES + Math.floor(random() * BLOCK_BYTES));
        steps = step;
        writeFileSync(path, bytes.subarray(0, gone));
        if (random() < 0.3) truncateSync(path, Math.floor(random() * gone));
        pull();
      }
      if (concerns(path)) steps += blocks;
      await nodeFiles.write(path, bytes);
    },
    async rename(from, to) {
      tick(to);
      await nodeFiles.rename(from, to);
      if (concerns(to)) renamed.push({ from, to });
    },
    async flushFolder(path) {
      tick(path);
      await nodeFiles.flushFolder(path);
      renamed = renamed.filter(({ to }) => dirname(to) !== path);
    },
    async remove(path) {
      tick(path);
      await nodeFiles.remove(path);
    },
  };
  return {
    files,
    get steps() {
      return steps;
    },
    get isGone() {
      return isGone;
    },
  };
}

const gone = (): Error => Object.assign(new Error('the stick is gone'), { code: 'EIO' });

/** A stick on which bits fell over. */
export function flipByte(path: string, random: () => number): void {
  const bytes = readFileSync(path);
  const at = Math.floor(random() * bytes.byteLength);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  rmSync(path);
  writeFileSync(path, bytes);
}
