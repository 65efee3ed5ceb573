import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BundleFolder, type BundleOutline, type BundleWatch, copyBundle, UNWATCHED } from '@nrm/domain/bundle';
import type { DeviceId } from '@nrm/domain/shared';
import { ok, type Result } from '@nrm/domain/shared';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations, nodeFiles } from '@nrm/sealed-files/file-operations';
import type { DeviceKeyStore } from './device-keys.ts';
import { type BundleDesk, type TakenBundle, takeBundle } from './take-bundle.ts';
import { writeAnswer } from './write-answer.ts';

/** Where bundles lie in the data folder, all of them sealed: on their way in, and answers that wait for a carrier. */
export interface BundleOffice extends BundleDesk {
  readonly keys: DeviceKeyStore;
  readonly folder: string;
}

/** Answers for one laptop. A newer one holds all that an older one did, so there is one. */
export async function answersFor({ folder }: Pick<BundleOffice, 'folder'>, device: DeviceId): Promise<string> {
  const place = join(folder, 'bundles', 'out', device);
  await mkdir(place, { recursive: true, mode: 0o700 });
  return place;
}

/** Copies a bundle into the data folder, so that nothing is judged before all of it is there, and takes it in. */
export async function receiveFromStick(
  office: BundleOffice,
  from: BundleFolder,
  outline: BundleOutline,
  watch: BundleWatch = UNWATCHED,
): Promise<Result<TakenBundle>> {
  const path = join(office.folder, 'bundles', 'in', 'stick', outline.header.id);
  await mkdir(path, { recursive: true, mode: 0o700 });
  try {
    const folder = bundleFolder(nodeFiles, path);
    const copied = await copyBundle(from, folder, nodeBytes, outline, watch);
    return copied.ok ? await receiveBundle(office, folder, outline) : copied;
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** Takes in a bundle that lies whole in the data folder, and remembers what its laptop said of itself in it. */
export async function receiveBundle(
  office: BundleOffice,
  folder: BundleFolder,
  { header }: BundleOutline,
): Promise<Result<TakenBundle>> {
  const taken = await takeBundle(office, folder, header);
  if (taken.ok && taken.value.pull && taken.value.inbox)
    await office.keys.savePositions(taken.value.from, taken.value.inbox, taken.value.pull.positions);
  return taken;
}

/** Writes the answer to a bundle, to a stick or for whoever carries it. @returns null where nothing was asked */
export async function answerBundle(
  office: BundleOffice,
  { from, answers, pull, inbox, epoch, rejoin }: TakenBundle,
  files: FileOperations,
  place: string,
  watch: BundleWatch = UNWATCHED,
): Promise<Result<{ readonly written: boolean }>> {
  if (inbox === null || pull === null) return ok({ written: false });
  const about = { device: from, inbox, answers, positions: pull.positions, epoch, rejoin };
  const written = await writeAnswer(office, about, files, place, watch);
  return written.ok ? ok({ written: true }) : written;
}

/** The same, kept in the data folder until a laptop carries it; what waited there before is in it too. */
export async function answerForCarrier(
  office: BundleOffice,
  taken: TakenBundle,
): Promise<Result<{ readonly written: boolean }>> {
  const place = await answersFor(office, taken.from);
  const before = await readdir(place);
  const answered = await answerBundle(office, taken, nodeFiles, place);
  if (answered.ok && answered.value.written)
    for (const older of before) await rm(join(place, older), { recursive: true, force: true });
  return answered;
}
