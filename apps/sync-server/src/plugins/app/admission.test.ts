import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { buildApp } from '../../app.ts';
import { isFault } from '../../faults.ts';
import { createGate } from './admission.ts';

const LIMITS = { working: 2, waiting: 3, waitMs: 1_000, ofOneDevice: 3 };
const stays = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => void vi.useRealTimers());

it('works on a few at a time and takes the others in the order in which they came', async () => {
  const gate = createGate(LIMITS);
  const order: number[] = [];
  const leave: (() => void)[] = [];
  const all = [1, 2, 3, 4, 5].map(async (number) => {
    leave.push(await gate.enter(stays));
    order.push(number);
  });
  await settled();
  expect([order, gate.working, gate.waiting]).toEqual([[1, 2], 2, 3]);
  await expect(gate.enter(stays)).rejects.toSatisfy((error) => isFault(error, 'server.busy'));
  leave[0]?.();
  leave[0]?.(); // a place is given back once
  await settled();
  expect([order, gate.working, gate.waiting]).toEqual([[1, 2, 3], 2, 2]);
  for (let next = 1; next < 5; next++) {
    leave[next]?.();
    await settled();
  }
  await Promise.all(all);
  expect([order, gate.working, gate.waiting, gate.turnedAway]).toEqual([[1, 2, 3, 4, 5], 0, 0, 1]);
});

it('forgets who went away, and lets nobody wait longer than a laptop does', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const gate = createGate({ ...LIMITS, working: 1 });
  const leave = await gate.enter(stays);
  const goes = new AbortController();
  const gone = expect(gate.enter(goes.signal)).rejects.toSatisfy((error) => isFault(error, 'server.busy'));
  const impatient = expect(gate.enter(stays)).rejects.toSatisfy((error) => isFault(error, 'server.busy'));
  goes.abort();
  await gone;
  expect(gate.waiting).toBe(1);
  await vi.advanceTimersByTimeAsync(LIMITS.waitMs);
  await impatient;
  leave();
  expect([gate.waiting, gate.working]).toEqual([0, 0]);
  await expect(gate.enter(stays)).resolves.toBeTypeOf('function');
});

it('lets nobody be everybody: a device has so many messages under way, and the others are not touched by it', () => {
  const gate = createGate(LIMITS);
  const [first] = [1, 2, 3].map(() => gate.arrive('a laptop'));
  const refused = () => expect(() => gate.arrive('a laptop')).toThrow();
  refused();
  gate.arrive('another laptop');
  first?.();
  first?.(); // a message ends once
  gate.arrive('a laptop');
  refused();
  expect(gate.turnedAway).toBe(2);
});

it('says when to come back, not the same to everybody, and has its places free again afterwards', async () => {
  const gate = createGate({ working: 1, waiting: 1, waitMs: 10_000, ofOneDevice: 100 });
  const hold = Promise.withResolvers<void>();
  const app = await buildApp({
    now: () => new Date(),
    log: { level: 'silent' },
    tls: null,
    findDevice: async () => undefined,
    isReady: async () => true,
    gate,
    routes: [
      async (v1) =>
        void v1.post(
          '/work',
          { config: { permission: 'none: a test wants to be in the way', isAdmitted: true } },
          async (asked) => {
            await hold.promise;
            if ((asked.body as { fail?: boolean }).fail) throw new Error('a bug');
            return {};
          },
        ),
    ],
  });
  try {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const working = app.inject({ method: 'POST', url: '/v1/work', payload: { fail: true } });
    await vi.waitFor(() => expect(gate.working).toBe(1));
    // A laptop that lost its line while it waited.
    const lost = request({
      port,
      host: '127.0.0.1',
      path: '/v1/work',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    lost.on('error', () => undefined);
    lost.end('{}');
    await vi.waitFor(() => expect(gate.waiting).toBe(1));
    const away = await Promise.all(
      Array.from({ length: 20 }, () => app.inject({ method: 'POST', url: '/v1/work', payload: {} })),
    );
    expect(new Set(away.map(({ statusCode }) => statusCode))).toEqual(new Set([503]));
    const seconds = away.map(({ headers }) => Number(headers['retry-after']));
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...seconds)).toBeLessThan(12);
    expect(new Set(seconds).size).toBeGreaterThan(1);
    lost.destroy();
    await vi.waitFor(() => expect(gate.waiting).toBe(0));
    hold.resolve();
    expect((await working).statusCode).toBe(500);
    expect((await app.inject({ method: 'POST', url: '/v1/work', payload: {} })).statusCode).toBe(200);
    expect([gate.working, gate.waiting]).toEqual([0, 0]);
  } finally {
    await app.close();
  }
});
