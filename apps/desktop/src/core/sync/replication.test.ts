import { gzipSync } from 'node:zlib';
import { feedId } from '@nrm/domain/ledger';
import type { DeviceId, Instant, OfficeId } from '@nrm/domain/shared';
import { expect, it, vi } from 'vitest';
import { Fault } from '../faults.ts';
import type { Replication } from './replication.ts';
import { ScriptedServer } from './testing/scripted-server.ts';
import { connectTestLaptop } from './testing/test-laptop.ts';
import { switchable, type Transport } from './transport.ts';

it('receives what is there, sends what is written, and says so', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const said: unknown[] = [];
  const replication = await laptop.replicate({ onState: (state) => said.push(state) });
  await replication.awaitInSync();
  expect(laptop.ledger.store.get('select position from feeds')?.position).toBe(server.head);

  laptop.registerPerson();
  expect(replication.state().waiting).toBe(2);
  replication.reSync();
  await replication.awaitInSync();
  expect(server.pushed).toEqual([[1, 2]]);
  expect(replication.state()).toMatchObject({ connected: true, waiting: 0, fault: null });
  expect(said.at(-1)).toEqual(replication.state());
});

it('sends in the order of writing, one message at a time, however often it is asked to', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  server.takes = 3;
  server.before = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  for (let person = 0; person < 20; person++) {
    laptop.registerPerson();
    replication.reSync();
    if (person % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await replication.awaitInSync();
  expect(laptop.waiting()).toBe(0);
  expect(server.received).toBe(40);
  for (const entries of server.pushed) expect(entries).toEqual(entries.toSorted((a, b) => a - b));
  const firsts = server.pushed.map(([first]) => first ?? 0);
  expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
});

it('sends again what was answered into the void, and the server has it once', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  laptop.registerPerson();
  let lost = 0;
  server.after = (answer) => {
    if (lost++ < 2) throw new Fault('server.unreachable');
    return answer;
  };
  await evenAtLast(replication);
  expect(server.pushed.length).toBeGreaterThan(1);
  expect(new Set(server.pushed.map(String))).toEqual(new Set(['1,2']));
  expect(server.received).toBe(2);
  expect(laptop.waiting()).toBe(0);
});

it('asks for the next links only when the last are stored', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  for (let worker = 0; worker < 10; worker++) server.introduce('mosul' as OfficeId);
  const stored: number[] = [];
  server.before = (kind) => {
    if (kind === 'pull')
      stored.push(
        (laptop.ledger.store.get('select coalesce(max(position), 0) as head from links')?.head as number) ?? 0,
      );
  };
  const replication = await laptop.replicate({ pullLinks: 5 });
  await replication.awaitInSync();
  expect(server.pulled.map(([one]) => one?.position ?? 0)).toEqual(stored);
  expect(stored.slice(0, 5)).toEqual([0, 5, 10, 15, 20]);
  expect(laptop.ledger.store.get('select position from feeds')?.position).toBe(server.head);
});

it('goes on from the ledger after a restart, at whatever the clock says', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const first = await laptop.replicate();
  await first.awaitInSync();
  laptop.registerPerson();
  server.before = () => {
    throw new Fault('server.unreachable');
  };
  first.reSync();
  await vi.waitFor(() => expect(first.state().fault?.code).toBe('server.unreachable'));
  await first.stop();
  laptop.restart();

  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2001-01-01') });
  try {
    laptop.clockMs = Date.parse('2001-01-01');
    laptop.registerPerson();
    server.before = () => undefined;
    server.introduce('mosul' as OfficeId);
    const second = await laptop.replicate();
    await second.awaitInSync();
    vi.setSystemTime(Date.parse('2051-01-01'));
    laptop.registerPerson();
    second.reSync();
    await second.awaitInSync();
    vi.setSystemTime(Date.parse('1999-01-01'));
    laptop.registerPerson();
    second.reSync();
    await second.awaitInSync();
  } finally {
    vi.useRealTimers();
  }
  expect(server.pushed.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(laptop.waiting()).toBe(0);
  expect(laptop.ledger.store.get('select position from feeds')?.position).toBe(server.head);
});

