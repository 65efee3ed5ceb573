import { canonicalJson, type Json, type Sign } from '../ledger/index.ts';
import { ok, type Result, refuse } from '../shared/index.ts';
import {
  BUNDLE_VERSION,
  BundleHeader,
  type BundleMessage,
  type BundlePart,
  bundleText,
  DONE_FILE,
  HEADER_FILE,
  MAX_PART_BYTES,
  MAX_PART_TEXT_BYTES,
  MAX_PARTS,
  PART_TEXT_BYTES,
} from './bundle.ts';
import { type BundleBytes, type BundleFolder, type BundleWatch, UNWATCHED } from './bundle-folder.ts';
import { writeAndReadBack } from './read-bundle.ts';

export interface BundleAuthor {
  readonly sign: Sign;
  /** To the one who may read it. */
  seal(bytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * Writes a bundle: parts, header, and `done` when everything else is on the medium. Whatever cuts it off leaves a
 * folder without `done`.
 * @param describe asked when every message was taken: only then is the end of what it carries known
 * Refuses bundle.cancelled, bundle.not-kept, bundle.too-large.
 */
export async function writeBundle(
  folder: BundleFolder,
  bytes: BundleBytes,
  author: BundleAuthor,
  messages: AsyncIterable<BundleMessage> | Iterable<BundleMessage>,
  describe: () => Omit<BundleHeader, 'v' | 'parts' | 'signature'>,
  watch: BundleWatch = UNWATCHED,
  partTextBytes: number = PART_TEXT_BYTES,
): Promise<Result<BundleHeader>> {
  const parts: BundlePart[] = [];
  let lines: Uint8Array[] = [];
  let length = 0;
  let written = 0;

  async function closePart(): Promise<Result<void>> {
    if (length === 0) return ok(undefined);
    if (length > MAX_PART_TEXT_BYTES || parts.length === MAX_PARTS) return refuse('bundle.too-large');
    const sealed = await author.seal(await bytes.pack(joined(lines, length)));
    if (sealed.byteLength > MAX_PART_BYTES) return refuse('bundle.too-large');
    const name = `p${String(parts.length + 1).padStart(4, '0')}.age`;
    const kept = await writeAndReadBack(folder, bytes, name, sealed);
    if (!kept.ok) return kept;
    parts.push({ name, size: sealed.byteLength, sha256: bytes.sha256(sealed) });
    written += sealed.byteLength;
    lines = [];
    length = 0;
    watch.onProgress({ done: written, total: 0 });
    return ok(undefined);
  }

  for await (const message of messages) {
    if (watch.isCancelled()) return refuse('bundle.cancelled');
    const line = bytes.fromText(`${JSON.stringify(message)}\n`);
    lines.push(line);
    length += line.byteLength;
    if (length < partTextBytes) continue;
    const closed = await closePart();
    if (!closed.ok) return closed;
  }
  const last = await closePart();
  if (!last.ok) return last;
  if (watch.isCancelled()) return refuse('bundle.cancelled');

  const unsigned = { v: BUNDLE_VERSION, ...describe(), parts } as const;
  const header = BundleHeader.parse({ ...unsigned, signature: author.sign(bundleText(unsigned)) });
  const headerFile = bytes.fromText(canonicalJson(header as Json));
  const named = await writeAndReadBack(folder, bytes, HEADER_FILE, headerFile);
  if (!named.ok) return named;
  await folder.flush();
  const done = { v: BUNDLE_VERSION, bundle: header.id, header: bytes.sha256(headerFile) };
  const finished = await writeAndReadBack(folder, bytes, DONE_FILE, bytes.fromText(canonicalJson(done)));
  if (!finished.ok) return finished;
  await folder.flush();
  watch.onProgress({ done: written, total: written });
  return ok(header);
}

function joined(lines: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const line of lines) {
    all.set(line, at);
    at += line.byteLength;
  }
  return all;
}
