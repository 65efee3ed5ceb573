import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import { type ActId, instantFromMs, uuidV7, type WorkerId } from '@nrm/domain/shared';
import { appendAct } from '../../apps/desktop/src/core/ledger/append-act.ts';
import { type LedgerContext, saveThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { signerOf } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { projectDerived, projectSubject } from '../../apps/desktop/src/core/read-models/index.ts';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { openReplica } from '../../apps/desktop/src/core/store/open-replica.ts';
import { fillFirst } from '../../apps/desktop/src/core/sync/first-fill.ts';
import { createHttpTransport } from '../../apps/desktop/src/core/sync/http-transport.ts';
import { readFillPages } from './fill-pages.ts';
import { percentiles } from './percentiles.ts';

/**
 * One laptop from nothing to whole, in a process of its own so that its memory is its own. Says what it measured as JSON.
 * Arguments: folder of the pages, port of the server, key of the replica (hex), entries after which a mark is set,
 * the thread that prepares.
 */
const [folder = '', port = '', key = '', mark = '0', thread = ''] = process.argv.slice(2);
const pages = readFillPages(folder);
const { privateKey } = generateKeyPairSync('ed25519');
mkdirSync(join(folder, 'replica'));
const store = openReplica({ path: join(folder, 'replica', 'replica.db'), key: Buffer.from(key, 'hex') });
migrate(store, sqliteMigrations);
store.write((tx) => saveThisDevice(tx, pages.device));

const PEOPLE_OF_A_SCREEN = 40;
const LINKS_OF_A_PULL = 500; // what the replication asks for
const began = performance.now();
const processorBegan = process.cpuUsage();
const seconds = () => (performance.now() - began) / 1000;
const held = (table: string) => store.get(`select count(*) as rows from ${table}`)?.rows as number;
let transactions = 0;
let firstScreenSeconds: number | null = null;
let marked: { entries: number; seconds: number } | null = null;
let beforeLast = { entries: 0, seconds: 0 };
const ledger: LedgerContext = {
  store,
  sign: signerOf(privateKey),
  now: () => ({ instant: instantFromMs(Date.parse('2026-11-22T09:00:00.000Z')), clock: 'ok' }),
  random: (bytes) => randomBytes(bytes),
  author: () => ({ worker: pages.caseworker as WorkerId, role: 'caseworker' }),
  project: projectSubject,
  projectDerived,
  seal: () => undefined,
  announce() {
    transactions++;
    if (firstScreenSeconds === null && held('cases') >= PEOPLE_OF_A_SCREEN) firstScreenSeconds = seconds();
    const at = { entries: links.take(), seconds: seconds() };
    if (!marked && Number(mark) > 0 && at.entries >= Number(mark)) marked = at;
    if (at.entries <= pages.links - Number(mark)) beforeLast = at;
  },
};
// Positions are given once each, so the largest rowid is the count, and asking costs nothing.
const links = { take: () => (store.get('select max(rowid) as rows from links')?.rows as number | null) ?? 0 };
const transport = createHttpTransport({
  baseUrl: `http://127.0.0.1:${port}`,
  device: pages.device.device,
  sign: ledger.sign,
});
await fillFirst(ledger, transport, LINKS_OF_A_PULL, new AbortController().signal, new URL(thread));
const filledSeconds = seconds();
const filledIn = transactions;
const processor = process.cpuUsage(processorBegan);
if (held('links') !== pages.links || held('cases') !== pages.people)
  throw new Error(`the laptop holds ${held('links')} links and ${held('cases')} people`);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;

const files = store.all(
  `select id from cases where status <> 'ended' and office = ? order by id limit 200`,
  pages.device.office,
);
const append = files.map(({ id }) => {
  const from = performance.now();
  const written = appendAct(ledger, {
    id: uuidV7(Date.now(), randomBytes(10)) as ActId,
    author: { worker: pages.caseworker as WorkerId, role: 'caseworker' },
    steps: [{ type: 'case.note', subject: { kind: 'case', id: id as string }, intent: { words: 'ملاحظة' } }],
  });
  if (!written.ok) throw new Error(`the laptop may not write: ${written.refusal.code}`);
  return performance.now() - from;
});
const bytes = Number(
  store.get('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')?.bytes,
);
store.close();
console.log(
  JSON.stringify({
    filledSeconds,
    processorSeconds: (processor.user + processor.system) / 1e6,
    firstScreenSeconds,
    marked,
    beforeLast,
    transactions: filledIn,
    peakMegabytes,
    replicaMegabytes: bytes / 1e6,
    appendMs: percentiles(append),
  }),
);
