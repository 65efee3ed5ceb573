// What durability.test.ts starts and kills: a program that saves and says so, or that changes the key of a replica.
import { readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { openReplica } from './open-replica.ts';
import { rekeyReplica } from './rekey-replica.ts';
import { openSealedHead } from './sealed-head.ts';

const [task = '', path = '', ...keys] = process.argv.slice(2);
const [key = new Uint8Array(), other = new Uint8Array()] = keys.map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
const say = (line: string | number) => writeSync(1, `${line}\n`);

readSync(0, Buffer.alloc(8)); // waits for the word to begin

if (task === 'save') {
  const store = openReplica({ path, key });
  const sealed = openSealedHead(dirname(path), [key]);
  let last = store.get<{ last: number }>('select coalesce(max(id), 0) as last from saves')?.last ?? 0;
  for (;;) {
    const id = ++last;
    store.write((tx) => {
      tx.run('insert into saves (id, body) values (?, ?)', id, `${id} `.repeat(1 + ((id * 7919) % 6000)));
      tx.run('insert into derived (id) values (?)', id);
    });
    sealed.seal({ device: 'device', generation: 1, deviceSeq: id, hash: `hash ${id}`, keyringCounter: 1 });
    say(id);
  }
} else if (task === 'rekey') {
  say('started');
  rekeyReplica({ path, from: key, to: other });
  say('done');
}
