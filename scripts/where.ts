import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PERMISSIONS } from '@nrm/domain/access';
import { allVerbs } from '@nrm/domain/registry';
import { ROOT } from './steps.ts';

/**
 * Where a verb lives: its rule, what the command adds, who may, the button, the words, the tests. Takes `send-referral`
 * as well as `referral.send`.
 */
const HELP = `npm run where -- VERB [--json]

  VERB  for example send-referral or referral.send; without one, all verbs`;

const args = process.argv.slice(2);
const json = args.includes('--json');
const asked = args.find((arg) => !arg.startsWith('--'));
if (args.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}
const types = allVerbs().map(({ type }) => type);
if (!asked) {
  console.log(json ? JSON.stringify(types) : types.join('\n'));
  process.exit(0);
}
const type = types.find((candidate) => candidate === asked || kebab(candidate) === asked);
if (!type) {
  console.error(`There is no verb ${asked}. All of them: npm run where`);
  process.exit(2);
}

const KINDS = [
  ['rule', /^packages\/domain\/src\/(?!testing).*(?<!\.test)\.ts$/],
  ['context', /^apps\/desktop\/src\/core\/commands\/.*(?<!\.test)\.ts$/],
  ['screens', /^apps\/desktop\/src\/renderer\/(features|app)\/.*\.tsx?$/],
  ['server', /^apps\/sync-server\/src\/.*(?<!\.test)\.ts$/],
  ['words', /^apps\/desktop\/src\/renderer\/i18n\/.*\.json$/],
  ['tests', /\.(test|spec)\.tsx?$/],
] as const;

const found = new Map<string, string[]>();
for (const path of sources()) {
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(`'${type}'`) || line.includes(`"${type}"`));
  if (index < 0) continue;
  const kind = KINDS.findLast(([, pattern]) => pattern.test(path))?.[0];
  if (kind) found.set(kind, [...(found.get(kind) ?? []), `${path}:${index + 1}`]);
}
// The file that is named after the verb first: the others mention it.
for (const places of found.values())
  places.sort((a, b) => Number(b.includes(`/${kebab(type)}.`)) - Number(a.includes(`/${kebab(type)}.`)));
const roles = PERMISSIONS[type as keyof typeof PERMISSIONS];
// The same two places for every verb: the door it is written through and the door it arrives at.
const doors = {
  written: 'apps/desktop/src/core/ledger/append-act.ts',
  sent: 'apps/desktop/src/core/sync/send-waiting.ts',
  judged: 'apps/sync-server/src/ledger/accept-push.ts',
  received: 'apps/desktop/src/core/ledger/receive.ts',
};
if (json) console.log(JSON.stringify({ type, roles, doors, ...Object.fromEntries(found) }, null, 2));
else {
  console.log(`${type}   may: ${roles.join(', ')}\n`);
  for (const [kind] of KINDS)
    for (const [index, place] of (found.get(kind) ?? []).entries())
      console.log(`  ${(index === 0 ? kind : '').padEnd(9)} ${place}`);
  console.log('\nThe doors of every verb');
  for (const [name, path] of Object.entries(doors)) console.log(`  ${name.padEnd(9)} ${path}`);
}

/** `referral.send` as it is said: send-referral. */
function kebab(verb: string): string {
  const [noun, act] = verb.split('.');
  return `${act}-${noun}`;
}

function sources(): string[] {
  return ['packages', 'apps', 'scripts'].flatMap((top) =>
    readdirSync(join(ROOT, top), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(tsx?|json)$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
      .filter((path) => !/node_modules|\/dist\//.test(path)),
  );
}
