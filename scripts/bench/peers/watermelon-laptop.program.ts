import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { corrected, DOCUMENT_COLUMNS, requirePeer } from './documents.ts';
import { takeCarried } from './take-carried.ts';

/**
 * WatermelonDB over SQLite in Node, filled and corrected by its documented pull and push. Nothing is encrypted, signed or
 * searchable. Arguments: where peers are installed, its own folder, port of the line, documents, corrections.
 */
const [installed = '', own = '', port = '', documents = '', corrections = ''] = process.argv.slice(2);
interface Stored {
  prepareUpdate(change: (record: Stored) => void): unknown;
  _setRaw(column: string, value: string): void;
}
interface Query {
  fetch(): Promise<Stored[]>;
  fetchCount(): Promise<number>;
}
interface Watermelon {
  write(work: () => Promise<void>): Promise<void>;
  batch(changes: unknown[]): Promise<void>;
  get(table: string): { query(...conditions: unknown[]): Query };
}
const base = '@nozbe/watermelondb';
const { Database, Model, Q, appSchema, tableSchema } = requirePeer(installed, base) as {
  Database: new (options: object) => Watermelon;
  Model: new () => object;
  Q: { take(count: number): unknown };
  appSchema(schema: object): object;
  tableSchema(schema: object): object;
};
const { default: SQLiteAdapter } = requirePeer(installed, `${base}/adapters/sqlite`) as {
  default: new (options: object) => object;
};
const { synchronize } = requirePeer(installed, `${base}/sync`) as { synchronize(options: object): Promise<void> };

// What it logs would stand before what is told here.
const logger = requirePeer(installed, `${base}/utils/common/logger`) as { default: { silence(): void } };
logger.default.silence();

class Document extends Model {
  static table = 'documents';
}
const database = new Database({
  adapter: new SQLiteAdapter({
    dbName: join(own, 'laptop'),
    schema: appSchema({
      version: 1,
      tables: [tableSchema({ name: 'documents', columns: DOCUMENT_COLUMNS })],
    }),
  }),
  modelClasses: [Document],
});
let sent = 0;
const sync = () =>
  synchronize({
    database,
    async pullChanges({ lastPulledAt }: { lastPulledAt: number | null }) {
      const answer = await fetch(`http://127.0.0.1:${port}/sync?since=${lastPulledAt ?? 0}`);
      return answer.json();
    },
    async pushChanges({ changes }: { changes: { documents: { updated: unknown[] } } }) {
      sent = changes.documents.updated.length;
      const body = gzipSync(JSON.stringify(changes));
      const answer = await fetch(`http://127.0.0.1:${port}/sync`, { method: 'POST', body });
      await answer.arrayBuffer();
    },
  });

await takeCarried();
const began = performance.now();
await sync();
const filledSeconds = (performance.now() - began) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
const held = await database.get('documents').query().fetchCount();
if (held !== Number(documents)) throw new Error(`WatermelonDB holds ${held} documents`);
const fillCarried = await takeCarried();

await database.write(async () => {
  const some = await database
    .get('documents')
    .query(Q.take(Number(corrections)))
    .fetch();
  await database.batch(
    some.map((one, index) => one.prepareUpdate((record) => record._setRaw('corrected', corrected(index)))),
  );
});
const nightBegan = performance.now();
await sync();
const nightSeconds = (performance.now() - nightBegan) / 1000;
if (sent !== Number(corrections)) throw new Error(`WatermelonDB sent ${sent} corrections`);
console.log(
  JSON.stringify({
    // One answer, one transaction: nothing can be read before all of it is there.
    fill: { seconds: filledSeconds, firstScreenSeconds: filledSeconds, peakMegabytes, ...fillCarried },
    night: { seconds: nightSeconds, ...(await takeCarried()) },
  }),
);
process.exit(0);
