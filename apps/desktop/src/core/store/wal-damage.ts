import { findFile } from './durable-file.ts';

/**
 * Finds damage in a write-ahead log that SQLite would pass over in silence: at a frame whose checksum fails it stops, takes
 * what stands before, and says integrity ok, although commits behind it were acknowledged.
 *
 * The checksums are those of SQLite's file format (https://www.sqlite.org/fileformat2.html, 4.2), and the cipher leaves
 * them over the encrypted bytes, so no key is needed. A torn last transaction is what a power cut leaves and is no damage:
 * it was never acknowledged. (A flip inside the last acknowledged one looks the same: the sealed head sees that.)
 *
 * Only while holding the writer lock and before opening: see the trap in writer-lock.ts.
 * @returns why, or undefined when there is no log or nothing wrong with it
 */
export function findWalDamage(databasePath: string): 'wal-header' | 'wal-frame' | undefined {
  const log = findFile(`${databasePath}-wal`);
  if (!log || log.byteLength <= HEADER_BYTES) return undefined;
  const littleEndian = (log.readUInt32BE(0) & 1) === 0;
  const pageSize = log.readUInt32BE(8);
  const headerSum = checksum(log, 0, 24, littleEndian, [0, 0]);
  if (!isSumAt(log, 24, headerSum) || pageSize !== 8192)
    return log.every((byte) => byte === 0) ? undefined : 'wal-header';

  const frameBytes = FRAME_HEADER_BYTES + pageSize;
  const frames = Math.floor((log.byteLength - HEADER_BYTES) / frameBytes);
  const startOf = (frame: number) => HEADER_BYTES + frame * frameBytes;
  // Frames of an earlier round of the log carry other salts: what they hold is in the database already.
  const isOfThisRound = (frame: number) => log.compare(log, 16, 24, startOf(frame) + 8, startOf(frame) + 16) === 0;
  const isCommit = (frame: number) => log.readUInt32BE(startOf(frame) + 4) !== 0;

  let sum = headerSum;
  for (let frame = 0; frame < frames; frame++) {
    const start = startOf(frame);
    const afterHeader = checksum(log, start, 8, littleEndian, sum);
    sum = checksum(log, start + FRAME_HEADER_BYTES, pageSize, littleEndian, afterHeader);
    if (isOfThisRound(frame) && isSumAt(log, start + 16, sum)) continue;
    return wasFollowedByAnother(frame) ? 'wal-frame' : undefined;
  }
  return undefined;

  /**
   * Whether the transaction that holds this frame was followed by another. Each COMMIT waits for the disk
   * (synchronous=FULL) before the next transaction can write, so then it had been whole.
   */
  function wasFollowedByAnother(broken: number): boolean {
    let committed = false;
    for (let frame = broken; frame < frames; frame++) {
      // The broken frame may be the one whose salts are hurt; it still stands where it stands.
      if (frame !== broken && !isOfThisRound(frame)) continue;
      if (committed) return true;
      committed = isCommit(frame);
    }
    return false;
  }
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

type Sum = readonly [number, number];

function checksum(bytes: Buffer, start: number, length: number, littleEndian: boolean, from: Sum): Sum {
  let [first, second] = from;
  for (let at = start; at < start + length; at += 8) {
    first = (first + (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) + second) >>> 0;
    second = (second + (littleEndian ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)) + first) >>> 0;
  }
  return [first, second];
}

const isSumAt = (bytes: Buffer, at: number, [first, second]: Sum) =>
  bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;
