import { openSync, readSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FillRequest } from '@nrm/domain/sync';
import { PIECE_LINKS, type Piece, piecesFile, readFillPages } from './fill-pages.ts';

/**
 * Gives a new laptop what was packed for it, as the server would. `GET /told` tells what went over the line.
 * Arguments: folder, milliseconds an answer is late.
 */
const [folder = '', lateMs = '0'] = process.argv.slice(2);
const pages = readFillPages(folder);
const file = openSync(piecesFile(folder), 'r');
let requests = 0;
let bytesDown = 0;
let bytesUp = 0;

function read({ from, to }: Piece): Buffer {
  const piece = Buffer.allocUnsafe(to - from);
  readSync(file, piece, 0, piece.byteLength, from);
  return piece;
}

const packed = (text: string) => gzipSync(text, { level: 1 });

/** Members of gzip one behind the other are one text. */
function answer({ at, after, limit }: FillRequest): Buffer {
  const from = after?.position ?? 0;
  const to = Math.min(pages.pieces.length, from + Math.max(1, Math.floor(limit / PIECE_LINKS)));
  const next =
    to === pages.pieces.length ? null : { part: 'subjects', feed: pages.office, subject: 'case/x', position: to };
  const head = { epoch: pages.device.epoch, boot: 'bench', heads: at === null ? pages.heads : null };
  const members = pages.pieces.slice(from, to).flatMap((piece, index, all) => {
    const before = all[index - 1]?.feed;
    const feed = `{"feed":${JSON.stringify(piece.feed)},"links":[`;
    return [packed(piece.feed === before ? ',' : `${before === undefined ? '' : ']},'}${feed}`), read(piece)];
  });
  return Buffer.concat([
    packed(`${JSON.stringify(head).slice(0, -1)},"feeds":[`),
    ...members,
    packed(`]}],"next":${JSON.stringify(next)}}`),
  ]);
}

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ requests, bytesUp, bytesDown }));
    requests = bytesUp = bytesDown = 0;
    return;
  }
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const given = answer(FillRequest.parse(JSON.parse(text.toString('utf8'))));
  requests++;
  bytesUp += body.byteLength;
  bytesDown += given.byteLength;
  if (Number(lateMs) > 0) await sleep(Number(lateMs));
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  response.end(given);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : address);
});
