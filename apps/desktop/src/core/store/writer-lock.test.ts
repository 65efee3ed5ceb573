import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openReplica } from './open-replica.ts';
import { isWriterPresent } from './writer-lock.ts';

const KEY = new Uint8Array(32).fill(5);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-lock-'));
  path = join(folder, 'replica.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Another program that opens the same replica and holds it until it is ended. */
async function startSecondProgram() {
  const program = spawn(process.execPath, ['--input-type=module-typescript', '--eval', SECOND_PROGRAM, path], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: program.stdout }), 'line');
  return { program, answer: String(line) };
}

const SECOND_PROGRAM = `
  import { openReplica } from ${JSON.stringify(new URL('./open-replica.ts', import.meta.url).href)};
  try {
    const store = openReplica({ path: process.argv[1], key: new Uint8Array(32).fill(5) });
    store.write((tx) => tx.exec('create table if not exists held (id)'));
    console.log('open');
    setInterval(() => store.get('select 1'), 1000);
  } catch (error) {
    console.log(error.code);
  }
`;

it('lets one program in; the second is told it is in use, until the first is killed', async () => {
  const first = await startSecondProgram();
  expect(first.answer).toBe('open');
  expect(isWriterPresent(folder)).toBe(true);
  expect(() => openReplica({ path, key: KEY })).toThrow('replica.in-use');
  expect((await startSecondProgram()).answer).toBe('replica.in-use');
  openReplica({ path, key: KEY, readonly: true }).close();

  first.program.kill('SIGKILL');
  await once(first.program, 'exit');
  expect(isWriterPresent(folder)).toBe(false);
  openReplica({ path, key: KEY }).close();
});

it('holds against a second connection of the same program, and is free after closing', () => {
  const store = openReplica({ path, key: KEY });
  expect(() => openReplica({ path, key: KEY })).toThrow('replica.in-use');
  store.close();
  store.close();
  openReplica({ path, key: KEY }).close();
});

it('is free again after an opening that failed', () => {
  openReplica({ path, key: KEY }).close();
  expect(() => openReplica({ path, key: new Uint8Array(32) })).toThrow('replica.wrong-key');
  expect(isWriterPresent(folder)).toBe(false);
});
