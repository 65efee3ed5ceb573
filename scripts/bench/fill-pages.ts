import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FeedLink } from '@nrm/domain/ledger';
import { inventFeed } from './invented-feed.ts';

/** Links in one piece; an answer is made of whole pieces. */
export const PIECE_LINKS = 125;

/** Some links of one feed, in the file beside: JSON with commas between, a gzip member of its own. */
export interface Piece {
  readonly feed: string;
  readonly from: number;
  readonly to: number;
}

/** What the programs of this benchmark find in their folder. */
export interface FillPages {
  readonly device: Awaited<ReturnType<typeof inventFeed>>['device'];
  readonly caseworker: string;
  readonly heads: unknown;
  readonly office: string;
  readonly links: number;
  readonly people: number;
  /** Mean of what an entry says, header and payload, bytes of UTF-8. */
  readonly bytesPerEntry: number;
  readonly pieces: readonly Piece[];
}

const pagesFile = (folder: string) => join(folder, 'pages.json');
export const piecesFile = (folder: string): string => join(folder, 'pieces.gz');
export const readFillPages = (folder: string): FillPages => JSON.parse(readFileSync(pagesFile(folder), 'utf8'));

/** Everything a new laptop is given, packed beforehand: what is measured is the laptop and not the server. */
export async function writeFillPages(folder: string, entries: number): Promise<FillPages> {
  const invented = await inventFeed(entries);
  const file = openSync(piecesFile(folder), 'w');
  const pieces: Piece[] = [];
  let end = 0;
  let bytes = 0;
  let people = 0;
  const write = (feed: string, links: readonly FeedLink[]) => {
    if (links.length === 0) return;
    for (const { entry, item } of links) {
      bytes += Buffer.byteLength(`${entry?.header}${entry?.payload}`);
      if (item.kind === 'entry' && item.subject.kind === 'case' && item.subjectSeq === 1) people++;
    }
    const piece = gzipSync(JSON.stringify(links).slice(1, -1), { level: 6 });
    writeSync(file, piece);
    pieces.push({ feed, from: end, to: end + piece.byteLength });
    end += piece.byteLength;
  };
  for (const { feed, links } of invented.few)
    for (let from = 0; from < links.length; from += PIECE_LINKS) write(feed, links.slice(from, from + PIECE_LINKS));
  let piece: FeedLink[] = [];
  for (const link of invented.people()) {
    piece.push(link);
    if (piece.length === PIECE_LINKS) write(invented.office, piece.splice(0));
  }
  write(invented.office, piece);
  closeSync(file);
  const pages: FillPages = {
    device: invented.device,
    caseworker: invented.caseworker,
    office: invented.office,
    heads: invented.heads(),
    links: invented.links,
    people,
    bytesPerEntry: Math.round(bytes / invented.links),
    pieces,
  };
  writeFileSync(pagesFile(folder), JSON.stringify(pages));
  return pages;
}
