import { basename } from 'node:path';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { PACKAGE_LIMITS, Unreadable } from './package-trouble.ts';

const FILE_KIND_MASK = 0o170000;
const REGULAR = 0o100000;

/**
 * The CSV files and datapackage.json of a .zip, by their last name. Sizes are those the archive declares, and yauzl stops
 * where more comes out than was declared; nothing is ever written to disk, so names cannot lead anywhere.
 */
export async function readZip(path: string): Promise<Map<string, Uint8Array>> {
  const zip = await openZip(path);
  try {
    return await readEntries(zip);
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, validateEntrySizes: true, autoClose: false });
  } catch {
    throw new Unreadable('zip-broken');
  }
}

async function readEntries(zip: ZipFile): Promise<Map<string, Uint8Array>> {
  if (zip.entryCount > PACKAGE_LIMITS.files * 4) throw new Unreadable('too-many-files');
  const wanted = new Map<string, Entry>();
  let totalBytes = 0;
  for (const entry of await entriesOf(zip)) {
    const name = basename(entry.fileName).toLowerCase();
    // Folders, and what a Mac puts beside every file.
    if (entry.fileName.endsWith('/') || /(^|\/)(__MACOSX\/|\._)/.test(entry.fileName) || !isWanted(name)) continue;
    const kind = (entry.externalFileAttributes >>> 16) & FILE_KIND_MASK;
    if (kind !== 0 && kind !== REGULAR) throw new Unreadable('not-regular', name);
    if (entry.isEncrypted()) throw new Unreadable('zip-broken', name);
    if (wanted.has(name)) throw new Unreadable('name-twice', name);
    totalBytes += entry.uncompressedSize;
    if (entry.uncompressedSize > PACKAGE_LIMITS.fileBytes || totalBytes > PACKAGE_LIMITS.totalBytes)
      throw new Unreadable('too-large', name);
    wanted.set(name, entry);
  }
  if (wanted.size > PACKAGE_LIMITS.files) throw new Unreadable('too-many-files');
  const files = new Map<string, Uint8Array>();
  for (const [name, entry] of wanted) files.set(name, await readEntry(zip, name, entry));
  return files;
}

export const isWanted = (name: string): boolean => name === 'datapackage.json' || /^[^.].*\.csv$/i.test(name);

async function entriesOf(zip: ZipFile): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch {
    throw new Unreadable('zip-broken');
  }
  return entries;
}

async function readEntry(zip: ZipFile, name: string, entry: Entry): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  } catch {
    throw new Unreadable('zip-broken', name);
  }
  return Buffer.concat(chunks);
}
