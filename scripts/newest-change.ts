import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** When anything below these folders was last changed, milliseconds since 1970. */
export function newestChange(folders: readonly string[]): number {
  let newest = 0;
  for (const folder of folders)
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
      if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return newest;
}
