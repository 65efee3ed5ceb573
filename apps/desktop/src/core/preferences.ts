import { join } from 'node:path';
import { Language } from '@nrm/domain/language';
import { z } from 'zod';
import { findFile, writeDurably } from './store/durable-file.ts';

/** What this laptop remembers of how it is used, before anybody has signed in. Nothing of anybody. */
const Preferences = z.object({ language: Language });

const preferencesPath = (folder: string) => join(folder, 'preferences.json');

/** null until somebody chose; a file that cannot be read is as good as none. */
export function findLanguage(folder: string): Language | null {
  try {
    return Preferences.parse(JSON.parse(findFile(preferencesPath(folder))?.toString('utf8') ?? 'null')).language;
  } catch {
    return null;
  }
}

/** @throws Fault disk.full, disk.not-writable, disk.failed */
export const keepLanguage = (folder: string, language: Language): void =>
  writeDurably(preferencesPath(folder), JSON.stringify({ language } satisfies z.infer<typeof Preferences>));
