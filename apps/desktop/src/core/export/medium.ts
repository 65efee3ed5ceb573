import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { type FileOperations, nodeFiles } from '@nrm/sealed-files/file-operations';
import { asStick } from '@nrm/sealed-files/stick';

/** A file being written to a medium, of any length. */
export interface Writing {
  write(bytes: Uint8Array): Promise<void>;
  /** Flushed to the medium and closed. */
  finish(): Promise<void>;
  /** Closed as it is; never fails. */
  abandon(): Promise<void>;
}

/** What is asked of the medium an export goes to, so that a test can pull it out at any of these. */
export interface Medium extends Pick<FileOperations, 'makeFolder' | 'rename' | 'flushFolder' | 'remove'> {
  /** Whether it is there to write into. */
  isFolder(path: string): Promise<boolean>;
  create(path: string): Promise<Writing>;
  read(path: string): AsyncIterable<Uint8Array>;
}

export const nodeMedium: Medium = {
  makeFolder: nodeFiles.makeFolder,
  isFolder: (path) =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ),
  rename: nodeFiles.rename,
  flushFolder: nodeFiles.flushFolder,
  remove: nodeFiles.remove,
  async create(path) {
    // Never over something that is there, and never through a link.
    const file = await open(path, 'wx', 0o600);
    return {
      write: async (bytes) => void (await file.writeFile(bytes)),
      async finish() {
        await file.sync();
        await file.close();
      },
      abandon: () => file.close().catch(() => undefined),
    };
  },
  read: (path) => createReadStream(path, { highWaterMark: 256 * 1024 }),
};

/** The same on a stick: whatever fails there is told as trouble of the stick and never of our own disk. */
export function onMedium(medium: Medium): Medium {
  return {
    makeFolder: asStick(medium.makeFolder),
    isFolder: medium.isFolder,
    rename: asStick(medium.rename),
    flushFolder: asStick(medium.flushFolder),
    remove: asStick(medium.remove),
    create: asStick(async (path: string) => {
      const writing = await medium.create(path);
      return { write: asStick(writing.write), finish: asStick(writing.finish), abandon: writing.abandon };
    }),
    async *read(path) {
      const iterator = medium.read(path)[Symbol.asyncIterator]();
      const next = asStick(() => iterator.next());
      try {
        for (let step = await next(); !step.done; step = await next()) yield step.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}
