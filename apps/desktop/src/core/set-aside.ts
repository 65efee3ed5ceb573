import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findDiskFault } from './faults.ts';
import { syncFolder } from './store/durable-file.ts';

const ASIDE = /^aside-\d+$/;
const KEPT = new Set(['preferences.json']);

/**
 * Puts what cannot be opened any more into a folder beside, whole, so that the laptop can be connected as a new one.
 * Nothing is deleted: whoever finds the lost key or file can still put it back.
 * @throws Fault disk.full, disk.not-writable, disk.failed
 */
export function setAside(folder: string): void {
  try {
    const names = readdirSync(folder);
    const aside = join(folder, `aside-${names.filter((name) => ASIDE.test(name)).length + 1}`);
    mkdirSync(aside, { mode: 0o700 });
    for (const name of names)
      if (!ASIDE.test(name) && !KEPT.has(name)) renameSync(join(folder, name), join(aside, name));
    syncFolder(folder);
  } catch (error) {
    throw findDiskFault(error) ?? error;
  }
}
