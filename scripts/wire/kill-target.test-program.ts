// What kill.test.ts starts and kills: a laptop whose worker never rests, syncing with its server meanwhile. It says the
// id of each entry after the door has answered, and nothing else.
import { randomBytes } from 'node:crypto';
import { readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidV7 } from '@nrm/domain/shared';
import type { ActStep } from '../../apps/desktop/src/bridge/commands.ts';
import { openBridge } from '../../apps/desktop/src/core/bridge-door.ts';
import { createFileDeviceSecretStore } from '../../apps/desktop/src/core/session/device-secret-store.ts';
import { caseRef, correct, register } from '../../apps/desktop/src/core/testing/people.ts';

const [folder = '', worker = ''] = process.argv.slice(2);

// Loaded, it says so and waits for the word to begin, which is the password.
writeSync(1, 'loaded\n');
const word = Buffer.alloc(200);
const password = word.toString('utf8', 0, readSync(0, word)).trim();

const door = await openBridge({
  folder,
  deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')),
  nowMs: Date.now,
  pullEveryMs: 100,
  random: (bytes) => new Uint8Array(randomBytes(bytes)),
});
const newId = () => uuidV7(Date.now(), randomBytes(10));

async function must(name: string, args: unknown): Promise<unknown> {
  const answer = await door.bridge.invoke(name, args);
  if (answer.kind === 'value') return answer.value;
  throw new Error(`${name}: ${answer.kind} ${JSON.stringify(answer)}`);
}

await must('session.sign-in', { worker, password });
// The very first time, the administration must have come before anything can be written.
while (((await must('session.state', {})) as { office: unknown }).office === null) await sleep(5);

let person = '';
for (let turn = 0; ; turn++) {
  const steps: ActStep[] =
    turn % 6 === 0
      ? [
          register((person = newId()), { givenName: 'زينب', fatherName: `${turn}` }),
          {
            type: 'need.identify',
            subject: caseRef(person),
            intent: { need: newId(), topic: 'housing', urgency: 'normal', words: '' },
          },
        ]
      : turn % 6 === 5
        ? [correct(person, { familyName: `${turn}` })]
        : [{ type: 'case.note', subject: caseRef(person), intent: { words: `${turn} `.repeat((turn * 37) % 900) } }];
  const done = (await must('act', { id: newId(), steps })) as { entries: readonly string[] };
  writeSync(1, done.entries.map((id) => `${id}\n`).join(''));
  await sleep(turn % 7);
}
