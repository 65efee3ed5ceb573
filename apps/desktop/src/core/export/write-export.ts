import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ok, type Result, refuse } from '@nrm/domain/shared';
import { sealStream } from '@nrm/sealed-files/age';
import { withStick } from '@nrm/sealed-files/stick';
import { TAG_MANIFEST } from '../../audit/bag.ts';
import { toHex } from '../../audit/bytes.ts';
import type { BagSigner } from '../../audit/detached-signature.ts';
import {
  MAX_SEALED_PART_BYTES,
  README_FILE,
  SEALED_FILE,
  sealedPart,
  VERIFIER_FILE,
} from '../../audit/export-format.ts';
import type { ExportContent, PrintPdf } from './export-content.ts';
import { ContentChanged, innerTar, signaturesOf, tagFiles, tagManifest } from './inner-bag.ts';
import { type Medium, onMedium } from './medium.ts';
import { readmeText } from './readme.ts';

export interface ExportProgress {
  readonly stage: 'writing' | 'reading-back' | 'signing';
  /** Bytes. */
  readonly done: number;
  /** Bytes; 0 while it is not known. */
  readonly total: number;
}

export interface ExportJob {
  readonly medium: Medium;
  /** An existing folder of the medium; the bag becomes a folder in it. */
  readonly target: string;
  readonly content: ExportContent;
  readonly signer: BagSigner;
  readonly printPdf: PrintPdf | null;
  /** The built page `verify.html`. */
  readonly verifierPage: Uint8Array;
  random(bytes: number): Uint8Array;
  /** Writes the entry that says so, when everything but the signatures lies on the medium. @param bag SHA-256 of the tag manifest */
  record(bag: string): Result<unknown>;
  isCancelled(): boolean;
  onProgress(progress: ExportProgress): void;
  /** For tests: where a sealed file is cut. */
  readonly maxPartBytes?: number;
}

export interface WrittenExport {
  /** Name of the folder. */
  readonly folder: string;
  readonly bag: string;
  /** Of everything in it. */
  readonly bytes: number;
}

/**
 * Writes an export as a BagIt bag: sealed as it streams, each file as `*.part`, flushed, renamed; everything is read back
 * from the medium and compared; then it is written down in the ledger, and the signatures come last. Whatever cuts this
 * off leaves a folder without signatures, which nobody takes for an export; where the medium is still there, it is removed.
 * Refuses audit-export.cancelled, audit-export.not-in-step, bundle.stick-*, bundle.not-kept, and what `record` refuses.
 */
export async function writeExport(job: ExportJob): Promise<Result<WrittenExport>> {
  const medium = onMedium(job.medium);
  if (!(await medium.isFolder(job.target))) return refuse('bundle.stick-gone');
  const folder = `audit${toHex(job.random(8))}`;
  const path = join(job.target, folder);
  const done = await withStick(() => inSteps(job, medium, folder, path)).catch((error: unknown) => {
    if (error instanceof Cancelled) return refuse('audit-export.cancelled');
    if (error instanceof ContentChanged) return refuse('audit-export.not-in-step');
    return medium.remove(path).then(
      () => Promise.reject(error),
      () => Promise.reject(error),
    );
  });
  if (!done.ok) await medium.remove(path).catch(() => undefined);
  return done;
}

class Cancelled extends Error {}

