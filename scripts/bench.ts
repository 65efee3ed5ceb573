import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureFirstFill } from './bench/first-fill.ts';
import { measureNameRecall } from './bench/name-recall.ts';
import { measureSearch } from './bench/search.ts';

/**
 * `npm run bench`: figures as JSON, each beside a floor or a named peer measured in the same run, because absolute
 * numbers say more about the machine than about the program. Never part of a test.
 */
const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    'fill-people': { type: 'string', default: '600' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(
    'npm run bench [-- --people N] [--fill-people N]\n\n  --people N       people searched through (default 100000)\n  --fill-people N  people of the governorate a laptop is filled with (default 600)',
  );
  process.exit(0);
}
const say = (what: string) => console.error(`measuring ${what} ...`);
say('first fill and append');
const fill = await measureFirstFill(Number(values['fill-people']));
say('search');
const search = await measureSearch(Number(values.people));
say('recall of names');
const names = await measureNameRecall();
console.log(
  JSON.stringify(
    { machine: { node: process.version, platform: process.platform, cores: cpus().length }, fill, search, names },
    null,
    2,
  ),
);
