import { nestsWithin, parseCanonical } from '../ledger/index.ts';
import { ok, type RefusalCode, type Result, refuse } from '../shared/index.ts';
import {
  BundleDone,
  type BundleHeader,
  BundleMessage,
  type BundlePart,
  bundleBytes,
  DONE_FILE,
  HEADER_FILE,
  MAX_HEADER_BYTES,
  MAX_PART_TEXT_BYTES,
  readBundleHeader,
} from './bundle.ts';
import {
  type BundleBytes,
  type BundleFolder,
  type BundleWatch,
  UNWATCHED,
  type UnreadableFile,
} from './bundle-folder.ts';

/** The two small files of a bundle as they lie there, read once: what was looked at is what is copied. */
export interface BundleOutline {
  readonly header: BundleHeader;
  readonly headerFile: Uint8Array;
  readonly doneFile: Uint8Array;
}

/**
 * Looks at a bundle without opening a part of it: whether it was finished, and whose it is.
 * Refuses bundle.incomplete, bundle.unsafe, bundle.too-large, bundle.damaged, bundle.newer.
 */
export async function readBundleOutline(folder: BundleFolder, bytes: BundleBytes): Promise<Result<BundleOutline>> {
  const doneFile = await folder.read(DONE_FILE, MAX_HEADER_BYTES);
  if (typeof doneFile === 'string') return refuse(WHY_UNREADABLE[doneFile]);
  const headerFile = await folder.read(HEADER_FILE, MAX_HEADER_BYTES);
  if (typeof headerFile === 'string') return refuse(WHY_UNREADABLE[headerFile]);
  const done = BundleDone.safeParse(parseCanonical(bytes.toText(doneFile) ?? ''));
  const text = bytes.toText(headerFile);
  if (text === undefined) return refuse('bundle.damaged', { field: HEADER_FILE });
  const header = readBundleHeader(text);
  if (!header.ok) return header;
  if (!done.success || done.data.bundle !== header.value.id || done.data.header !== bytes.sha256(headerFile))
    return refuse('bundle.damaged', { field: DONE_FILE });
  return ok({ header: header.value, headerFile, doneFile });
}

const WHY_UNREADABLE = {
  none: 'bundle.incomplete',
  'not-a-file': 'bundle.unsafe',
  'too-large': 'bundle.too-large',
} as const satisfies Record<UnreadableFile, RefusalCode>;

/** One sealed part, compared with what the header says of it. */
async function readBundlePart(folder: BundleFolder, bytes: BundleBytes, part: BundlePart): Promise<Result<Uint8Array>> {
  const sealed = await folder.read(part.name, part.size);
  // Longer than the header says is another file than the one that was written.
  if (sealed === 'too-large') return refuse('bundle.damaged', { field: part.name });
  if (typeof sealed === 'string') return refuse(WHY_UNREADABLE[sealed], { field: part.name });
  if (sealed.byteLength !== part.size || bytes.sha256(sealed) !== part.sha256)
    return refuse('bundle.damaged', { field: part.name });
  return ok(sealed);
}

/**
 * Copies a bundle as it is, sealed, part by part, `done` last: from a stick into a laptop, or on to the next stick. What
 * is cut off in the middle has no `done` and is worth nothing.
 * Refuses bundle.damaged, bundle.incomplete, bundle.unsafe, bundle.cancelled.
 */
export async function copyBundle(
  from: BundleFolder,
  to: BundleFolder,
  bytes: BundleBytes,
  { header, headerFile, doneFile }: BundleOutline,
  watch: BundleWatch = UNWATCHED,
): Promise<Result<void>> {
  const total = bundleBytes(header);
  let done = 0;
  for (const part of header.parts) {
    if (watch.isCancelled()) return refuse('bundle.cancelled');
    watch.onProgress({ done, total });
    const sealed = await readBundlePart(from, bytes, part);
    if (!sealed.ok) return sealed;
    const kept = await writeAndReadBack(to, bytes, part.name, sealed.value);
    if (!kept.ok) return kept;
    done += part.size;
  }
  if (watch.isCancelled()) return refuse('bundle.cancelled');
  const named = await writeAndReadBack(to, bytes, HEADER_FILE, headerFile);
  if (!named.ok) return named;
  await to.flush();
  const finished = await writeAndReadBack(to, bytes, DONE_FILE, doneFile);
  if (!finished.ok) return finished;
  await to.flush();
  watch.onProgress({ done: total, total });
  return ok(undefined);
}

/** What was written is read again and compared: a stick may say yes and keep something else. */
export async function writeAndReadBack(
  folder: BundleFolder,
  bytes: BundleBytes,
  name: string,
  content: Uint8Array,
): Promise<Result<void>> {
  await folder.write(name, content);
  const kept = await folder.read(name, content.byteLength);
  if (typeof kept === 'string' || bytes.sha256(kept) !== bytes.sha256(content))
    return refuse('bundle.not-kept', { field: name });
  return ok(undefined);
}

/**
 * The messages of a part.
 * @param open undefined when it was not sealed to this key
 * Refuses bundle.cannot-open, bundle.damaged (not packed, not text, no message of ours), bundle.too-large.
 */
async function readBundleMessages(
  sealed: Uint8Array,
  open: (sealed: Uint8Array) => Promise<Uint8Array | undefined>,
  bytes: BundleBytes,
): Promise<Result<readonly BundleMessage[]>> {
  const packed = await open(sealed);
  if (!packed) return refuse('bundle.cannot-open');
  const unpacked = await bytes.unpack(packed, MAX_PART_TEXT_BYTES);
  if (!unpacked) return refuse('bundle.damaged', { field: 'packed' });
  const text = bytes.toText(unpacked);
  if (text === undefined || !text.endsWith('\n')) return refuse('bundle.damaged', { field: 'text' });
  const messages: BundleMessage[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const message = nestsWithin(line) ? BundleMessage.safeParse(parseLine(line)) : undefined;
    if (!message?.success) return refuse('bundle.damaged', { field: 'message' });
    messages.push(message.data);
  }
  return ok(messages);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Goes through all messages of a bundle in their order, part by part. Called twice: once to see that every one of them
 * can be read and is its author's, and only then to act on them.
 */
export async function eachBundleMessage(
  folder: BundleFolder,
  bytes: BundleBytes,
  { parts }: BundleHeader,
  open: (sealed: Uint8Array) => Promise<Uint8Array | undefined>,
  take: (message: BundleMessage) => Promise<Result<void>> | Result<void>,
): Promise<Result<void>> {
  for (const part of parts) {
    const sealed = await readBundlePart(folder, bytes, part);
    if (!sealed.ok) return sealed;
    const messages = await readBundleMessages(sealed.value, open, bytes);
    if (!messages.ok) return messages;
    for (const message of messages.value) {
      const taken = await take(message);
      if (!taken.ok) return taken;
    }
  }
  return ok(undefined);
}
