import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dayInBaghdad, type GovernorateId, instantFromMs } from '@nrm/domain/shared';
import { initialiseServer } from '../apps/sync-server/src/initialise-server.ts';
import { ledgerAssembly, serverAuthor } from '../apps/sync-server/src/ledger-assembly.ts';
import { openServer } from '../apps/sync-server/src/open-server.ts';
import { writeDemonstration } from './demonstration/write-governorate.ts';
import { readArguments } from './read-arguments.ts';
import { createWorld, simulatedServer } from './simulation/governorate.ts';

const HELP = `npm run seed -- --people N [options]

Writes an invented governorate of any size on a server of its own: offices, workers, providers, people in every state,
by the same commands and rules as everybody. Never real people; a real server refuses it.

  --people N    how many people (default 600)
  --providers N how many providers (default 60)
  --data DIR    folder of the server, which must not exist yet (default .nrm/seed)
  --seed N      the same number gives the same governorate (default 20261122)
  --json        what was written, in JSON
  --help        this text`;

const { values } = readArguments(HELP, {
  options: {
    people: { type: 'string', default: '600' },
    providers: { type: 'string', default: '60' },
    data: { type: 'string', default: join('.nrm', 'seed') },
    seed: { type: 'string', default: '20261122' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const people = whole('people', values.people, 1, 1_000_000);
const providers = whole('providers', values.providers, 20, 2_000);
const seed = whole('seed', values.seed, 0, 4_294_967_295);
const folder = resolve(values.data);
if (existsSync(folder)) fail(`${folder} exists already: give another folder with --data.`);

const now = () => new Date();
const began = performance.now();
await initialiseServer(ledgerAssembly, {
  folder,
  env: process.env,
  now,
  governorate: 'ninewa' as GovernorateId,
  names: { ar: 'نينوى', en: 'Ninewa', ckb: 'نەینەوا' },
  demonstration: true,
  listen: { host: '127.0.0.1', port: 8443, tls: true },
  hosts: ['127.0.0.1', 'localhost'],
});
const server = await openServer({
  folder,
  env: process.env,
  now,
  migrations: ledgerAssembly.migrations,
  database: 'own',
});
try {
  const world = createWorld(seed, instantFromMs(Date.now() - 400 * 86_400_000));
  const written = await writeDemonstration({
    world,
    server: simulatedServer({ ...(await serverAuthor(server)), now: world.now }, server.identity.publicKey),
    today: dayInBaghdad(instantFromMs(Date.now())),
    people,
    providers,
    progress: (done, of, what) => {
      if (done % 500 === 0 || done === of) console.error(`${what}: ${done} of ${of}`);
    },
  });
  // In slices, so that neither a message nor a laptop in memory grows with the governorate.
  for (let from = 0; from < people; from += 500) await written.writePeople(from, Math.min(people, from + 500));
  const { rows } = await server.pool.query<{ kind: string; count: string }>(
    'select kind, count(*) from subjects group by kind order by kind',
  );
  const counts = Object.fromEntries(rows.map(({ kind, count }) => [kind, Number(count)]));
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    values.json
      ? JSON.stringify({ folder, seconds, ...counts })
      : `Written in ${seconds} s to ${folder}: ${JSON.stringify(counts)}`,
  );
} finally {
  await server.close();
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    fail(`--${name} takes a whole number from ${least} to ${most}.`);
  return value;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
