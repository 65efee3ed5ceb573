import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { findDiskFault } from '../faults.ts';

/**
 * Replaces a small file so that after a power cut it is the old one or the new one, whole: temporary file, fsync, rename,
 * fsync of the folder.
 * @throws Fault disk.full, disk.not-writable, disk.failed
 */
export function writeDurably(path: string, content: string | Uint8Array): void {
  try {
    const temporary = `${path}.tmp`;
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    const file = openSync(temporary, 'w', 0o600);
    try {
      let written = 0;
      while (written < bytes.byteLength) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw findDiskFault(error) ?? error;
  }
}

/**
 * Writes a file over itself and syncs it. After an fsync that failed a system holds bytes as clean that never reached the
 * disk: a program that starts anew reads them, builds on them, and a power cut takes them away from under it.
 * @throws Fault disk.full, disk.not-writable, disk.failed
 */
export function writeAgain(path: string): void {
  const bytes = findFile(path);
  if (!bytes || bytes.byteLength === 0) return;
  try {
    const file = openSync(path, 'r+');
    try {
      let written = 0;
      while (written < bytes.byteLength)
        written += writeSync(file, bytes, written, bytes.byteLength - written, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw findDiskFault(error) ?? error;
  }
}

/** Makes created, renamed and removed names of a folder durable. Windows has no such call: NTFS journals its names. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * The bytes of a file, or undefined when there is none.
 * @throws Fault when the file is there and cannot be read
 */
export function findFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw findDiskFault(error) ?? error;
  }
}
