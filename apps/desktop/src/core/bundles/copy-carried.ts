import { join } from 'node:path';
import { type BundleWatch, copyBundle } from '@nrm/domain/bundle';
import { ok, type Result } from '@nrm/domain/shared';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations } from '@nrm/sealed-files/file-operations';
import { wholeBundles } from './places.ts';

/**
 * Writes what is carried for others onto a stick, as it is. It stays here too: a stick can be lost, and whoever meets it
 * twice is not changed by it. @returns how many
 */
export async function copyCarried(
  files: FileOperations,
  carried: string,
  stick: FileOperations,
  place: string,
  watch: BundleWatch,
): Promise<Result<number>> {
  let copied = 0;
  for (const { folder, outline } of await wholeBundles(files, carried)) {
    const path = join(place, outline.header.id);
    await stick.makeFolder(path);
    const done = await copyBundle(folder, bundleFolder(stick, path), nodeBytes, outline, watch);
    if (!done.ok) return done;
    copied++;
  }
  return ok(copied);
}
