import { findText, joined, utf8 } from './bytes.ts';

/** Just as much of tar (POSIX ustar) as an export needs: regular files and folders with short names, nothing else. */
export interface TarFile {
  /** At most 100 bytes; a folder ends with `/`. */
  readonly path: string;
  /** Bytes of content; 0 for a folder. */
  readonly size: number;
}

const BLOCK = 512;

/** @param seconds of modification, since 1970: the same for all files of one export */
export function tarHeader({ path, size }: TarFile, seconds: number): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => header.set(utf8(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  if (utf8(path).byteLength > 100 || size > 0o77777777777) throw new RangeError('more than ustar can say');
  const isFolder = path.endsWith('/');
  put(0, path);
  put(100, octal(isFolder ? 0o700 : 0o600, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(seconds, 11));
  put(148, '        ');
  put(156, isFolder ? '5' : '0');
  put(257, 'ustar\0');
  put(263, '00');
  put(
    148,
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
  );
  return header;
}

/** Zeros behind the content of a file, up to the next block. */
export const tarPadding = (size: number): Uint8Array => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
export const TAR_END = new Uint8Array(2 * BLOCK);

export type TarTrouble = 'not-tar' | 'cut-off';

/**
 * Goes through a tar as it streams past; holds one chunk and one block.
 * @param take asked at each file; what it returns is given its bytes in order, then `end`
 * @returns what is wrong with the archive, or undefined
 */
export async function readTar(
  chunks: AsyncIterable<Uint8Array>,
  take: (file: TarFile) => { bytes(chunk: Uint8Array): void; end(): void } | undefined,
): Promise<TarTrouble | undefined> {
  let held: Uint8Array = new Uint8Array(0);
  let current: { left: number; padding: number; sink: ReturnType<typeof take> } | undefined;
  let zeros = 0;
  for await (const chunk of chunks) {
    held = held.byteLength === 0 ? chunk : joined(held, chunk);
    for (;;) {
      if (current && current.left > 0) {
        if (held.byteLength === 0) break;
        const part = held.subarray(0, current.left);
        current.sink?.bytes(part);
        current.left -= part.byteLength;
        held = held.subarray(part.byteLength);
        continue;
      }
      if (current) {
        if (held.byteLength < current.padding) break;
        if (held.subarray(0, current.padding).some((byte) => byte !== 0)) return 'not-tar';
        held = held.subarray(current.padding);
        current.sink?.end();
        current = undefined;
        continue;
      }
      if (held.byteLength < BLOCK) break;
      const block = held.subarray(0, BLOCK);
      held = held.subarray(BLOCK);
      if (block.every((byte) => byte === 0)) {
        zeros++;
        continue;
      }
      const file = zeros === 0 ? readHeader(block) : undefined;
      if (!file) return 'not-tar';
      current = { left: file.size, padding: tarPadding(file.size).byteLength, sink: take(file) };
    }
  }
  return current || held.byteLength > 0 || zeros < 2 ? 'cut-off' : undefined;
}

/** Read, and written again to compare: a header that says anything else than ours is none. */
function readHeader(block: Uint8Array): TarFile | undefined {
  const field = (at: number, length: number) => findText(block.subarray(at, at + length))?.replace(/\0[^]*$/, '');
  const path = field(0, 100);
  const size = Number.parseInt(field(124, 12) ?? '', 8);
  const seconds = Number.parseInt(field(136, 12) ?? '', 8);
  if (path === undefined || !Number.isSafeInteger(size) || !Number.isSafeInteger(seconds)) return undefined;
  const again = tarHeader({ path, size }, seconds);
  return again.every((byte, index) => byte === block[index]) ? { path, size } : undefined;
}
