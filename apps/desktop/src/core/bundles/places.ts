import { join } from 'node:path';
import {
  type BundleFolder,
  BundleId,
  type BundleOutline,
  bundleBytes,
  HEADER_FILE,
  readBundleOutline,
} from '@nrm/domain/bundle';
import type { Result } from '@nrm/domain/shared';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations } from '@nrm/sealed-files/file-operations';

/** Where bundles lie in the folder of a laptop; all of them sealed. */
export const bundlePlaces = (folder: string) => ({
  /** For this laptop: whole, and waiting until somebody unlocks. */
  in: join(folder, 'bundles', 'in'),
  /** For others, on their way. */
  carried: join(folder, 'bundles', 'carried'),
  /** What waited for the server when the last worker signed out. */
  out: join(folder, 'bundles', 'out'),
});

export const MAX_CARRIED_BUNDLES = 32;
export const MAX_CARRIED_BYTES = 512 * 1024 * 1024;
/** More folders than that on one stick are not looked at. */
const MAX_LOOKED_AT = 64;

export interface FoundBundle {
  readonly path: string;
  readonly folder: BundleFolder;
  readonly outline: Result<BundleOutline>;
}

/** The bundles of a place: the folder itself where somebody chose one, else the folders in it that are named like one. */
export async function findBundles(files: FileOperations, path: string): Promise<readonly FoundBundle[]> {
  const own = bundleFolder(files, path);
  const chosen = (await own.read(HEADER_FILE, 0)) !== 'none';
  const names = chosen
    ? ['']
    : (await files.folders(path)).filter((name) => BundleId.safeParse(name.toLowerCase()).success).sort();
  const found: FoundBundle[] = [];
  for (const name of names.slice(0, MAX_LOOKED_AT)) {
    const at = name === '' ? path : join(path, name);
    const folder = bundleFolder(files, at);
    found.push({ path: at, folder, outline: await readBundleOutline(folder, nodeBytes) });
  }
  return found;
}

export interface WholeBundle {
  readonly path: string;
  readonly folder: BundleFolder;
  readonly outline: BundleOutline;
}

/** The whole ones of a place of ours. One that is being written is none yet. */
export async function wholeBundles(files: FileOperations, place: string): Promise<readonly WholeBundle[]> {
  const found = await findBundles(files, place);
  return found.flatMap(({ path, folder, outline }) => (outline.ok ? { path, folder, outline: outline.value } : []));
}

/** Takes away what was cut off while it was written here. Only when nobody can be writing. */
export async function removeHalfBundles(files: FileOperations, place: string): Promise<void> {
  for (const { path, outline } of await findBundles(files, place)) if (!outline.ok) await files.remove(path);
}

export const bytesOf = (bundles: readonly { readonly outline: BundleOutline }[]): number =>
  bundles.reduce((sum, { outline }) => sum + bundleBytes(outline.header), 0);
