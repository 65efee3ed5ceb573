/** Writes a file that only its owner may read, whole or not at all, and on the disk before it returns. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, Fault } from '../faults.ts';

/** @throws Fault data-folder.not-writable */
export function writePrivateFile(path: string, content: string): void {
  try {
    const part = `${path}.part`;
    const file = openSync(part, 'w', 0o600);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
    syncFolder(dirname(path));
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? ''))
      throw new Fault('data-folder.not-writable', { path }, error);
    throw error;
  }
}

/** Windows has no handle of a folder to sync; NTFS orders the rename itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
