import { join } from 'node:path';
import {
  type BundleFolder,
  type BundleHeader,
  BundleId,
  type BundleOutline,
  type BundleWatch,
  bundleBytes,
  copyBundle,
  DONE_FILE,
  HandInAnswer,
  HandOutAnswer,
  HEADER_FILE,
  isBundleSignedBy,
  PIECE_BYTES,
  readBundleOutline,
  UNWATCHED,
} from '@nrm/domain/bundle';
import type { GovernorateState } from '@nrm/domain/governorate';
import { assert, type DeviceId, ok, type Refusal, type Result, refuse } from '@nrm/domain/shared';
import { PROTOCOL } from '@nrm/domain/sync';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations } from '@nrm/sealed-files/file-operations';
import type { Delivered } from '../../bridge/bundles.ts';
import { findThisDevice } from '../ledger/ledger.ts';
import { nodeCrypto } from '../ledger/node-crypto.ts';
import { shownState } from '../ledger/subject-rows.ts';
import type { ReadableStore } from '../store/store.ts';
import type { SignedLine } from '../sync/index.ts';
import { bundlePlaces, bytesOf, MAX_CARRIED_BUNDLES, MAX_CARRIED_BYTES, wholeBundles } from './places.ts';

/**
 * Whether a bundle for others may be carried: of this governorate, and signed by the one it names where this laptop knows
 * its key. What is in it is sealed and stays so.
 * Refuses bundle.wrong-governorate, bundle.signature-invalid.
 */
export function judgeToCarry(store: ReadableStore, header: BundleHeader): Result<void> {
  const device = findThisDevice(store);
  assert(device, 'this laptop is not connected');
  if (header.governorate !== device.governorate) return refuse('bundle.wrong-governorate');
  const governorate = shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  const key = header.from === 'server' ? device.serverPublicKey : governorate?.devices[header.from]?.publicKey;
  // A laptop that was connected lately may not be known here yet; the server will look.
  if (key !== undefined && !isBundleSignedBy(header, key, nodeCrypto)) return refuse('bundle.signature-invalid');
  return ok(undefined);
}

/**
 * Takes a bundle for others along, as it is. A newer one of the same laptop in the same direction holds all that an older
 * one did, and takes its place.
 * Refuses bundle.carrier-full, and whatever copying refuses.
 */
export async function takeAlong(
  files: FileOperations,
  place: string,
  from: BundleFolder,
  outline: BundleOutline,
  watch: BundleWatch = UNWATCHED,
): Promise<Result<void>> {
  const { header } = outline;
  const carried = await wholeBundles(files, place);
  const same = carried.filter(({ outline: { header: held } }) => held.from === header.from && held.to === header.to);
  if (same.some(({ outline: { header: held } }) => held.id === header.id || isNewer(held, header)))
    return ok(undefined);
  const others = carried.filter((each) => !same.includes(each));
  if (others.length >= MAX_CARRIED_BUNDLES || bytesOf(others) + bundleBytes(header) > MAX_CARRIED_BYTES)
    return refuse('bundle.carrier-full');
  const path = join(place, header.id);
  await files.makeFolder(path);
  let isHere = false;
  try {
    const copied = await copyBundle(from, bundleFolder(files, path), nodeBytes, outline, watch);
    isHere = copied.ok;
    return copied;
  } finally {
    for (const { path: gone } of isHere ? same : [{ path }]) await files.remove(gone);
  }
}

/** A laptop's by its own chain, which needs no clock; the server's by the one clock that is right. */
const isNewer = (one: BundleHeader, other: BundleHeader): boolean =>
  one.kind === 'to-laptop'
    ? one.at > other.at
    : one.generation > other.generation || (one.generation === other.generation && one.head.seq > other.head.seq);

/**
 * Hands everything for the server over the line, and fetches the answers: for this laptop where it cannot ask itself, and
 * for those whose bundles it brought. It needs no key but the one for carrying.
 * @param self this laptop, where its workers are all signed out
 * @param whose on a line that costs money what is for others waits
 * @throws Fault server.*
 */
