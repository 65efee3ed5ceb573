import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change } from './recording.ts';

const SECTOR = 512;

type Pending = { readonly at: number; readonly data: Buffer } | { readonly size: number };

interface DiskFile {
  durable: Buffer;
  pending: Pending[];
}

interface NameChange {
  readonly folder: string;
  apply(names: Map<string, DiskFile>): void;
}

/**
 * A disk as the operating system promises it and no better. What was synced is there; of what was written since, any part
 * may be, in any order and torn between sectors of 512 bytes. Names of a folder that was not synced may be lost; those
 * that are there came in their order, as every journal of names in use keeps it.
 */
export interface Disk {
  apply(change: Change): void;
  /** What a power cut leaves now. @param folder is written anew */
  writeImage(folder: string, random: () => number): void;
}

/** @param root as it was before the recording began; only files below are known */
export function createDisk(root: string): Disk {
  const current = new Map<string, DiskFile>();
  for (const path of filesBelow(root)) current.set(path, { durable: readFileSync(join(root, path)), pending: [] });
  const names = new Map(current);
  const byInode = new Map<string, DiskFile>();
  let nameChanges: NameChange[] = [];
  const change = (folder: string, apply: NameChange['apply']) => {
    apply(current);
    nameChanges.push({ folder, apply });
  };
  const fileOf = (inode: string): DiskFile => {
    const file = byInode.get(inode);
    if (!file) throw new Error('the recording writes to a file it did not open');
    return file;
  };

  return {
    apply({ what, inode, at, path, data }) {
      if (what === 'O') {
        const isNew = at === 1;
        const file = isNew ? { durable: Buffer.alloc(0), pending: [] } : current.get(path);
        if (!file) return; // a folder
        byInode.set(inode, file);
        if (isNew) change(dirname(path), (all) => all.set(path, file));
      } else if (what === 'W') fileOf(inode).pending.push({ at, data });
      else if (what === 'T') fileOf(inode).pending.push({ size: at });
      else if (what === 'S') {
        const file = byInode.get(inode);
        if (file && current.get(path) !== undefined) {
          file.durable = file.pending.reduce((content, one) => applyPending(content, one), file.durable);
          file.pending = [];
        } else {
          for (const one of nameChanges) if (one.folder === path) one.apply(names);
          nameChanges = nameChanges.filter((one) => one.folder !== path);
        }
      } else if (what === 'F') {
        // A sync that failed: the system forgets what it could not write, and says so this once only.
        const file = path === 'sync' ? byInode.get(inode) : undefined;
        if (file) file.pending = [];
      } else if (what === 'R') {
        const to = data.toString('utf8');
        const file = current.get(path);
        if (!file) throw new Error('the recording renames a file it does not have');
        change(dirname(to), (all) => {
          all.delete(path);
          all.set(to, file);
        });
      } else if (what === 'U') change(dirname(path), (all) => all.delete(path));
    },
    writeImage(folder, random) {
      rmSync(folder, { recursive: true, force: true });
      const left = new Map(names);
      const keptNames = Math.floor(random() * (nameChanges.length + 1));
      for (const one of nameChanges.slice(0, keptNames)) one.apply(left);
      const keeps = keeping(random);
      for (const [path, file] of left) {
        // Shared memory of the write-ahead log: never synced, made again by whoever opens the database.
        if (path.endsWith('-shm') || path === 'marks') continue;
        const content = keeps(file.pending).reduce((bytes, one) => applyPending(bytes, one), file.durable);
        mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
        writeFileSync(join(folder, path), content, { mode: 0o600 });
      }
    },
  };
}

/** Which of what was not synced is there, in one of the ways disks are known to do it. */
function keeping(random: () => number): (pending: readonly Pending[]) => readonly Pending[] {
  const way = Math.floor(random() * 5);
  const share = random();
  const sectors = (pending: readonly Pending[]) => pending.flatMap(inSectors).filter(() => random() < share);
  if (way === 0) return () => [];
  if (way === 1) return (pending) => pending;
  if (way === 2) return (pending) => pending.filter(() => random() < share);
  if (way === 3) return sectors;
  // A beginning, and of the last one of it only some sectors.
  return (pending) => {
    const whole = Math.floor(random() * (pending.length + 1));
    return [...pending.slice(0, whole), ...sectors(pending.slice(whole, whole + 1))];
  };
}

function inSectors(one: Pending): readonly Pending[] {
  if ('size' in one) return [one];
  const parts: Pending[] = [];
  for (let from = 0; from < one.data.byteLength; ) {
    const length = SECTOR - ((one.at + from) % SECTOR);
    parts.push({ at: one.at + from, data: one.data.subarray(from, from + length) });
    from += length;
  }
  return parts;
}

function applyPending(content: Buffer, one: Pending): Buffer {
  if ('size' in one) {
    if (one.size <= content.byteLength) return Buffer.from(content.subarray(0, one.size));
    return Buffer.concat([content, Buffer.alloc(one.size - content.byteLength)]);
  }
  const size = Math.max(content.byteLength, one.at + one.data.byteLength);
  const next = Buffer.alloc(size);
  content.copy(next);
  one.data.copy(next, one.at);
  return next;
}

export const filesBelow = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(root, path)).isFile());
