import type { RefusalCode, Result } from '@nrm/domain/shared';
import type { FileOperations } from './file-operations.ts';

/** The stick failed, which is an ordinary day for a stick: said beside the button, and nothing of this laptop is in doubt. */
class StickTrouble extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

/** One operation on a stick, whose failures are the stick's. */
export const asStick = <Args extends unknown[], Value>(work: (...args: Args) => Promise<Value>) =>
  telling(work, (error) => {
    const trouble = TROUBLES[error instanceof Error && 'code' in error ? String(error.code) : ''];
    return trouble ? new StickTrouble(trouble) : error;
  });

/** The same work, whose errors are told in other words: @param toError gives what is thrown instead. */
export const telling =
  <Args extends unknown[], Value>(work: (...args: Args) => Promise<Value>, toError: (error: unknown) => unknown) =>
  async (...args: Args): Promise<Value> => {
    try {
      return await work(...args);
    } catch (error) {
      throw toError(error);
    }
  };

/** The same operations on a stick: whatever fails there is told as trouble of the stick and never of our own disk. */
export const onStick = (files: FileOperations): FileOperations => eachOperation(files, asStick);

/** The same operations, each wrapped. */
export const eachOperation = (files: FileOperations, wrap: typeof asStick): FileOperations => ({
  makeFolder: wrap(files.makeFolder),
  folders: wrap(files.folders),
  read: wrap(files.read),
  write: wrap(files.write),
  rename: wrap(files.rename),
  flushFolder: wrap(files.flushFolder),
  remove: wrap(files.remove),
});

const TROUBLES: Readonly<Record<string, RefusalCode>> = {
  ENOENT: 'bundle.stick-gone',
  ENODEV: 'bundle.stick-gone',
  ENXIO: 'bundle.stick-gone',
  EIO: 'bundle.stick-gone',
  ENOTCONN: 'bundle.stick-gone',
  EBADF: 'bundle.stick-gone',
  ENOTDIR: 'bundle.stick-gone',
  ELOOP: 'bundle.unsafe',
  ENOSPC: 'bundle.stick-full',
  EDQUOT: 'bundle.stick-full',
  EFBIG: 'bundle.stick-full',
  EACCES: 'bundle.stick-not-writable',
  EPERM: 'bundle.stick-not-writable',
  EROFS: 'bundle.stick-not-writable',
};

/** Runs something with a stick in it; its trouble comes back as a refusal. */
export async function withStick<Value>(work: () => Promise<Result<Value>>): Promise<Result<Value>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StickTrouble) return { ok: false, refusal: { code: error.code } };
    throw error;
  }
}
