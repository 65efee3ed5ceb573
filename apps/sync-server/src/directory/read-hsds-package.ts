import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { HsdsPackage, HsdsRow } from '@nrm/domain/hsds';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { errorCode } from '../faults.ts';
import { PACKAGE_LIMITS, type PackageTrouble, Unreadable } from './package-trouble.ts';
import { isWanted, readZip } from './read-zip.ts';

export type ReadPackage =
  | { readonly ok: true; readonly files: HsdsPackage }
  | { readonly ok: false; readonly trouble: PackageTrouble };

/**
 * Reads an HSDS tabular data package as it lies on disk, a folder with CSV files or a .zip of one, into lines for
 * `parseHsdsPackage`. Only ordinary files, none followed out of the folder, sizes known before a byte is read. What the
 * lines mean is not asked here.
 * @param path of the folder or the .zip
 */
export async function readHsdsPackage(path: string): Promise<ReadPackage> {
  try {
    const files = await readFiles(path);
    checkVersion(files.get('datapackage.json'));
    files.delete('datapackage.json');
    if (files.size === 0) throw new Unreadable('not-a-package');
    return {
      ok: true,
      files: Object.fromEntries([...files].map(([name, bytes]) => [name.toLowerCase(), readLines(name, bytes)])),
    };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, trouble: error.troubleOf(basename(path)) };
    throw error;
  }
}

async function readFiles(path: string): Promise<Map<string, Uint8Array>> {
  const found = await statOf(path);
  if (found.isDirectory()) return readFolder(path);
  if (!found.isFile()) throw new Unreadable('not-regular', basename(path));
  if (!/\.zip$/i.test(path)) throw new Unreadable('not-a-package');
  if (found.size > PACKAGE_LIMITS.totalBytes) throw new Unreadable('too-large');
  return readZip(path);
}

async function statOf(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    throw new Unreadable(errorCode(error) === 'ENOENT' ? 'not-found' : 'not-readable');
  }
}

async function readFolder(folder: string): Promise<Map<string, Uint8Array>> {
  const names = (await namesIn(folder)).filter(isWanted);
  if (names.length > PACKAGE_LIMITS.files) throw new Unreadable('too-many-files');
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) throw new Unreadable('name-twice');
  const files = new Map<string, Uint8Array>();
  let totalBytes = 0;
  for (const name of names.sort()) {
    const bytes = await readOrdinaryFile(join(folder, name), name, PACKAGE_LIMITS.totalBytes - totalBytes);
    totalBytes += bytes.byteLength;
    files.set(name, bytes);
  }
  return files;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    throw new Unreadable('not-readable');
  }
}

/** Looks at what was opened, not at what the name was a moment before; a pipe would wait for ever, so it is not opened. */
async function readOrdinaryFile(path: string, name: string, bytesLeft: number): Promise<Uint8Array> {
  if (!(await statOf(path)).isFile()) throw new Unreadable('not-regular', name);
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      throw new Unreadable(errorCode(error) === 'ELOOP' ? 'not-regular' : 'not-readable', name);
    },
  );
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new Unreadable('not-regular', name);
    if (found.size > Math.min(PACKAGE_LIMITS.fileBytes, bytesLeft)) throw new Unreadable('too-large', name);
    const bytes = Buffer.alloc(found.size);
    const { bytesRead } = await file.read(bytes, 0, found.size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A datapackage.json that is none (the official example holds a path) says nothing; one that names a version is believed. */
function checkVersion(bytes: Uint8Array | undefined): void {
  if (!bytes) return;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return;
  }
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'string' && !/^3(\.|$)/.test(version))
    throw new Unreadable('version-unknown', 'datapackage.json');
}

function readLines(name: string, bytes: Uint8Array): readonly HsdsRow[] {
  const [header, ...records] = readRecords(name, decode(name, bytes));
  if (!header) return [];
  const columns = header.cells.map((column) => column.trim());
  if (columns.includes('') || new Set(columns).size < columns.length || columns.length > PACKAGE_LIMITS.cellsPerLine)
    throw new Unreadable('header-broken', name, header.line);
  return records.map(({ line, cells }) => ({
    line,
    values: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
  }));
}

/**
 * UTF-8, with or without the mark that spreadsheets put in front of it. Line breaks become one kind: csv-parse counts a
 * CR LF inside a quoted cell as two lines, and the report would name the wrong one.
 */
function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    throw new Unreadable('not-utf-8', name);
  }
}

function readRecords(
  name: string,
  text: string,
): readonly { readonly line: number; readonly cells: readonly string[] }[] {
  try {
    const records = parse(text, {
      info: true,
      raw: true,
      skip_empty_lines: true,
      max_record_size: PACKAGE_LIMITS.recordLength,
      to: PACKAGE_LIMITS.linesPerFile + 2,
    }) as unknown as readonly { readonly record: string[]; readonly raw: string; readonly info: Info }[];
    if (records.length > PACKAGE_LIMITS.linesPerFile + 1) throw new Unreadable('too-many-lines', name);
    // `lines` counts to where a record ends; a quoted cell may hold line breaks, and the report names where it begins.
    return records.map(({ record, raw, info }) => ({
      line: info.lines - (raw.trim().match(/\n/g)?.length ?? 0),
      cells: record,
    }));
  } catch (error) {
    if (error instanceof CsvError)
      throw new Unreadable('csv-broken', name, typeof error['lines'] === 'number' ? error['lines'] : undefined);
    throw error;
  }
}