export async function carryOverLine(
  files: FileOperations,
  folder: string,
  line: SignedLine,
  device: DeviceId,
  self: 'signed-in' | 'signed-out',
  signal: AbortSignal,
  whose: 'own' | 'all' = 'all',
): Promise<Delivered> {
  const places = bundlePlaces(folder);
  const refused: Refusal[] = [];
  const brought = new Set<DeviceId>();
  let [handedIn, fetched] = [0, 0];
  const own = self === 'signed-out' ? await wholeBundles(files, places.out) : [];
  const others = whose === 'all' ? await wholeBundles(files, places.carried) : [];
  for (const { path, folder: from, outline } of [...own, ...others]) {
    const { header } = outline;
    if (signal.aborted) break;
    if (header.to !== 'server' || header.from === 'server') continue;
    const refusal = await handIn(line, device, from, outline, signal);
    if (refusal) refused.push(refusal);
    else handedIn++;
    // Refused or taken: nothing more can become of it. Its laptop still has every entry of it.
    await files.remove(path);
    if (!refusal) brought.add(header.from);
  }
  if (self === 'signed-out') brought.add(device);
  for (const to of brought) {
    if (signal.aborted) break;
    const place = to === device ? places.in : places.carried;
    if (await fetchFor(files, place, line, device, to, signal)) fetched++;
  }
  return { handedIn, fetched, refused };
}

async function handIn(
  line: SignedLine,
  device: DeviceId,
  from: BundleFolder,
  { header, headerFile, doneFile }: BundleOutline,
  signal: AbortSignal,
): Promise<Refusal | null> {
  const small: Readonly<Record<string, Uint8Array>> = { [HEADER_FILE]: headerFile, [DONE_FILE]: doneFile };
  for (const name of [...header.parts.map((part) => part.name), HEADER_FILE, DONE_FILE]) {
    const size = header.parts.find((part) => part.name === name)?.size ?? 0;
    const bytes = small[name] ?? (await from.read(name, size));
    if (typeof bytes === 'string') return { code: 'bundle.damaged' };
    for (let offset = 0; offset < bytes.byteLength; ) {
      const piece = bytes.subarray(offset, offset + PIECE_BYTES);
      const last = offset + piece.byteLength === bytes.byteLength;
      const answer = await line.post(
        '/v1/bundles/hand-in',
        HandInAnswer,
        { protocol: PROTOCOL, device, bundle: header.id, name, offset, bytes: base64(piece), last },
        signal,
      );
      if (answer.refusal) return answer.refusal;
      if (answer.taken) return null;
      // The server says where it stands: behind us after a lost piece, at the end after a lost answer.
      if (answer.have === offset) return { code: 'bundle.not-kept' };
      offset = answer.have;
    }
  }
  return { code: 'bundle.incomplete' };
}

/** @returns whether a bundle for that laptop is here now that was not before */
async function fetchFor(
  files: FileOperations,
  place: string,
  line: SignedLine,
  device: DeviceId,
  to: DeviceId,
  signal: AbortSignal,
): Promise<boolean> {
  const ask = (have: BundleId | null, piece: { bundle: BundleId; name: string; offset: number } | null) =>
    line.post('/v1/bundles/hand-out', HandOutAnswer, { protocol: PROTOCOL, device, for: to, have, piece }, signal);
  const { bundle } = await ask(null, null);
  if (bundle === null) return false;
  const remote: BundleFolder = {
    async read(name, maxBytes) {
      const pieces: Buffer[] = [];
      for (let offset = 0, size = 1; offset < size; ) {
        const answer = await ask(null, { bundle, name, offset });
        const piece = Buffer.from(answer.bytes, 'base64');
        if (answer.bundle === null || piece.byteLength === 0) return 'none';
        if (answer.size > maxBytes) return 'too-large';
        pieces.push(piece);
        size = answer.size;
        offset += piece.byteLength;
      }
      return Buffer.concat(pieces);
    },
    write: async () => assert(false, 'a bundle on the server is only read'),
    flush: async () => undefined,
  };
  const outline = await readBundleOutline(remote, nodeBytes);
  if (!outline.ok || outline.value.header.to !== to || outline.value.header.id !== bundle) return false;
  const kept = await takeAlong(files, place, remote, outline.value);
  if (kept.ok) await ask(bundle, null);
  return kept.ok;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
