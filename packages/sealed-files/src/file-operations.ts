import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleFolder, UnreadableFile } from '@nrm/domain/bundle';

/**
 * What is asked of a file system, a stick or our own disk, so that a test can cut it off at any of these and at any byte
 * of them.
 */
export interface FileOperations {
  /** In a folder that is there: a stick that is gone is not made again on our own disk. One that is there stays. */
  makeFolder(path: string): Promise<void>;
  /** Folders in a folder, links to folders not among them; empty when it is not there. */
  folders(path: string): Promise<readonly string[]>;
  /** A regular file, itself and no link to one; its size is looked at before it is read. */
  read(path: string, maxBytes: number): Promise<Uint8Array | UnreadableFile>;
  /** Written and flushed to the medium. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  flushFolder(path: string): Promise<void>;
  /** Whatever it is, with everything in it; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
}

export const nodeFiles: FileOperations = {
  async makeFolder(path) {
    try {
      await mkdir(path, { mode: 0o700 });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  },
  async folders(path) {
    try {
      const found = await readdir(path, { withFileTypes: true });
      return found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    } catch (error) {
      if (isNotThere(error)) return [];
      throw error;
    }
  },
  async read(path, maxBytes) {
    const kind = await unreadable(path, maxBytes);
    if (kind) return kind;
    // A pipe that took the file's place since would keep us waiting; a link that did would lead us elsewhere.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await file.stat();
      if (!found.isFile()) return 'not-a-file';
      if (found.size > maxBytes) return 'too-large';
      const bytes = new Uint8Array(found.size);
      let at = 0;
      while (at < bytes.byteLength) {
        const { bytesRead } = await file.read(bytes, at, bytes.byteLength - at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    } finally {
      await file.close();
    }
  },
  async write(path, bytes) {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  async flushFolder(path) {
    if (process.platform === 'win32') return; // no such call there: NTFS journals its names
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
};

async function unreadable(path: string, maxBytes: number): Promise<UnreadableFile | undefined> {
  try {
    const found = await lstat(path);
    if (!found.isFile()) return 'not-a-file';
    return found.size > maxBytes ? 'too-large' : undefined;
  } catch (error) {
    if (isNotThere(error)) return 'none';
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
const isNotThere = (error: unknown): boolean => hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');

/** The folder of one bundle; it is there already. */
export const bundleFolder = (files: FileOperations, path: string): BundleFolder => ({
  read: (name, maxBytes) => files.read(join(path, name), maxBytes),
  async write(name, bytes) {
    const target = join(path, name);
    await files.write(`${target}.part`, bytes);
    await files.rename(`${target}.part`, target);
  },
  flush: () => files.flushFolder(path),
});
