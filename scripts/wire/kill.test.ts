import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerId } from '@nrm/domain/shared';
import { expect, it, onTestFinished } from 'vitest';
import { verifyLaptopLedger } from '../../apps/desktop/src/core/ledger/verify.ts';
import { findWrongRows } from '../../apps/desktop/src/core/read-models/verify-read-models.ts';
import { caseRef } from '../../apps/desktop/src/core/testing/people.ts';
import { seededRandom } from '../simulation/governorate.ts';
import { findDisagreements } from './agreement.ts';
import { type Desk, type Governorate, openGovernorate, PASSWORD } from './governorate.ts';

// NRM_KILLS=100 repeats the measurement of docs/reliability.md.
const KILLS = Number(process.env.NRM_KILLS ?? 12);
const LONGEST_LIFE_MS = KILLS > 12 ? 1_500 : 900;
const WHOLE_CHECK_EVERY = 10;

/** Loads the program ahead: loading takes longer than working, and the next one loads while one is at work. */
function load(folder: string, worker: WorkerId) {
  const program: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'kill-target.test-program.ts'), folder, worker],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let failed = '';
  program.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  program.stderr?.on('data', (bytes: Buffer) => (failed += bytes.toString()));
  const ended = once(program, 'close');
  const loaded = program.stdout && once(program.stdout, 'data');
  return {
    async go() {
      await Promise.race([loaded, ended]);
      program.stdin?.end(PASSWORD);
    },
    /** @returns the entries whose acknowledgement had been said; whole lines only */
    async kill(): Promise<readonly string[]> {
      program.kill('SIGKILL');
      const [, signal] = (await ended) as [number | null, string | null];
      expect({ failed, signal }).toEqual({ failed: '', signal: 'SIGKILL' });
      return said.split('\n').slice(1, -1);
    },
  };
}

/** What is in a replica after a kill, looked at without the network: nothing can come back from the server. */
async function lookInside(desk: Desk, worker: WorkerId, whole: boolean, acknowledged: ReadonlySet<string>) {
  await desk.restart();
  await desk.setNetwork(false);
  await desk.do('session.sign-in', { worker, password: PASSWORD });
  const { store } = desk.session;
  const here = new Set(store.all('select id from entries where own = 1').map(({ id }) => id as string));
  const lost = [...acknowledged].filter((id) => !here.has(id));
  const troubles = whole ? verifyLaptopLedger(store).troubles : [];
  const wrongRows = whole ? findWrongRows(store) : [];
  const waiting = (await desk.ask('sync.state', {})).waiting;
  await desk.close();
  expect({ lost, troubles, wrongRows }).toEqual({ lost: [], troubles: [], wrongRows: [] });
  return waiting;
}

/** A colleague on another laptop writes in the same files, so that the killed one has something to receive. */
async function writeInFilesOfTheOther(colleague: Desk): Promise<void> {
  await colleague.sync();
  const { rows } = await colleague.ask('people.search', { status: 'all', limit: 5 });
  for (const { id } of rows)
    await colleague.act({ type: 'case.note', subject: caseRef(id), intent: { words: 'seen' } });
  await colleague.sync();
}

async function idsOnServer(governorate: Governorate, { laptop }: Desk): Promise<readonly string[]> {
  const { pool } = governorate.server.server;
  const { rows } = await pool.query<{ id: string }>('select id from entries where device = $1', [
    laptop.keyring?.device,
  ]);
  return rows.map(({ id }) => id);
}

it(`keeps everything acknowledged through ${KILLS} kills at any moment`, { timeout: KILLS * 30_000 }, async () => {
  const governorate: Governorate = await openGovernorate({ tls: true });
  onTestFinished(governorate.close);
  const { caseworker, colleague: other } = governorate.staff;
  const colleague = await governorate.connect('colleague', other);
  const desk = await governorate.openDesk('killed');
  // Nobody signs in before the first kill: the first fill is among what is cut.
  await desk.do('laptop.connect', {
    server: governorate.origin,
    code: await governorate.code(caseworker),
    password: PASSWORD,
  });
  await desk.close();

  const random = seededRandom(20261122);
  const acknowledged = new Set<string>();
  let keptWaiting = 0;
  let next = load(desk.folder, caseworker);
  for (let kill = 1; kill <= KILLS; kill++) {
    const program = next;
    if (kill < KILLS) next = load(desk.folder, caseworker);
    await program.go();
    const life = sleep(random() * LONGEST_LIFE_MS);
    if (kill % 3 === 0) await writeInFilesOfTheOther(colleague);
    await life;
    for (const id of await program.kill()) acknowledged.add(id);
    const whole = kill % WHOLE_CHECK_EVERY === 0 || kill === KILLS;
    if ((await lookInside(desk, caseworker, whole, acknowledged)) > 0) keptWaiting++;
  }

  const arrivedMeanwhile = (await idsOnServer(governorate, desk)).length;
  await desk.restart();
  await desk.do('session.sign-in', { worker: caseworker, password: PASSWORD });
  for (const one of [desk, colleague, desk]) await one.sync();
  expect(await findDisagreements(governorate, [desk, colleague])).toEqual([]);

  const { pool } = governorate.server.server;
  const { rows } = await pool.query<{ id: string }>('select id from entries where device = $1', [
    (await desk.ask('session.state', {})).device,
  ]);
  const arrived = rows.map(({ id }) => id);
  const own = desk.session.store.all('select id from entries where own = 1').map(({ id }) => id as string);
  expect(arrived.toSorted()).toEqual(own.toSorted());
  expect(new Set(arrived).size).toBe(arrived.length);
  const here = new Set(arrived);
  expect([...acknowledged].filter((id) => !here.has(id))).toEqual([]);
  // A run in which nothing was cut is not a proof.
  expect(acknowledged.size).toBeGreaterThan(KILLS * 3);
  expect(keptWaiting).toBeGreaterThan(0);
  expect(arrivedMeanwhile).toBeGreaterThan(0);
  if (process.env.NRM_KILLS)
    process.stderr.write(
      `${KILLS} kills, ${acknowledged.size} entries acknowledged, 0 lost, ${arrived.length} on the server once each (${arrivedMeanwhile} before the last sync); ${keptWaiting} kills left something waiting\n`,
    );
});
