import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FeedLink } from '@nrm/domain/ledger';
import { piecesFile, readFillPages } from '../fill-pages.ts';

/** One entry as it is given to the NRM, for programs that know nothing of feeds. */
export interface BenchDocument {
  readonly id: string;
  readonly text: string;
}

/** The very entries the NRM is filled with, place in the feed, header, signature and payload, in the same order. */
export function* readDocuments(folder: string): Iterable<BenchDocument> {
  const file = openSync(piecesFile(folder), 'r');
  for (const [from, to] of readFillPages(folder).pieces) {
    const packed = Buffer.allocUnsafe(to - from);
    readSync(file, packed, 0, packed.byteLength, from);
    const { links } = JSON.parse(gunzipSync(packed).toString('utf8')) as { links: FeedLink[] };
    for (const link of links) {
      if (!link.entry) continue;
      const { id } = JSON.parse(link.entry.header) as { id: string };
      yield { id, text: JSON.stringify(link) };
    }
  }
  closeSync(file);
}

/** Peers are not installed with the project; what is used of each is described where it is used. */
export const requirePeer = (installed: string, name: string): unknown =>
  createRequire(join(installed, 'package.json'))(name);

/** The same change of every document of a night: a few words more. */
export const corrected = (text: string, index: number): string => text.replace(/\}$/, `,"corrected":"علي ${index}"}`);
