import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { assert, type CaseId, type OfficeId, ok, type WorkerId } from '@nrm/domain/shared';
import { expect, it, onTestFinished } from 'vitest';
import { nextPush } from '../../apps/desktop/src/core/ledger/outbox.ts';
import { receiveReceipts } from '../../apps/desktop/src/core/ledger/receive.ts';
import { createHttpTransport, type Transport } from '../../apps/desktop/src/core/sync/index.ts';
import { changeEpoch } from '../../apps/sync-server/src/ledger/epoch.ts';
import { verifyLedger } from '../../apps/sync-server/src/ledger/verify-ledger.ts';
import { administer } from '../../apps/sync-server/src/ledger-assembly.ts';
import { inTransaction } from '../../apps/sync-server/src/store/connect.ts';
import { connectLaptop, createWorld, type SimulatedLaptop, simulatedServer } from '../simulation/governorate.ts';
import { type Governorate, MOSUL, openGovernorate } from './governorate.ts';

const LAPTOPS = 5;
const PEOPLE = 10;
const never = new AbortController().signal;
const PROGRAM = fileURLToPath(new URL('../../apps/sync-server/src/cli.ts', import.meta.url));

/** The server as a program of its own, beside the one that the governorate already has, on the same PostgreSQL. */
async function startProgram({ folder }: Governorate): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, 'serve', '--data', `${folder}/server`, '--port', '0', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NRM_SERVER_LOG_LEVEL: 'silent' } },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('\n')) resolve((JSON.parse(said) as { origin: string }).origin);
    });
    void ended.then(() => reject(new Error('the server ended')));
  });
}

/** Each message goes to both servers in the same moment, as a laptop does that lost the first answer. */
async function pushToBoth({ ledger }: SimulatedLaptop, ways: readonly [Transport, Transport]): Promise<void> {
  for (let request = nextPush(ledger.store, 12); request; request = nextPush(ledger.store, 12)) {
    const message = request;
    const answers = await Promise.all(ways.map((way) => way.push(message, never)));
    const [first, second] = answers;
    assert(first && second, 'both answered');
    expect(second.receipts).toEqual(first.receipts);
    expect([first.stopped, second.stopped]).toEqual([null, null]);
    receiveReceipts(ledger, first.receipts);
  }
}

it('takes the same messages through two processes at once without losing, doubling or holding up an entry', async () => {
  const governorate = await openGovernorate({ tls: false });
  onTestFinished(governorate.close);
  const other = await startProgram(governorate);
  const author = await governorate.author();
  const { publicKey } = governorate.server.server.identity;
  const server = simulatedServer(author, publicKey);
  const world = createWorld(11);
  const worker = world.newId() as WorkerId;
  const done = await administer(
    author,
    { type: 'worker.introduce', intent: { worker, name: 'A worker' } },
    { type: 'worker.grant-role', intent: { worker, role: 'caseworker', office: MOSUL } },
  );
  expect(done.ok).toBe(true);
  const laptops: SimulatedLaptop[] = [];
  for (let number = 11; number < 11 + LAPTOPS; number++)
    laptops.push(await connectLaptop(world, server, MOSUL as OfficeId, number));
  const register = (laptop: SimulatedLaptop, id: CaseId) => {
    const written = laptop.act(worker, 'caseworker', [
      {
        type: 'case.register',
        subject: { kind: 'case', id },
        intent: {
          consentToKeep: { method: 'spoken' },
          person: {
            givenName: 'نور',
            sex: 'female',
            district: 'IQG15Q05',
            cameBack: 'from-displacement',
            safeContact: {
              by: 'comes-to-office',
              phone: null,
              safeToCall: 'no',
              mayLeaveMessage: 'no',
              hours: '',
              codeWord: '',
            },
          },
        },
        context: () => ok({ number: '010126000001', office: MOSUL }),
      },
    ]);
    assert(written.ok, 'registered');
  };
  const waysOf = ({ device, ledger }: SimulatedLaptop): [Transport, Transport] => [
    createHttpTransport({ baseUrl: governorate.origin, device, sign: ledger.sign }),
    createHttpTransport({ baseUrl: other, device, sign: ledger.sign }),
  ];
  const [first] = laptops;
  assert(first, 'there are laptops');
  const shared = world.newId() as CaseId;
  for (const laptop of laptops) await laptop.pull();
  register(first, shared);
  await pushToBoth(first, waysOf(first));
  for (const laptop of laptops) {
    await laptop.pull();
    for (let count = 0; count < PEOPLE; count++) {
      register(laptop, world.newId() as CaseId);
      laptop.act(worker, 'caseworker', [
        { type: 'case.note', subject: { kind: 'case', id: shared }, intent: { words: 'a note' } },
      ]);
    }
  }
  await Promise.all(laptops.map((laptop) => pushToBoth(laptop, waysOf(laptop))));

  const { pool } = governorate.server.server;
  expect((await verifyLedger(server, pool)).troubles).toEqual([]);
  const { rows } = await pool.query(
    `SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids, count(*) FILTER (WHERE outcome = 'applied')::int AS applied
     FROM entries WHERE device = ANY($1)`,
    [laptops.map(({ device }) => device)],
  );
  const written = 1 + LAPTOPS * PEOPLE * 2;
  expect(rows).toEqual([{ rows: written, ids: written, applied: written }]);
  for (const laptop of laptops) {
    while (await laptop.pull());
    const cases = laptop.ledger.store.get(
      `select count(*) as n from subjects where kind = 'case' and state is not null`,
    );
    expect(cases?.n).toBe(1 + LAPTOPS * PEOPLE);
  }

  // Each tells of itself what it did, and the same of what they share.
  const tell = async (origin: string) => {
    const text = await (await fetch(`${origin}/v1/metrics`)).text();
    const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    const pushes = 'nrm_request_seconds_count\\{method="POST",route="/v1/push",status="200"\\}';
    return { pushes: count(pushes), held: count('nrm_held_entries') };
  };
  const told = [await tell(governorate.origin), await tell(other)];
  expect(told[0]?.pushes).toBeGreaterThan(LAPTOPS);
  expect(told[1]).toEqual(told[0]);
  const ready = () =>
    Promise.all([governorate.origin, other].map(async (origin) => (await fetch(`${origin}/v1/ready`)).status));
  expect(await ready()).toEqual([200, 200]);
  // A restore under running processes: none of them may say that it speaks for this database.
  await inTransaction(pool, (tx) => changeEpoch(tx, 'restored-by-other-means'));
  expect(await ready()).toEqual([503, 503]);
}, 60_000);
