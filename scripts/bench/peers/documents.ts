import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FeedLink } from '@nrm/domain/ledger';
import { piecesFile, readFillPages } from '../fill-pages.ts';

/** One entry as it is given to the NRM, for programs that know nothing of feeds. */
export interface BenchDocument {
  readonly id: string;
  /** Plain, as anybody would keep them: nothing in it is JSON inside a text. */
  readonly fields: DocumentFields;
}
export interface DocumentFields {
  readonly position: number;
  readonly item: unknown;
  readonly header: unknown;
  readonly payload: unknown;
  readonly signature: string;
  readonly salt: string | null;
  readonly corrected?: string;
}

/** The very entries the NRM is filled with, place in the feed, header, signature and payload, in the same order. */
export function* readDocuments(folder: string): Iterable<BenchDocument> {
  const file = openSync(piecesFile(folder), 'r');
  for (const { from, to } of readFillPages(folder).pieces) {
    const packed = Buffer.allocUnsafe(to - from);
    readSync(file, packed, 0, packed.byteLength, from);
    const links = JSON.parse(`[${gunzipSync(packed).toString('utf8')}]`) as FeedLink[];
    for (const link of links) {
      if (!link.entry) continue;
      const { header, payload, signature, salt } = link.entry;
      const plain = JSON.parse(header) as { readonly id: string };
      const { position, item } = link;
      yield {
        id: plain.id,
        fields: { position, item, header: plain, payload: payload && JSON.parse(payload), signature, salt },
      };
    }
  }
  closeSync(file);
}

/** Peers are not installed with the project; what is used of each is described where it is used. */
export const requirePeer = (installed: string, name: string): unknown =>
  createRequire(join(installed, 'package.json'))(name);

/** The same change of every document of a night: a few words more. */
export const corrected = (index: number): string => `علي ${index}`;

/** WatermelonDB knows texts and numbers: what is nested is kept in a text, as its own decorator `json` keeps it. */
export const DOCUMENT_COLUMNS = [
  { name: 'position', type: 'number' },
  ...['item', 'header', 'payload', 'signature', 'salt', 'corrected'].map((name) => ({
    name,
    type: 'string',
    isOptional: true,
  })),
];

export const asColumns = (fields: DocumentFields): Readonly<Record<string, string | number | null>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );
