import type { Crypto } from '@nrm/domain/ledger';
import { openStream } from '@nrm/sealed-files/age';
import { MINISIGN_SIGNATURE, SSH_SIGNATURE, TAG_FILES, TAG_MANIFEST } from './bag.ts';
import { isSame, joined, toHex } from './bytes.ts';
import { checkBag } from './check-bag.ts';
import { type CheckedContent, checkContent } from './check-content.ts';
import { INNER_ROOT, isSealedPart } from './export-format.ts';
import { type AuditReport, Troubles } from './report.ts';
import { readTar } from './tar.ts';

/** The folder of a bag, wherever it lies: on a stick, in a browser's input field, in memory. */
export interface ExportFolder {
  /** Every file below, with `/` between folders. */
  list(): Promise<readonly string[]>;
  read(path: string): AsyncIterable<Uint8Array>;
}

export interface RunningHash {
  update(bytes: Uint8Array): void;
  /** 64 lower-case hex digits */
  hex(): string;
}

export interface VerifyOptions {
  readonly crypto: Crypto;
  createSha256(): RunningHash;
  /** The auditor's `AGE-SECRET-KEY-1...`; without it only the outside is checked. */
  readonly identity?: string;
  /** The governorate server's public key as hex, where the auditor was given it on another way. */
  readonly serverKey?: string;
  /** Bytes read so far. */
  onProgress?(done: number): void;
}

/** Small files of a bag, and whole documents inside: a hostile export does not fill the memory. */
const MAX_KEPT_FILE_BYTES = 512 * 1024 * 1024;
const SMALL = [...TAG_FILES, TAG_MANIFEST, MINISIGN_SIGNATURE, SSH_SIGNATURE] as readonly string[];

/**
 * Verifies an export as a stranger would: outside, inside, and what the entries say of each other and of the heads the
 * server signed. It proves that nothing in a case is missing, reordered or altered and which laptop signed each entry;
 * it does not prove who sat at the keyboard.
 */
export async function verifyExport(folder: ExportFolder, options: VerifyOptions): Promise<AuditReport> {
  const troubles = new Troubles();
  const hashes = new Map<string, string>();
  const kept = new Map<string, Uint8Array>();
  let done = 0;
  const paths = await folder.list();
  for (const path of paths) {
    const hash = options.createSha256();
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of folder.read(path)) {
      hash.update(chunk);
      size += chunk.byteLength;
      done += chunk.byteLength;
      if (SMALL.includes(path) && size <= MAX_KEPT_FILE_BYTES) parts.push(chunk.slice());
      options.onProgress?.(done);
    }
    hashes.set(path, hash.hex());
    if (SMALL.includes(path)) kept.set(path, joined(...parts));
  }
  const outerKey = checkBag({ hashes, find: (path) => kept.get(path), tell: (path) => path }, troubles);
  const sealed = paths.filter((path) => path.startsWith('data/') && isSealedPart(path.slice(5))).sort();
  if (sealed.length === 0) troubles.add('bag.file-missing', 'data/casefile.tar.age');

  const inner =
    options.identity !== undefined && sealed.length > 0
      ? await openInside(folder, sealed, options, options.identity, troubles)
      : undefined;
  return {
    troubles: troubles.found,
    isOpened: inner !== undefined,
    laptopKey: outerKey ? toHex(outerKey) : null,
    serverKey: inner?.serverKey ?? null,
    content: inner?.content ?? null,
  };

  async function openInside(
    from: ExportFolder,
    parts: readonly string[],
    { crypto, createSha256, serverKey }: VerifyOptions,
    identity: string,
    found: Troubles,
  ): Promise<CheckedContent | undefined> {
    const opened = await readInside(from, parts, createSha256, identity, found);
    if (!opened) return undefined;
    const key = checkBag({ ...opened, tell: (path) => `inside: ${path}` }, found);
    if (key && outerKey && !isSame(key, outerKey)) found.add('bag.other-key', 'inside: laptop.pub');
    // What fails here already is not what its laptop wrote; what it says of itself then is worth nothing.
    return checkContent(opened.find, { crypto, laptopKey: key, ...(serverKey !== undefined && { serverKey }) }, found);
  }
}

interface Inside {
  readonly hashes: ReadonlyMap<string, string>;
  find(path: string): Uint8Array | undefined;
}

async function readInside(
  folder: ExportFolder,
  parts: readonly string[],
  createSha256: VerifyOptions['createSha256'],
  identity: string,
  troubles: Troubles,
): Promise<Inside | undefined> {
  const hashes = new Map<string, string>();
  const kept = new Map<string, Uint8Array>();
  let left = MAX_KEPT_FILE_BYTES;
  async function* sealedBytes() {
    for (const part of parts) yield* folder.read(part);
  }
  try {
    const opened = await openStream(identity, sealedBytes());
    if (!opened) {
      troubles.add('seal.cannot-open', parts[0] ?? '');
      return undefined;
    }
    const trouble = await readTar(opened, ({ path }) => {
      if (path.endsWith('/')) return undefined;
      const name = path.startsWith(`${INNER_ROOT}/`) ? path.slice(INNER_ROOT.length + 1) : '';
      // Twice under one name: whoever unpacks it sees the second, whoever reads it the first.
      if (name === '' || hashes.has(name)) troubles.add('bag.file-added', `inside: ${path.slice(0, 100)}`);
      const hash = createSha256();
      const chunks: Uint8Array[] = [];
      const isKept = /\.(json|ndjson|txt|pub|signers|minisig|sig)$/.test(name);
      return {
        bytes(chunk) {
          hash.update(chunk);
          if (!isKept) return;
          left -= chunk.byteLength;
          if (left >= 0) chunks.push(chunk.slice());
        },
        end() {
          hashes.set(name, hash.hex());
          if (isKept) kept.set(name, joined(...chunks));
        },
      };
    });
    if (trouble) troubles.add('seal.damaged', parts[0] ?? '');
  } catch {
    // The cipher's own word that a chunk was altered or cut off.
    troubles.add('seal.damaged', parts[0] ?? '');
    return undefined;
  }
  if (left < 0) troubles.add('content.too-large', parts[0] ?? '');
  return { hashes, find: (path) => kept.get(path) };
}
