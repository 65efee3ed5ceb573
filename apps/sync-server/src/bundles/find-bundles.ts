import { join } from 'node:path';
import { type BundleFolder, BundleId, type BundleOutline, HEADER_FILE, readBundleOutline } from '@nrm/domain/bundle';
import type { Result } from '@nrm/domain/shared';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations } from '@nrm/sealed-files/file-operations';

export interface FoundBundle {
  readonly path: string;
  readonly folder: BundleFolder;
  readonly outline: Result<BundleOutline>;
}

/** More folders than that on one stick are not looked at. */
const MAX_LOOKED_AT = 64;

/** The bundles of a place: the folder itself where somebody chose one, else the folders in it that are named like one. */
export async function findBundles(files: FileOperations, path: string): Promise<readonly FoundBundle[]> {
  const chosen = (await bundleFolder(files, path).read(HEADER_FILE, 0)) !== 'none';
  const names = chosen
    ? ['']
    : (await files.folders(path)).filter((name) => BundleId.safeParse(name.toLowerCase()).success).sort();
  return Promise.all(
    names.slice(0, MAX_LOOKED_AT).map(async (name) => {
      const at = name === '' ? path : join(path, name);
      const folder = bundleFolder(files, at);
      return { path: at, folder, outline: await readBundleOutline(folder, nodeBytes) };
    }),
  );
}
