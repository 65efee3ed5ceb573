import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import { PROTOCOL } from '@nrm/domain/sync';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { openReplica } from '../../apps/desktop/src/core/store/open-replica.ts';
import type { SqlValue } from '../../apps/desktop/src/core/store/store.ts';
import { PIECE_LINKS, readFillPages } from './fill-pages.ts';

/**
 * What filling cannot be faster than: the same bytes over plain HTTP, thrown away, and then the rows that the filled
 * replica holds, in every table and full-text search, by prepared statements into an empty replica of the same kind, in
 * as many transactions as the laptop used. Nothing is parsed, checked, folded or derived.
 * Arguments: folder with the filled replica, port of the server, key of the replica (hex), transactions.
 */
const [folder = '', port = '', key = '', transactions = '1'] = process.argv.slice(2);
const pages = readFillPages(folder);
const LINKS_ASKED = 2_000;

async function fetchBytes(position: number): Promise<void> {
  const after = position === 0 ? null : { part: 'subjects', feed: pages.office, subject: '', position };
  const body = JSON.stringify({
    protocol: PROTOCOL,
    device: pages.device.device,
    at: position === 0 ? null : [],
    after,
    limit: LINKS_ASKED,
  });
  await new Promise<void>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: Number(port), method: 'POST', path: '/v1/fill' }, (response) =>
      response.on('data', () => undefined).on('end', resolve),
    );
    sent.on('error', reject).end(body);
  });
}
const httpBegan = performance.now();
const httpProcessor = process.cpuUsage();
for (let position = 0; position < pages.pieces.length; position += LINKS_ASKED / PIECE_LINKS)
  await fetchBytes(position);
const httpSeconds = (performance.now() - httpBegan) / 1000;
let processorSeconds = processorSince(httpProcessor);

const filled = openReplica({
  path: join(folder, 'replica', 'replica.db'),
  key: Buffer.from(key, 'hex'),
  readonly: true,
});
mkdirSync(join(folder, 'floor'));
const floor = openReplica({ path: join(folder, 'floor', 'replica.db'), key: randomBytes(32) });
migrate(floor, sqliteMigrations);

const SEARCHES = ['case_search', 'service_search'];
const tables = [
  'links',
  'entries',
  'subjects',
  'cases',
  'referrals',
  'tasks',
  'services',
  'service_topics',
  ...SEARCHES,
].map((name) => {
  const columns = SEARCHES.includes(name)
    ? ['rowid', 'tokens']
    : filled.all('select name from pragma_table_info(?)', name).map((column) => `"${column.name}"`);
  const last = Number(filled.get(`select max(rowid) as last from ${name}`)?.last ?? 0);
  return {
    last,
    read: `select ${columns.join(', ')} from ${name} where rowid > ? and rowid <= ? order by rowid`,
    write: `insert into ${name} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  };
});
let rowsSeconds = 0;
let rows = 0;
const count = Number(transactions);
for (let part = 0; part < count; part++) {
  const slices = tables.map(({ last, read, write }) => ({
    write,
    rows: filled
      .all(read, Math.floor((last * part) / count), Math.floor((last * (part + 1)) / count))
      .map((row) => Object.values(row) as SqlValue[]),
  }));
  const began = performance.now();
  const processorBegan = process.cpuUsage();
  floor.write((tx) => {
    for (const slice of slices) for (const values of slice.rows) tx.run(slice.write, ...values);
  });
  rowsSeconds += (performance.now() - began) / 1000;
  processorSeconds += processorSince(processorBegan);
  rows += slices.reduce((sum, slice) => sum + slice.rows.length, 0);
}
filled.close();
floor.close();
console.log(JSON.stringify({ httpSeconds, rowsSeconds, processorSeconds, rows }));

function processorSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}
