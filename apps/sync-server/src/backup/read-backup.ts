/** Reads a backup and believes nothing of it: every file is held against the manifest, the manifest against its signature. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { findOpened } from '@nrm/sealed-files/age';
import type { z } from 'zod';
import { errorCode, Fault } from '../faults.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { hashOfMigration, type Migration } from '../store/migrate.ts';
import {
  DONE,
  Done,
  doneText,
  KEYS,
  KeyFiles,
  MANIFEST,
  MAX_PART_BYTES,
  Manifest,
  RowsLine,
  sha256,
} from './backup-format.ts';

const unpack = promisify(gunzip);

export interface OpenBackup {
  readonly manifest: Manifest;
  readonly keys: KeyFiles;
  /** Every row, some hundreds at a time, table by table. @throws Fault backup.altered, backup.incomplete */
  rows(): AsyncGenerator<z.infer<typeof RowsLine>>;
}

/**
 * @param identity `AGE-SECRET-KEY-1...`
 * @throws Fault backup.incomplete, backup.altered, backup.wrong-identity, backup.from-newer-release
 */
export async function openBackup(folder: string, identity: string, known: readonly Migration[]): Promise<OpenBackup> {
  const done = parse(Done, read(folder, DONE));
  const manifestBytes = read(folder, MANIFEST);
  const manifest = parse(Manifest, manifestBytes);
  const isSigned = nodeCrypto.verify(manifest.server.publicKey, doneText(done.manifestSha256), done.signature);
  if (sha256(manifestBytes) !== done.manifestSha256 || !isSigned) throw new Fault('backup.altered', { file: MANIFEST });
  requireKnownRelease(manifest, known);
  // All of them before anything is opened: what was changed is told as that and not as a wrong identity.
  for (const file of manifest.files) check(file, read(folder, file.name));
  const open = async (name: string): Promise<Buffer> => {
    const file = manifest.files.find((one) => one.name === name);
    if (!file) throw new Fault('backup.incomplete', { file: name });
    const sealed = read(folder, name);
    check(file, sealed);
    const packed = await findOpened(identity, sealed);
    if (!packed) throw new Fault('backup.wrong-identity');
    return unpack(packed, { maxOutputLength: MAX_PART_BYTES }).catch(() => {
      throw new Fault('backup.altered', { file: name });
    });
  };
  const keys = parse(KeyFiles, await open(KEYS));
  return {
    manifest,
    keys,
    async *rows() {
      for (const { name } of manifest.files) {
        if (name === KEYS) continue;
        for (const line of (await open(name)).toString('utf8').split('\n'))
          yield parse(RowsLine, Buffer.from(line, 'utf8'));
      }
    },
  };
}

function requireKnownRelease({ migrations }: Manifest, known: readonly Migration[]): void {
  for (const { name, hash } of migrations) {
    const ours = known.find((migration) => migration.name === name);
    if (!ours) throw new Fault('backup.from-newer-release', { migration: name });
    if (hashOfMigration(ours) !== hash) throw new Fault('database.migration-changed', { migration: name });
  }
}

function check(file: Manifest['files'][number], bytes: Uint8Array): void {
  if (bytes.byteLength !== file.bytes || sha256(bytes) !== file.sha256)
    throw new Fault('backup.altered', { file: file.name });
}

function read(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR')
      throw new Fault('backup.incomplete', { file: name });
    throw cause;
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, bytes: Buffer): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Fault('backup.altered');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Fault('backup.altered');
  return parsed.data;
}
