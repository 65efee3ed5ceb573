// What kills.ts starts and kills: what a laptop does alone, again and again, with a word about each that was finished.
// Filling, sending and receiving beside a whole server are killed by scripts/wire/kill.test.ts, a change of the key by
// durability.test.ts of core/store.
import { openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerId } from '@nrm/domain/shared';
import { rebuildReadModels } from '../../apps/desktop/src/core/read-models/index.ts';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { openReplica } from '../../apps/desktop/src/core/store/open-replica.ts';
import { newId, openDoor, PASSWORD, sessionOf, stepsOfTurn } from './furnished-laptop.ts';
import { MIGRATION_KEY, madeUpMigrations } from './made-up-migrations.ts';

const [task = '', root = '', workerText = ''] = process.argv.slice(2);
const worker = workerText as WorkerId;
const marks = openSync(join(root, 'marks'), 'a');
const say = (line: string) => writeSync(marks, `${line}\n`);

writeSync(1, 'loaded\n');
readSync(0, Buffer.alloc(8)); // waits for the word to begin

if (task === 'migrate') {
  const store = openReplica({ path: join(root, 'data', 'replica.db'), key: MIGRATION_KEY });
  for (let count = 1; count <= madeUpMigrations.length; count++)
    for (const name of migrate(store, madeUpMigrations.slice(0, count))) say(`entry ${name}`);
  for (;;) store.checkpoint();
}

const door = await openDoor(join(root, 'data'), 0);
await door.laptop.signIn(worker, PASSWORD);
const people: string[] = [];
let returnToLog = () => {};
for (let turn = 0; ; turn++) {
  if (task === 'fill') {
    if (turn % 4 === 1) returnToLog = sessionOf(door.laptop).store.withoutLog();
    if (turn % 4 === 3) returnToLog();
  }
  const key = `draft-${turn % 3}`;
  say(`try ${key} ${turn}`);
  await must('draft.save', { key, title: 'begun', value: { turn } });
  say(`kept ${key} ${turn}`);
  const done = (await must('act', { id: newId(), steps: stepsOfTurn(turn, people) })) as { entries: string[] };
  say(done.entries.map((id) => `entry ${id}`).join('\n'));
  if (task === 'lock') {
    await door.laptop.signOut();
    await door.laptop.signIn(worker, PASSWORD);
  }
  if (task === 'rebuild') rebuildReadModels(sessionOf(door.laptop).store);
}

async function must(name: string, args: unknown): Promise<unknown> {
  const answer = await door.bridge.invoke(name, args);
  if (answer.kind === 'value') return answer.value;
  throw new Error(`${name}: ${JSON.stringify(answer)}`);
}
