import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId, Instant } from '@nrm/domain/shared';
import { expect, it, onTestFinished, vi } from 'vitest';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { writeAct } from '../../apps/sync-server/src/ledger/write-act.ts';
import { MOSUL, openGovernorate, PASSWORD } from './governorate.ts';
import { openLine } from './line.ts';

const HOUR_MS = 3_600_000;

it('keeps the night of the office, signed in and signed out, and makes up for one that was missed', async () => {
  const governorate = await openGovernorate({ tls: false });
  onTestFinished(governorate.close);
  const { origin, staff } = governorate;
  // The clock of the server is that of the machine; the laptop's runs beside it, into the nights.
  let nowMs = Date.parse('2026-11-22T09:00:00.000Z');
  const desk = await governorate.openDesk('laptop', { nowMs: () => nowMs, nightEveryMs: 20 });
  const contact = () => desk.ask('sync.state', {});
  const keptAt = (ms: number, how: 'signed-in' | 'sealed') =>
    vi.waitFor(
      async () => expect((await contact()).night).toEqual({ at: new Date(ms).toISOString() as Instant, how }),
      { timeout: 8_000, interval: 20 },
    );
  expect(await contact()).toMatchObject({ nextNight: null, night: null, evenAt: null });

  await desk.do('laptop.connect', {
    server: origin,
    code: await governorate.code(staff.caseworker),
    password: PASSWORD,
  });
  await desk.do('session.sign-in', { worker: staff.caseworker, password: PASSWORD });
  await keptAt(nowMs, 'signed-in');
  const { nextNight } = await contact();
  // 20:00 in Baghdad, and half an hour at most behind it.
  expect(nextNight && nextNight >= '2026-11-22T17:00' && nextNight < '2026-11-22T17:30').toBe(true);

  const set = await writeAct(await governorate.author(), [
    { type: 'office.correct', subject: { kind: 'office', id: MOSUL }, intent: { nightlyHour: '22:30' } },
  ]);
  expect(set).toMatchObject({ ok: true });
  await desk.sync();
  await vi.waitFor(async () => expect((await contact()).nextNight?.slice(0, 13)).toBe('2026-11-22T19'), {
    timeout: 5_000,
  });
  nowMs = Date.parse('2026-11-22T20:00:00.000Z');
  await keptAt(nowMs, 'signed-in');

  // The server is away for days: the night is said to be missed, and kept as soon as it is back.
  const evenAt = (await contact()).evenAt;
  await governorate.stop();
  const person = desk.newId() as CaseId;
  await desk.act(register(person, { givenName: 'زينب' }));
  nowMs += 72 * HOUR_MS;
  await vi.waitFor(
    async () => expect(await contact()).toMatchObject({ missed: { fault: 'server.unreachable' }, connected: false }),
    { timeout: 8_000, interval: 20 },
  );
  expect((await contact()).evenAt).toBe(evenAt);
  await governorate.start();
  await keptAt(nowMs, 'signed-in');
  expect(await contact()).toMatchObject({ missed: null, waiting: 0 });

  // Nobody is signed in, the program goes on: what was sealed is carried.
  await vi.waitFor(async () => expect((await desk.ask('bundle.state', {})).canWrite).toBe(true), { timeout: 5_000 });
  await desk.setNetwork(false);
  await desk.act(register(desk.newId() as CaseId, { givenName: 'زينب' }));
  await desk.do('session.sign-out', {});
  expect(readdirSync(join(desk.folder, 'bundles', 'out'))).toHaveLength(1);
  await desk.setNetwork(true);
  nowMs += 24 * HOUR_MS;
  await keptAt(nowMs, 'sealed');
  expect(readdirSync(join(desk.folder, 'bundles', 'out'))).toEqual([]);
  expect(existsSync(join(desk.folder, 'last-contact.json'))).toBe(true);
  await desk.do('session.sign-in', { worker: staff.caseworker, password: PASSWORD });
  await vi.waitFor(async () => expect(await contact()).toMatchObject({ waiting: 0 }), { timeout: 5_000 });
});

it('says what waits while it goes, when somebody signs out', async () => {
  const governorate = await openGovernorate({ tls: false });
  onTestFinished(governorate.close);
  // Answers take a while: what is written is still on its way when the worker leaves.
  const line = await openLine({ to: governorate.server.port, delayMs: 300 });
  onTestFinished(line.close);
  const desk = await governorate.openDesk('laptop');
  const server = `http://127.0.0.1:${line.port}`;
  const worker = governorate.staff.caseworker;
  await desk.do('laptop.connect', { server, code: await governorate.code(worker), password: PASSWORD });
  await desk.do('session.sign-in', { worker, password: PASSWORD });
  await desk.sync();
  const heard: string[] = [];
  desk.bridge.subscribe((event) => {
    const said = event.kind === 'leaving' ? `${event.sent} of ${event.total}` : event.kind;
    if (!['sync', 'changed', heard.at(-1)].includes(said)) heard.push(said);
  });
  await desk.act(register(desk.newId() as CaseId, { givenName: 'زينب' }));
  await desk.act(register(desk.newId() as CaseId, { givenName: 'عمر' }));
  heard.length = 0;
  await desk.do('session.sign-out', {});
  expect(heard[0]).toBe('0 of 2');
  expect(heard.slice(-2)).toEqual(['2 of 2', 'session']);
});

it('gives way where another program has the laptop open', async () => {
  const governorate = await openGovernorate({ tls: false });
  onTestFinished(governorate.close);
  const open = await governorate.connect('laptop', governorate.staff.caseworker);
  // What the scheduler starts is another program; here the same folder is opened a second time.
  const scheduled = await governorate.openDesk('laptop');
  await expect(scheduled.laptop.carrySealed()).rejects.toMatchObject({ code: 'replica.in-use' });
  expect(open.session.worker).toBe(governorate.staff.caseworker);
  await open.act(register(open.newId() as CaseId, { givenName: 'زينب' }));
  await open.sync();
  await open.do('session.sign-out', {});
  expect(await scheduled.laptop.carrySealed()).toMatchObject({ refused: [] });
  expect(await open.ask('sync.state', {})).toMatchObject({ night: { how: 'sealed' } });
});
