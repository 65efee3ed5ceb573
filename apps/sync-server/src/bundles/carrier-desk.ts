import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BundleId,
  DONE_FILE,
  type HandInAnswer,
  type HandInRequest,
  type HandOutAnswer,
  type HandOutRequest,
  MAX_PARTS,
  PIECE_BYTES,
  readBundleOutline,
} from '@nrm/domain/bundle';
import type { DeviceId } from '@nrm/domain/shared';
import { type Refusal } from '@nrm/domain/shared';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, nodeFiles } from '@nrm/sealed-files/file-operations';
import { errorCode } from '../faults.ts';
import { findBundles } from './find-bundles.ts';
import { answerForCarrier, answersFor, type BundleOffice, receiveBundle } from './receive-bundle.ts';
import { writeAnswer } from './write-answer.ts';

/** One bundle over the line; what is larger travels by stick. */
export const MAX_HANDED_BYTES = 128 * 1024 * 1024;
/** Begun and not finished, of one carrier. */
export const MAX_HANDED_BUNDLES = 8;

/**
 * Where a laptop hands over bundles for the server, its own or others', and fetches the answers. Pieces are put together
 * in the data folder; the last of them, `done`, starts the same taking in as a stick does.
 */
export interface CarrierDesk {
  handIn(request: HandInRequest): Promise<HandInAnswer>;
  handOut(request: HandOutRequest): Promise<HandOutAnswer>;
}

export function createCarrierDesk(office: BundleOffice): CarrierDesk {
  const turns = new Map<string, Promise<unknown>>();
  /** Pieces of one bundle one after the other, and one answer for a laptop at a time. */
  function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
    turns.set(key, turn);
    const forget = () => turns.get(key) === turn && turns.delete(key);
    turn.then(forget, forget);
    return turn;
  }

  const handedBy = (carrier: DeviceId) => join(office.folder, 'bundles', 'in', carrier);

  async function takePiece({ device, bundle, name, offset, bytes, last }: HandInRequest): Promise<HandInAnswer> {
    const place = join(handedBy(device), bundle);
    if (!(await isThere(place)) && (await names(handedBy(device))).length >= MAX_HANDED_BUNDLES)
      return refused('bundle.carrier-full');
    await mkdir(place, { recursive: true, mode: 0o700 });
    const target = join(place, name);
    const whole = await sizeOf(target);
    if (whole !== undefined && name !== DONE_FILE) return { have: whole, taken: false, refusal: null };
    const have = (await sizeOf(`${target}.part`)) ?? 0;
    if (have !== offset) return { have, taken: false, refusal: null };
    const piece = Buffer.from(bytes, 'base64');
    if (!(await hasRoom(place, piece.byteLength))) {
      await rm(place, { recursive: true, force: true });
      return refused('bundle.too-large');
    }
    const file = await open(`${target}.part`, 'a', 0o600);
    try {
      await file.writeFile(piece);
      if (last) await file.sync();
    } finally {
      await file.close();
    }
    const now = have + piece.byteLength;
    if (!last) return { have: now, taken: false, refusal: null };
    await rename(`${target}.part`, target);
    return name === DONE_FILE ? finish(place, now) : { have: now, taken: false, refusal: null };
  }

  /** The bundle is whole, or it is no bundle: either way nothing of it stays here. */
  async function finish(place: string, have: number): Promise<HandInAnswer> {
    try {
      const folder = bundleFolder(nodeFiles, place);
      const outline = await readBundleOutline(folder, nodeBytes);
      const taken = outline.ok ? await receiveBundle(office, folder, outline.value) : outline;
      if (!taken.ok) return { have, taken: false, refusal: taken.refusal };
      await inTurn(`out ${taken.value.from}`, () => answerForCarrier(office, taken.value));
      return { have, taken: true, refusal: null };
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  async function offer({ device, for: to, have }: HandOutRequest): Promise<HandOutAnswer> {
    const place = await answersFor(office, to);
    if (have !== null) await removeAll(place, [have]);
    let found = (await findBundles(nodeFiles, place)).find(({ outline }) => outline.ok);
    if (!found && to !== device && have === null) {
      const keys = await office.keys.find(to);
      if (keys && (await office.ledger.store.findDevice(to)))
        await writeAnswer(office, { device: to, answers: [], ...keys }, nodeFiles, place);
      found = (await findBundles(nodeFiles, place)).find(({ outline }) => outline.ok);
    }
    const bundle = found?.outline.ok ? found.outline.value.header.id : null;
    return { bundle, bytes: '', size: 0 };
  }

  return {
    handIn: (request) => inTurn(`in ${request.device} ${request.bundle}`, () => takePiece(request)),
    async handOut(request) {
      const { for: to, piece } = request;
      if (piece === null) return inTurn(`out ${to}`, () => offer(request));
      const read = await readPiece(join(await answersFor(office, to), piece.bundle, piece.name), piece.offset);
      return read ? { bundle: piece.bundle, ...read } : { bundle: null, bytes: '', size: 0 };
    },
  };
}

const refused = (code: Refusal['code']): HandInAnswer => ({ have: 0, taken: false, refusal: { code } });

const removeAll = (place: string, bundles: readonly (string | BundleId)[]) =>
  Promise.all(bundles.map((bundle) => rm(join(place, bundle), { recursive: true, force: true })));

async function hasRoom(place: string, more: number): Promise<boolean> {
  const held = await names(place);
  const sizes = await Promise.all(held.map(async (name) => (await sizeOf(join(place, name))) ?? 0));
  return held.length <= MAX_PARTS + 2 && sizes.reduce((sum, size) => sum + size, more) <= MAX_HANDED_BYTES;
}

async function readPiece(path: string, offset: number): Promise<{ bytes: string; size: number } | undefined> {
  const size = await sizeOf(path);
  if (size === undefined) return undefined;
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, offset);
    return { bytes: buffer.subarray(0, bytesRead).toString('base64'), size };
  } finally {
    await file.close();
  }
}

const isThere = async (path: string): Promise<boolean> => (await findStat(path)) !== undefined;
const sizeOf = async (path: string): Promise<number | undefined> => (await findStat(path))?.size;
const findStat = (path: string) =>
  stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
const names = (path: string): Promise<string[]> =>
  readdir(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
