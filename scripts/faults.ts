import { run as audit } from './faults/audit.ts';
import { runDiskFull, runFsync } from './faults/failing-disk.ts';
import { run as flips } from './faults/flips.ts';
import { run as kills } from './faults/kills.ts';
import { run as power } from './faults/power.ts';
import { run as sticks } from './faults/sticks.ts';
import type { SuiteOptions, SuiteResult } from './faults/suite.ts';
import { readArguments } from './read-arguments.ts';

/** `npm run faults`: real faults against the real core, in full; `npm test` runs the same in short. */
const USAGE = 'npm run faults [-- SUITE ...] [--cases N] [--seed S] [--case K] [--json]';
const { values, positionals } = readArguments(`${USAGE}\n\n  --help names the suites`, {
  allowPositionals: true,
  options: {
    cases: { type: 'string' },
    seed: { type: 'string', default: '20261123' },
    case: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

interface Suite {
  readonly what: string;
  readonly cases: number;
  run(options: SuiteOptions): Promise<SuiteResult>;
}

const SUITES: Readonly<Record<string, Suite>> = {
  kills: {
    what: 'kill -9 at work, at lock, in a rebuild, in a change of the schema, without the log',
    cases: 1000,
    run: kills,
  },
  power: { what: 'power cuts, from recorded writes', cases: 1000, run: power },
  'disk-full': { what: 'the disk is full at every write in turn', cases: 1000, run: runDiskFull },
  fsync: { what: 'every fsync in turn fails', cases: 500, run: runFsync },
  flips: { what: 'flipped bits, lost sectors, old pages and old files', cases: 2000, run: flips },
  sticks: { what: 'sticks pulled at any step, programs killed while they read one', cases: 500, run: sticks },
  audit: {
    what: 'exports for an auditor as they were written, and altered: one of five whole',
    cases: 250,
    run: audit,
  },
};
const unknown = positionals.filter((name) => !Object.hasOwn(SUITES, name));

if (values.help || unknown.length > 0) {
  const lines = Object.entries(SUITES).map(([name, { what, cases }]) => `  ${name.padEnd(10)} ${what} (${cases})`);
  console.log(`${USAGE}

${lines.join('\n')}

  all of them when none is named; the number in brackets is how many cases it has in full
  --seed S --case K   repeats one case`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

// Passwords cost nothing here: thousands of sign-ins are not what is looked at.
process.env.NODE_ENV = 'test';
const chosen = Object.entries(SUITES).filter(([name]) => positionals.length === 0 || positionals.includes(name));
const results: Record<string, SuiteResult & { readonly seconds: number }> = {};
for (const [name, suite] of chosen) {
  const began = performance.now();
  console.error(`${name}: ${suite.what}, seed ${values.seed} ...`);
  const result = await suite.run({
    cases: Number(values.cases ?? suite.cases),
    seed: Number(values.seed),
    only: values.case === undefined ? undefined : Number(values.case),
    say: (line) => console.error(`  ${line}`),
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  results[name] = { ...result, seconds };
  if (!values.json)
    console.log(
      result.skipped
        ? `${name}: not run: ${result.skipped}`
        : `${name}: ${result.cases} cases, ${result.lost} lost, ${result.doubled} doubled, ${result.silent} silent, ${seconds} s  ${JSON.stringify(result.outcomes)}`,
    );
}
if (values.json) console.log(JSON.stringify(results, null, 2));
process.exit(Object.values(results).some(({ lost, doubled, silent }) => lost + doubled + silent > 0) ? 1 : 0);
