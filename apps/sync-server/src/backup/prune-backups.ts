/** Removes whole backups of this server that need not be kept. What is no backup of this server is never touched. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '@nrm/domain/shared';
import { nodeCrypto } from '../node-crypto.ts';
import { DONE, Done, doneText, MANIFEST, Manifest, PROVED, sha256 } from './backup-format.ts';
import { backupsToKeep, type KeptBackup, type Retention } from './keep-backups.ts';

interface FoundBackup extends KeptBackup {
  readonly name: string;
}

export interface Pruned {
  /** Names of folders, oldest first. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** Of other servers, not finished, altered, or no backup at all. */
  readonly leftAlone: readonly string[];
}

/** @param publicKey of this server, Ed25519, raw, base64url: what it did not sign is not its to remove */
export function pruneBackups(parent: string, publicKey: string, keep: Retention): Pruned {
  const found: FoundBackup[] = [];
  const leftAlone: string[] = [];
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    const madeAt = entry.isDirectory() ? findMadeAt(join(parent, entry.name), publicKey) : undefined;
    if (madeAt === undefined) leftAlone.push(entry.name);
    else found.push({ name: entry.name, madeAt, isProved: existsSync(join(parent, entry.name, PROVED)) });
  }
  found.sort((a, b) => Date.parse(a.madeAt) - Date.parse(b.madeAt));
  const keeps = backupsToKeep(found, keep);
  const removed = found.filter((backup) => !keeps.has(backup)).map(({ name }) => name);
  for (const name of removed) {
    // First what makes it one: a removal that is cut off leaves no backup that only looks whole.
    rmSync(join(parent, name, DONE));
    rmSync(join(parent, name), { recursive: true });
  }
  return { kept: [...found].filter((backup) => keeps.has(backup)).map(({ name }) => name), removed, leftAlone };
}

function findMadeAt(folder: string, publicKey: string): Instant | undefined {
  try {
    const bytes = readFileSync(join(folder, MANIFEST));
    const manifest = Manifest.parse(JSON.parse(bytes.toString('utf8')));
    const done = Done.parse(JSON.parse(readFileSync(join(folder, DONE), 'utf8')));
    const isOurs =
      manifest.server.publicKey === publicKey &&
      done.manifestSha256 === sha256(bytes) &&
      nodeCrypto.verify(publicKey, doneText(done.manifestSha256), done.signature);
    return isOurs ? manifest.madeAt : undefined;
  } catch {
    return undefined;
  }
}