it('keeps the ledger as it was when an answer does not fit, says so, and takes the next good one', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  let falsified = 0;
  server.after = (answer) => {
    const item = 'feeds' in answer ? answer.feeds[0]?.links[1]?.item : undefined;
    if (falsified++ < 2 && item?.kind === 'entry') item.outcome = 'refused';
    return answer;
  };
  const faults = new Set<string | undefined>();
  const replication = await laptop.replicate({ onState: ({ fault }) => faults.add(fault?.code) });
  await evenAtLast(replication);
  expect(faults).toContain('server.not-trusted');
  expect(replication.state()).toMatchObject({ connected: true, fault: null });
  expect(laptop.ledger.store.get('select position from feeds')?.position).toBe(server.head);
});

it('asks once more when somebody asked while an answer was under way', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  let asked: Promise<void> | undefined;
  server.introduce('mosul' as OfficeId);
  server.after = (answer) => {
    // What comes now is in no answer yet.
    if (!asked) server.introduce('mosul' as OfficeId);
    asked ??= replication.pullNow();
    return answer;
  };
  replication.reSync();
  await vi.waitFor(() => expect(asked).toBeDefined());
  await asked;
  expect(laptop.ledger.store.get('select position from feeds')?.position).toBe(server.head);
});

it('gives up an answer that rxdb could not even prepare to write, and asks for it again', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  server.introduce('mosul' as OfficeId);
  laptop.ledger.store.write((tx) => tx.exec('alter table links rename to elsewhere'));
  await expect(replication.pullNow()).rejects.toMatchObject({ code: 'program.error' });
  laptop.ledger.store.write((tx) => tx.exec('alter table elsewhere rename to links'));
  await evenAtLast(replication);
  expect(laptop.ledger.store.get('select position from feeds')?.position).toBe(server.head);
});

it("sends a night's 500 entries over a line of 64 kbit/s and 300 ms in under a minute", async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  for (let person = 0; person < 250; person++) laptop.registerPerson();
  let seconds = 0;
  const overTheLine = async <Message>(message: Message): Promise<Message> => {
    seconds += 0.3 + ((gzipSync(JSON.stringify(message)).byteLength + HEADERS_BYTES) * 8) / 64_000;
    return message;
  };
  await replication.stop();
  const transport: Transport = {
    push: async (request) => overTheLine(await server.push(await overTheLine(request))),
    pull: async (request) => overTheLine(await server.pull(await overTheLine(request))),
  };
  await (await laptop.replicate({ transport })).awaitInSync();
  expect(server.received).toBe(500);
  expect(seconds).toBeLessThan(60);
});

const HEADERS_BYTES = 600;

it('does not believe that there is nothing new unless the server signed it', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  server.after = (answer) => {
    if ('heads' in answer) answer.heads.issuedAt = '2030-01-01T00:00:00.000Z' as Instant;
    return answer;
  };
  await expect(replication.pullNow()).rejects.toMatchObject({ code: 'server.not-trusted' });
});

it('waits longer after each failure and not at all when somebody asks', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const tries: number[] = [];
  server.before = () => {
    tries.push(performance.now());
    throw new Fault('server.unreachable');
  };
  const replication = await laptop.replicate({ backOff: { firstMs: 40, maxMs: 100_000 } });
  await vi.waitFor(() => expect(tries.length).toBeGreaterThanOrEqual(4), { timeout: 5_000 });
  const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  pauses.slice(0, 3).forEach((pause, index) => expect(pause).toBeGreaterThanOrEqual(40 * 2 ** index * 0.5 - 2));
  expect(replication.state()).toMatchObject({ connected: false, fault: { code: 'server.unreachable' } });

  server.before = () => undefined;
  const asked = performance.now();
  replication.reSync();
  await replication.awaitInSync();
  expect(performance.now() - asked).toBeLessThan(150);
  expect(replication.state()).toMatchObject({ connected: true, fault: null });
});

