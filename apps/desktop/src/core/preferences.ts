import { join } from 'node:path';
import { Language } from '@nrm/domain/language';
import { z } from 'zod';
import { findFile, writeDurably } from './store/durable-file.ts';

/** What this laptop remembers of how it is used, before anybody has signed in. Nothing of anybody. */
const Preferences = z.object({
  /** Absent until somebody chose. */
  language: Language.optional(),
  /** The line costs money or is slow; absent where nobody said so. */
  isMetered: z.boolean().optional(),
});
export type Preferences = z.infer<typeof Preferences>;

const preferencesPath = (folder: string) => join(folder, 'preferences.json');

/** A file that cannot be read is as good as none. */
export function readPreferences(folder: string): Preferences {
  try {
    return Preferences.parse(JSON.parse(findFile(preferencesPath(folder))?.toString('utf8') ?? '{}'));
  } catch {
    return {};
  }
}

/** @throws Fault disk.full, disk.not-writable, disk.failed */
export const keepPreferences = (folder: string, changed: Preferences): void =>
  writeDurably(preferencesPath(folder), JSON.stringify({ ...readPreferences(folder), ...changed }));
