import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asColumns, readDocuments } from './documents.ts';

/**
 * The least a server of WatermelonDB's documented sync can be: documents in memory, the first answer packed beforehand.
 * Arguments: folder.
 */
const [folder = ''] = process.argv.slice(2);
type Row = Readonly<Record<string, string | number | null>> & { readonly id: string };
const rows = new Map<string, { readonly row: Row; readonly at: number }>();
const startedAt = Date.now();
for (const { id, fields } of readDocuments(folder)) rows.set(id, { row: { ...asColumns(fields), id }, at: startedAt });
const changes = (created: readonly Row[], updated: readonly Row[]) => ({
  changes: { documents: { created, updated, deleted: [] } },
  timestamp: Date.now(),
});
const everything = gzipSync(
  JSON.stringify(
    changes(
      [...rows.values()].map(({ row }) => row),
      [],
    ),
  ),
  { level: 6 },
);

const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const url = new URL(request.url ?? '/', 'http://localhost');
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  if (request.method === 'POST') {
    const pushed = JSON.parse(gunzipSync(Buffer.concat(parts)).toString('utf8')) as {
      documents: { updated: Row[] };
    };
    const now = Date.now();
    for (const row of pushed.documents.updated) rows.set(row.id, { row, at: now });
    response.end(gzipSync(JSON.stringify({ stored: pushed.documents.updated.length })));
    return;
  }
  const since = Number(url.searchParams.get('since'));
  const news = [...rows.values()].filter(({ at }) => at > since).map(({ row }) => row);
  response.end(since === 0 ? everything : gzipSync(JSON.stringify(changes([], news))));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
