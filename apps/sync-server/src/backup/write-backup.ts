/** Writes a backup: one moment of the database, sealed, every file whole and on the disk before the next, `done.json` last. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { instantFromMs } from '@nrm/domain/shared';
import { sealTo } from '@nrm/sealed-files/age';
import type pg from 'pg';
import { dataFolderPaths } from '../config.ts';
import { errorCode, Fault } from '../faults.ts';
import type { OpenServer } from '../open-server.ts';
import {
  DONE,
  doneText,
  KEYS,
  type KeyFiles,
  MANIFEST,
  type Manifest,
  PART_BYTES,
  partName,
  sha256,
} from './backup-format.ts';
import { readLedgerHeads } from './ledger-heads.ts';

const pack = promisify(gzip);
const ROWS_AT_ONCE = 500;

/**
 * @param recipients age public keys; each of them opens it alone
 * @throws Fault backup.no-recipient, backup.place-in-use, data-folder.not-writable
 */
export async function writeBackup(
  server: OpenServer,
  folder: string,
  recipients: readonly string[],
): Promise<Manifest> {
  if (recipients.length === 0) throw new Fault('backup.no-recipient');
  makeEmptyFolder(folder);
  const files: Manifest['files'] = [];
  const seal = async (name: string, bytes: Uint8Array) => {
    const sealed = await sealTo(recipients, await pack(bytes));
    writeWhole(folder, name, sealed);
    files.push({ name, sha256: sha256(sealed), bytes: sealed.byteLength });
  };
  await seal(KEYS, Buffer.from(JSON.stringify(readKeyFiles(server.folder)), 'utf8'));
  const { device } = server.config.server;
  const connection = await server.pool.connect();
  let broken: Error | undefined;
  try {
    // Laptops go on writing meanwhile; what they write is in the next backup.
    await connection.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await connection.query('SET LOCAL statement_timeout = 0');
    await connection.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const tables = await writeRows(connection, seal);
    const { rows: migrations } = await connection.query<{ name: string; hash: string }>(
      'SELECT name, hash FROM migrations ORDER BY position',
    );
    const { rows: facts } = await connection.query<{ value: string }>(
      `SELECT value FROM server_facts WHERE name = 'epoch'`,
    );
    const heads = await readLedgerHeads(connection, device);
    await connection.query('COMMIT');
    const manifest: Manifest = {
      format: 1,
      governorate: server.config.governorate.id,
      server: { device, publicKey: server.identity.publicKey },
      epoch: facts[0]?.value ?? '',
      madeAt: instantFromMs(server.now().getTime()),
      migrations,
      tables,
      heads,
      files,
    };
    const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`, 'utf8');
    const hash = sha256(text);
    writeWhole(folder, MANIFEST, text);
    const done = { manifestSha256: hash, signature: server.identity.sign(doneText(hash)) };
    writeWhole(folder, DONE, Buffer.from(`${JSON.stringify(done)}\n`, 'utf8'));
    return manifest;
  } catch (error) {
    await connection.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    connection.release(broken);
  }
}

async function writeRows(
  tx: pg.PoolClient,
  seal: (name: string, bytes: Uint8Array) => Promise<void>,
): Promise<Manifest['tables']> {
  let lines: string[] = [];
  let length = 0;
  let parts = 0;
  const close = async () => {
    if (lines.length === 0) return;
    await seal(partName(++parts), Buffer.from(lines.join('\n'), 'utf8'));
    lines = [];
    length = 0;
  };
  const counted: Manifest['tables'] = [];
  for (const name of await tablesOf(tx)) {
    let count = 0;
    await tx.query(`DECLARE every_row NO SCROLL CURSOR FOR SELECT to_json(${name})::text AS row FROM ${name}`);
    for (;;) {
      const { rows } = await tx.query<{ row: string }>(`FETCH ${ROWS_AT_ONCE} FROM every_row`);
      if (rows.length === 0) break;
      count += rows.length;
      const line = `{"table":${JSON.stringify(name)},"rows":[${rows.map(({ row }) => row).join(',')}]}`;
      lines.push(line);
      length += Buffer.byteLength(line);
      if (length > PART_BYTES) await close();
    }
    await tx.query('CLOSE every_row');
    counted.push({ name, rows: count });
  }
  await close();
  return counted;
}

/** All of ours but the record of migrations, which a restore writes itself. No table of ours refers to another. */
async function tablesOf(tx: pg.PoolClient): Promise<string[]> {
  const { rows } = await tx.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'migrations' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

function readKeyFiles(folder: string): KeyFiles {
  const { config, keys } = dataFolderPaths(folder);
  const files: KeyFiles = {};
  const take = (path: string) => {
    files[relative(folder, path).replaceAll('\\', '/')] = readFileSync(path).toString('base64');
  };
  take(config);
  for (const found of readdirSync(keys, { recursive: true, withFileTypes: true }))
    if (found.isFile() && !found.name.endsWith('.part')) take(join(found.parentPath, found.name));
  return files;
}

function makeEmptyFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (readdirSync(folder).length > 0) throw new Fault('backup.place-in-use', { folder });
    chmodSync(folder, 0o700);
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST' || errorCode(cause) === 'ENOTDIR')
      throw new Fault('backup.place-in-use', { folder });
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(cause) ?? ''))
      throw new Fault('data-folder.not-writable', { folder }, cause);
    throw cause;
  }
}

/** Under another name until it is whole and on the disk. */
function writeWhole(folder: string, name: string, bytes: Uint8Array): void {
  const path = join(folder, name);
  const file = openSync(`${path}.part`, 'wx', 0o600);
  try {
    for (let written = 0; written < bytes.byteLength; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, path);
  if (process.platform === 'win32') return; // NTFS orders the rename itself
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