// A server that never accepts a new history, and a line that cannot carry the question where the last shared point is.
it.each([
  ['knows another history', 'sync.fork', 3, (server: ScriptedServer) => (server.generation = 2)],
  ['came back from a backup', 'sync.server-restored', 2, (server: ScriptedServer) => (server.epoch = 'epoch-2')],
  ['forgot this laptop', 'sync.fork', 3, (server: ScriptedServer, device: DeviceId) => server.forget(device)],
])('keeps what was written, and says so, where the server %s', async (_what, code, waiting, happen) => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  laptop.registerPerson();
  replication.reSync();
  await replication.awaitInSync();
  happen(server, laptop.device);
  laptop.registerPerson();
  replication.reSync();
  await vi.waitFor(() => expect(replication.state().fault?.code).toBe(code));
  // The two entries of the act, and one report that the history was cut, however often it was.
  expect(laptop.waiting()).toBe(waiting);
});

it('finds a chain that is not the one it wrote, also where the server says that all is well', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  server.after = (answer) => {
    if ('chain' in answer) answer.chain.hash = 'f'.repeat(64);
    return answer;
  };
  laptop.registerPerson();
  replication.reSync();
  await vi.waitFor(() => expect(replication.state().fault?.code).toBe('sync.fork'));
  expect(laptop.waiting()).toBe(2);
});

it('does not ask for ever when a server answers without a receipt', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate({ backOff: { firstMs: 10_000, maxMs: 10_000 } });
  await replication.awaitInSync();
  server.takes = 0;
  laptop.registerPerson();
  replication.reSync();
  await vi.waitFor(() => expect(replication.state().fault?.code).toBe('server.not-trusted'));
  expect(server.pushed.length).toBe(1);
});

it('asks once for news when it has something to send: behind it, and also when that could not be sent', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  const order: string[] = [];
  server.before = (kind) => void order.push(kind);
  for (let person = 0; person < 5; person++) laptop.registerPerson();
  await replication.awaitInSync();
  expect(order).toEqual(['push', 'pull']);
  order.length = 0;
  server.before = (kind) => {
    order.push(kind);
    if (kind === 'push') throw new Fault('server.unreachable');
  };
  laptop.registerPerson();
  replication.reSync();
  await vi.waitFor(() => expect(order.slice(0, 2)).toEqual(['push', 'pull']));
  await replication.stop();
});

it('asks once where a hint says what is being asked already, and again where it says more', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  const feed = feedId.administration(server.governorate);
  const hear = async () => {
    replication.heardOf([{ feed, position: server.head }]);
    await new Promise((resolve) => setTimeout(resolve, 150));
  };
  server.introduce('mosul' as OfficeId);
  const before = server.pulled.length;
  server.before = hear;
  await replication.pullNow();
  server.before = () => undefined;
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(server.pulled.length).toBe(before + 1);

  server.introduce('mosul' as OfficeId);
  server.after = async (answer) => {
    server.after = (later) => later;
    server.introduce('mosul' as OfficeId);
    await hear();
    return answer;
  };
  await replication.pullNow();
  await vi.waitFor(() =>
    expect(laptop.ledger.store.get('select max(position) as held from links')).toEqual({ held: server.head }),
  );
});

it('asks for news behind what was sent, also where it had long stopped asking', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate({ backOff: { firstMs: 60_000, maxMs: 60_000 } });
  await replication.awaitInSync();
  server.before = () => {
    throw new Fault('server.unreachable');
  };
  await expect(replication.pullNow()).rejects.toMatchObject({ code: 'server.unreachable' });
  const order: string[] = [];
  server.before = (kind) => void order.push(kind);
  laptop.registerPerson();
  replication.reSync();
  await vi.waitFor(() => expect(order.slice(0, 2)).toEqual(['push', 'pull']));
  await replication.stop();
});

