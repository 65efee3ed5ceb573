import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readDocuments, requirePeer } from './documents.ts';
import { POUCH_BATCH, requirePouch } from './pouch.ts';

/** express-pouchdb over LevelDB with all documents in it. Arguments: where peers are installed, folder, its own folder. */
const [installed = '', folder = '', own = ''] = process.argv.slice(2);
const Pouch = requirePouch(installed).defaults({ prefix: join(own, '/') });
interface Express {
  use(handler: unknown): void;
  listen(port: number, host: string, done: () => void): { address(): AddressInfo };
}
const app = (requirePeer(installed, 'express') as () => Express)();
const pouchApp = requirePeer(installed, 'express-pouchdb') as (pouch: unknown, options: object) => unknown;
app.use(pouchApp(Pouch, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(own, 'log.txt') }));

// Only now: express-pouchdb serves databases that were made after it.
const database = new Pouch('documents');
let batch: object[] = [];
const write = async () => {
  const written = await database.bulkDocs(batch);
  if (written.some(({ ok }) => !ok)) throw new Error('a document was not stored');
  batch = [];
};
for (const { id, fields } of readDocuments(folder)) {
  batch.push({ _id: id, ...fields });
  if (batch.length === POUCH_BATCH) await write();
}
await write();

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
