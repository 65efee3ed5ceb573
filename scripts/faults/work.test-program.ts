// What the suites of this folder start: a laptop whose worker never rests, without a network. It writes down in the file
// `marks` beside its folder what it was told is safe, after it was told. A fault is what a person would do about it: the
// same is tried again, and signing in again when nothing else helps.
import { openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BridgeAnswer } from '../../apps/desktop/src/bridge/answer.ts';
import { Fault } from '../../apps/desktop/src/core/faults.ts';
import { newId, openDoor, PASSWORD, sessionOf, stepsOfTurn } from './furnished-laptop.ts';

const [root = '', worker = '', turnsText = '1', pace = ''] = process.argv.slice(2);
const turns = Number(turnsText);
const folder = join(root, 'data');
const marks = openSync(join(root, 'marks'), 'a');
const say = (line: string) => writeSync(marks, `${line}\n`);

if (pace === 'wait') {
  // Loading takes longer than working: it waits for the word to begin.
  writeSync(1, 'loaded\n');
  readSync(0, Buffer.alloc(8));
}

let door = await openDoor(folder);
const faults: Record<string, number> = {};
const TRIES = 90;

/** As a person: once more, then by signing in again, then by starting the program again. */
async function insist(what: () => Promise<BridgeAnswer<unknown>>): Promise<unknown> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const answer = await what();
    if (answer.kind === 'value') return answer.value;
    if (answer.kind === 'refusal') throw new Error(`refused: ${answer.refusal.code}`);
    const { code } = answer.fault;
    faults[code] = (faults[code] ?? 0) + 1;
    if (code === 'program.error') break;
    if (attempt % 8 === 5 || code === 'session.signed-out') await signIn();
    if (attempt % 16 === 13) {
      await door.close().catch(() => undefined);
      door = await openDoor(folder);
      await signIn();
      faults['started again'] = (faults['started again'] ?? 0) + 1;
    }
  }
  throw new Error(`it did not work again: ${JSON.stringify(faults)}`);
}

/** What the program does for itself, and tries another time. */
function attempt(what: () => void): void {
  try {
    what();
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'program.error';
    faults[code] = (faults[code] ?? 0) + 1;
    if (code === 'program.error') throw error;
  }
}

async function signIn(): Promise<boolean> {
  const answer = await door.bridge.invoke('session.sign-in', { worker, password: PASSWORD });
  if (answer.kind !== 'fault') return true;
  faults[answer.fault.code] = (faults[answer.fault.code] ?? 0) + 1;
  return false;
}

const invoke = (name: string, args: unknown) => insist(() => door.bridge.invoke(name, args));

await invoke('session.sign-in', { worker, password: PASSWORD });
say('begin');
const people: string[] = [];
let returnToLog = () => {};
for (let turn = 0; turn < turns; turn++) {
  // Some of it while the laptop is filled.
  if (turn % 8 === 2) attempt(() => (returnToLog = sessionOf(door.laptop).store.withoutLog()));
  if (turn % 8 === 5) attempt(returnToLog);
  const key = `draft-${turn % 3}`;
  if (turn % 2 === 0) {
    say(`try ${key} ${turn}`);
    await invoke('draft.save', { key, title: 'begun', value: { turn, words: `${turn} `.repeat((turn * 53) % 400) } });
    say(`kept ${key} ${turn}`);
  }
  const finishes = turn % 5 === 4;
  const id = newId();
  const steps = stepsOfTurn(turn, people);
  if (finishes) say(`try ${key} gone`);
  const done = (await invoke('act', { id, steps, ...(finishes && { finishesDraft: key }) })) as { entries: string[] };
  say(done.entries.map((entry) => `entry ${entry}`).join('\n') + (finishes ? `\nkept ${key} gone` : ''));
  if (turn % 12 === 11) {
    await invoke('session.sign-out', {});
    await invoke('session.sign-in', { worker, password: PASSWORD });
  }
}
await door.close().catch((error: unknown) => {
  faults[error instanceof Error ? error.message : 'unknown'] = 1;
});
writeSync(1, `${JSON.stringify(faults)}\n`);
process.exit(0);
