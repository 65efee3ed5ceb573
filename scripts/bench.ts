import { cpus } from 'node:os';
import { measureCrowd } from './bench/crowd.ts';
import { measureFirstFill } from './bench/first-fill.ts';
import { measureGrowth } from './bench/growth.ts';
import { measureLiveHint } from './bench/live-hint.ts';
import { measureNameRecall } from './bench/name-recall.ts';
import { measureSearch } from './bench/search.ts';
import { measureSync } from './bench/sync.ts';
import { readArguments } from './read-arguments.ts';

/**
 * `npm run bench`: figures as JSON, each beside a floor or a named peer measured in the same run, because absolute
 * numbers say more about the machine than about the program. Never part of a test.
 */
const HELP = `npm run bench [-- WHAT ...] [--option N]

  WHAT: first-fill, growth, crowd, live-hint, search, names, sync; all of them when none is named

  --entries N   entries a laptop is filled with (first-fill: 20000, growth: 150000; up to 1000000)
  --rounds N    first-fill: laptop and floor this often in turn, the middle one is told (3)
  --late-ms N   first-fill: every answer of the server is this late (0)
  --mark N      growth: the time per entry of all is compared with that of the first N (50000)
  --laptops N   crowd: laptops that return at once, each with --entries (1000) of its own (100)
  --people N    search: people searched through (100000)
  --documents N sync: documents each laptop is filled with, beside PouchDB and WatermelonDB (5000)
  --full        sync: 50000 documents; takes long
  --json        what is printed is JSON in any case`;
const { values, positionals } = readArguments(HELP, {
  allowPositionals: true,
  options: {
    entries: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    'late-ms': { type: 'string', default: '0' },
    mark: { type: 'string', default: '50000' },
    people: { type: 'string', default: '100000' },
    laptops: { type: 'string', default: '100' },
    documents: { type: 'string', default: '5000' },
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: true },
    help: { type: 'boolean', default: false },
  },
});

const MEASURES = {
  'first-fill': () =>
    measureFirstFill(Number(values.entries ?? 20_000), Number(values.rounds), Number(values['late-ms'])),
  growth: () => measureGrowth(Number(values.entries ?? 150_000), Number(values.mark)),
  crowd: () => measureCrowd(Number(values.laptops), Number(values.entries ?? 1_000)),
  'live-hint': () => measureLiveHint(Number(values.entries ?? 50)),
  search: () => measureSearch(Number(values.people)),
  names: () => measureNameRecall(),
  sync: () => measureSync(values.full ? 50_000 : Number(values.documents)),
};
type Measure = keyof typeof MEASURES;
const isMeasure = (name: string): name is Measure => Object.hasOwn(MEASURES, name);
const unknown = positionals.filter((name) => !isMeasure(name));

if (values.help || unknown.length > 0) {
  console.log(HELP);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const chosen = positionals.length > 0 ? positionals.filter(isMeasure) : (Object.keys(MEASURES) as Measure[]);
const figures: Partial<Record<Measure, unknown>> = {};
for (const name of chosen) {
  console.error(`measuring ${name} ...`);
  figures[name] = await MEASURES[name]();
}
console.log(
  JSON.stringify(
    { machine: { node: process.version, platform: process.platform, cores: cpus().length }, ...figures },
    null,
    2,
  ),
);
