import { expect, it, vi } from 'vitest';
import { Fault } from '../faults.ts';
import { ScriptedServer } from './testing/scripted-server.ts';
import { connectTestLaptop } from './testing/test-laptop.ts';

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
  replication.reSync();
  await replication.awaitInSync();
  expect(server.pushed.length).toBeGreaterThan(1);
  expect(new Set(server.pushed.map(String))).toEqual(new Set(['1,2']));
  expect(server.received).toBe(2);
  expect(laptop.waiting()).toBe(0);
});

it('asks for the next links only when the last are stored', async () => {
  const server = new ScriptedServer();
  const laptop = connectTestLaptop(server);
  for (let worker = 0; worker < 10; worker++) server.introduce('mosul' as never);
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
    server.introduce('mosul' as never);
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