it('waits with asking for what is being sent, also where its pause ends meanwhile', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate({ backOff: { firstMs: 30, maxMs: 30 } });
  await replication.awaitInSync();
  server.before = () => {
    throw new Fault('server.unreachable');
  };
  await expect(replication.pullNow()).rejects.toMatchObject({ code: 'server.unreachable' });
  const order: string[] = [];
  server.before = async (kind) => {
    order.push(kind);
    if (kind === 'push') await new Promise((resolve) => setTimeout(resolve, 200));
    order.push(`${kind} answered`);
  };
  laptop.registerPerson();
  await replication.awaitInSync();
  await replication.stop();
  expect(order).toEqual(['push', 'push answered', 'pull', 'pull answered']);
});

it('touches the replica no more once it is stopped, whatever is still under way', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  laptop.registerPerson();
  server.introduce('mosul' as OfficeId);
  const held: (() => void)[] = [];
  server.before = () => new Promise((resolve) => held.push(resolve));
  replication.reSync();
  const asked = expect(replication.pullNow()).rejects.toMatchObject({ code: 'session.signed-out' });
  await vi.waitFor(() => expect(server.underWay).toBe(2));
  await replication.stop();
  await asked;
  laptop.restart();
  const before = laptop.ledger.store.all('select id, outcome from entries order by id');
  for (const answer of held) answer();
  await vi.waitFor(() => expect(server.underWay).toBe(0));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(laptop.ledger.store.all('select id, outcome from entries order by id')).toEqual(before);
  expect(laptop.waiting()).toBe(2);
});

it('tells who waits for it that a try failed, and goes on trying', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  laptop.registerPerson();
  server.before = () => {
    throw new Fault('server.unreachable');
  };
  await expect(replication.awaitInSync()).rejects.toMatchObject({ code: 'server.unreachable' });
  server.before = () => undefined;
  await vi.waitFor(() => expect(laptop.waiting()).toBe(0));
});

it('keeps nothing of rxdb in the file and nothing of a person in rxdb', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const tables = () => laptop.ledger.store.all('select name from sqlite_schema order by name');
  const before = tables();
  const kept: unknown[] = [];
  const setItem = vi.spyOn(Map.prototype, 'set').mockImplementation(function (this: Map<unknown, unknown>, key, value) {
    if (isRxDocument(value)) kept.push(value);
    return realSet.call(this, key, value);
  });
  const replication = await laptop.replicate();
  await replication.awaitInSync();
  laptop.registerPerson('CANARY-NAME');
  replication.reSync();
  await replication.awaitInSync();
  setItem.mockRestore();
  expect(tables()).toEqual(before);
  expect(kept.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept)).toContain('"deviceSeq":2');
  expect(JSON.stringify(kept)).not.toContain('CANARY');
  expect(JSON.stringify(kept)).not.toContain('governorate.found');
});

const realSet = Map.prototype.set;
const isRxDocument = (value: unknown): boolean => typeof value === 'object' && value !== null && '_rev' in value;

it('loses what is under way when the network is switched off, and sends again when it is on', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  const network = { on: true };
  const replication = await laptop.replicate({ transport: switchable(server, network) });
  await replication.awaitInSync();
  laptop.registerPerson();
  server.after = (answer) => {
    network.on = false;
    server.after = (same) => same;
    return answer;
  };
  replication.reSync();
  await vi.waitFor(() => expect(replication.state().fault?.params.reason).toBe('switched-off'));
  expect(laptop.waiting()).toBe(2);
  network.on = true;
  replication.reSync();
  await replication.awaitInSync();
  expect(laptop.waiting()).toBe(0);
  expect(server.received).toBe(2);
});

/** For a line that fails on purpose: asks until a try gets through. */
const evenAtLast = (replication: Replication) => vi.waitFor(() => replication.awaitInSync(), { timeout: 5_000 });
