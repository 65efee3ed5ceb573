import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ExportFolder, RunningHash } from '../../audit/verify-export.ts';

/** The folder of a bag on this computer. Links and pipes in it are listed as files are, and stand in no manifest. */
export const exportFolder = (path: string): ExportFolder => ({
  async list() {
    const found = await readdir(path, { withFileTypes: true, recursive: true });
    return found
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  },
  read: (name) => createReadStream(join(path, name), { highWaterMark: 256 * 1024 }),
});

export function createNodeSha256(): RunningHash {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}
