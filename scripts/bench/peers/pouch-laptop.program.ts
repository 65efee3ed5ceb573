import { join } from 'node:path';
import { corrected } from './documents.ts';
import { POUCH_BATCH, requirePouch } from './pouch.ts';
import { takeCarried } from './take-carried.ts';

/**
 * PouchDB over LevelDB: filled from nothing, then a night of corrections sent. Nothing is encrypted, signed or searchable.
 * Arguments: where peers are installed, its own folder, port of the line, documents, corrections.
 */
const [installed = '', own = '', port = '', documents = '', corrections = ''] = process.argv.slice(2);
const Pouch = requirePouch(installed);
const remote = new Pouch(`http://127.0.0.1:${port}/documents`, { skip_setup: true });
const local = new Pouch(join(own, 'laptop'));
const options = { batch_size: POUCH_BATCH, batches_limit: 10 };

await takeCarried();
const began = performance.now();
let firstScreenSeconds: number | null = null;
const filling = local.replicate.from(remote, options);
filling.on('change', () => {
  firstScreenSeconds ??= (performance.now() - began) / 1000;
});
await filling;
const filledSeconds = (performance.now() - began) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
const { total_rows: held, rows } = await local.allDocs({ include_docs: true, limit: Number(corrections) });
if (held !== Number(documents)) throw new Error(`PouchDB holds ${held} documents`);
const fillCarried = await takeCarried();
// The first sending of all asks the server about every document; a laptop in use did that long before.
await local.replicate.to(remote, options);
await takeCarried();

await local.bulkDocs(rows.map(({ doc }, index) => ({ ...doc, corrected: corrected(index) })));
const nightBegan = performance.now();
const { docs_written: sent } = await local.replicate.to(remote, options);
await local.replicate.from(remote, options);
const nightSeconds = (performance.now() - nightBegan) / 1000;
if (sent !== Number(corrections)) throw new Error(`PouchDB sent ${sent} corrections`);
console.log(
  JSON.stringify({
    fill: { seconds: filledSeconds, firstScreenSeconds, peakMegabytes, ...fillCarried },
    night: { seconds: nightSeconds, ...(await takeCarried()) },
  }),
);
process.exit(0); // LevelDB and keep-alive connections would hold the process
