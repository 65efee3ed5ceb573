/** Weeks of a governorate under a seeded scheduler: what must hold after outages, crashes, restores and clones. */
import { readArguments } from './read-arguments.ts';
import { simulateWeeks } from './simulation/weeks.ts';

const HELP = `npm run simulate -- [--seeds N] [--from SEED] [--seed SEED] [--until-trouble] [--json]

  --seeds N         how many runs, each from its own number (default 100)
  --from SEED       the first number (default 1)
  --seed SEED       this one run, with its story told
  --until-trouble   stop at the first run that finds something
  --json            the result as one line of JSON
`;

const { values } = readArguments(HELP, {
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    'until-trouble': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const numbers = [values.seeds, values.from, values.seed ?? '0'].map(Number);
if (values.help || numbers.some((number) => !Number.isSafeInteger(number) || number < 0)) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const tell = values.seed === undefined ? undefined : (line: string) => console.error(line);
const met: Record<string, number> = {};
const failed: { readonly seed: number; readonly troubles: readonly string[] }[] = [];
const began = performance.now();
let runs = 0;
for (let seed = from; seed < from + count; seed++) {
  const result = await simulateWeeks(seed, tell);
  runs++;
  for (const [what, times] of Object.entries(result.met)) met[what] = (met[what] ?? 0) + times;
  if (result.troubles.length > 0) {
    failed.push({ seed, troubles: result.troubles });
    if (!values.json) console.error(`seed ${seed}:\n  ${result.troubles.join('\n  ')}`);
    if (values['until-trouble']) break;
  }
}
const seconds = Math.round((performance.now() - began) / 100) / 10;
if (values.json) console.log(JSON.stringify({ runs, failed, met, seconds }));
else console.log(`${runs} runs, ${failed.length} with trouble, ${seconds} s\n${JSON.stringify(met, null, 2)}`);
process.exit(failed.length > 0 ? 1 : 0);
