import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from './faults.ts';
import { discardKeyring, hasKeyring } from './session/keyring.ts';
import { findFile, syncFolder, writeDurably } from './store/durable-file.ts';

/** One try to make this folder a laptop of an office. */
export interface ConnectAttempt {
  /** The server took this laptop and the connection is written. */
  succeeded(): void;
  /** Takes away what was made. */
  undo(): void;
}

const markPath = (folder: string) => join(folder, 'connecting');

/**
 * Marks the folder before anything is made in it, so that a program that is killed in the middle leaves a laptop that
 * can try again. Only what stands under the mark is ever taken away: keys without a connection and without the mark
 * are a laptop that lost a file, and what it holds may exist nowhere else.
 * @throws Fault keyring.damaged for such a laptop; disk.*
 */
export function beginConnectAttempt(folder: string): ConnectAttempt {
  const forget = () => forgetConnectAttempt(folder);
  const undo = () => {
    discardKeyring(folder);
    for (const name of ['replica', 'head-0.seal', 'head-1.seal'])
      rmSync(join(folder, name), { recursive: true, force: true });
    forget();
  };
  if (findFile(markPath(folder))) undo();
  else if (hasKeyring(folder)) throw new Fault('keyring.damaged', { file: 'connection' });
  writeDurably(markPath(folder), '');
  return { succeeded: forget, undo };
}

/** For a laptop that is connected: nothing in its folder is unfinished. */
export function forgetConnectAttempt(folder: string): void {
  if (!findFile(markPath(folder))) return;
  rmSync(markPath(folder), { force: true });
  syncFolder(folder);
}