async function inSteps(job: ExportJob, medium: Medium, folder: string, path: string): Promise<Result<WrittenExport>> {
  const { content, signer } = job;
  const written = new Map<string, { readonly hash: string; readonly size: number }>();
  let bytes = 0;
  const goOn = () => {
    if (job.isCancelled()) throw new Cancelled();
  };

  async function writeFile(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const hash = createHash('sha256');
    const writing = await medium.create(join(path, `${name}.part`));
    let size = 0;
    try {
      for await (const chunk of chunks) {
        goOn();
        await writing.write(chunk);
        hash.update(chunk);
        size += chunk.byteLength;
        bytes += chunk.byteLength;
        job.onProgress({ stage: 'writing', done: bytes, total: 0 });
      }
      await writing.finish();
    } catch (error) {
      await writing.abandon();
      throw error;
    }
    written.set(name, { hash: hash.digest('hex'), size });
    await medium.rename(join(path, `${name}.part`), join(path, name));
  }

  await medium.makeFolder(path);
  await medium.makeFolder(join(path, 'data'));
  const info = infoOf(content);
  const seconds = Math.floor(Date.parse(content.document.writtenAt) / 1000);
  const tar = innerTar(content.files(job.printPdf), signer, info, seconds);
  const sealed = cutter(await sealStream(content.recipients, tar), job.maxPartBytes ?? MAX_SEALED_PART_BYTES);
  let parts = 0;
  while (await sealed.hasMore()) await writeFile(`data/${sealedPart(parts++)}`, sealed.nextPart());
  if (parts === 1) {
    const only = `data/${sealedPart(0)}`;
    await medium.rename(join(path, only), join(path, `data/${SEALED_FILE}`));
    written.set(`data/${SEALED_FILE}`, written.get(only) ?? { hash: '', size: 0 });
    written.delete(only);
  }

  const payload = new Map([...written].map(([name, { hash }]) => [name, hash]));
  const tags = tagFiles(signer, info, { bytes, files: written.size });
  const hasPdf = content.document.pdf === 'written';
  tags.set(README_FILE, Buffer.from(readmeText(content.document.language, { isSplit: parts > 1, hasPdf })));
  tags.set(VERIFIER_FILE, job.verifierPage);
  const manifest = tagManifest(tags, payload);
  for (const [name, file] of [...tags, [TAG_MANIFEST, manifest] as const]) await writeFile(name, [file]);
  await medium.flushFolder(join(path, 'data'));
  await medium.flushFolder(path);

  const isKept = await readBack();
  if (!isKept) return refuse('bundle.not-kept');
  goOn();
  job.onProgress({ stage: 'signing', done: bytes, total: bytes });
  const bag = written.get(TAG_MANIFEST)?.hash ?? '';
  const recorded = job.record(bag);
  if (!recorded.ok) return recorded;
  for (const [name, file] of signaturesOf(manifest, signer)) await writeFile(name, [file]);
  await medium.flushFolder(path);
  return (await readBack()) ? ok({ folder, bag, bytes }) : refuse('bundle.not-kept');

  /** Reads everything from the medium again: a stick may say yes and keep something else. */
  async function readBack(): Promise<boolean> {
    let read = 0;
    for (const [name, { hash, size }] of written) {
      const found = createHash('sha256');
      let length = 0;
      for await (const chunk of medium.read(join(path, name))) {
        goOn();
        found.update(chunk);
        length += chunk.byteLength;
        job.onProgress({ stage: 'reading-back', done: read + length, total: bytes });
      }
      if (length !== size || found.digest('hex') !== hash) return false;
      read += length;
    }
    return true;
  }
}

/** Nothing about a person, and nothing that says whose files they are: a stick is lost with its label on. */
const infoOf = ({ document }: ExportContent): Readonly<Record<string, string>> => ({
  'Source-Organization': `office ${document.office}, governorate ${document.governorate}`,
  'Bagging-Date': document.writtenAt.slice(0, 10),
  'External-Identifier': document.export,
});

/** Cuts a stream into files of a greatest length, as it streams past. */
function cutter(chunks: AsyncIterable<Uint8Array>, most: number) {
  const iterator = chunks[Symbol.asyncIterator]();
  let held: Uint8Array | undefined;
  const fill = async (): Promise<Uint8Array | undefined> => {
    while (held === undefined || held.byteLength === 0) {
      const next = await iterator.next();
      if (next.done) return undefined;
      held = next.value;
    }
    return held;
  };
  return {
    hasMore: async () => (await fill()) !== undefined,
    async *nextPart(): AsyncIterable<Uint8Array> {
      let room = most;
      for (let chunk = await fill(); chunk && room > 0; chunk = await fill()) {
        const part = chunk.subarray(0, room);
        held = chunk.subarray(part.byteLength);
        room -= part.byteLength;
        yield part;
      }
    },
  };
}
