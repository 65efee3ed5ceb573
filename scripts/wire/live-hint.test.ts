import type { CaseId, WorkerId } from '@nrm/domain/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { administer, ledgerAssembly } from '../../apps/sync-server/src/ledger-assembly.ts';
import { startServer } from '../../apps/sync-server/src/start-server.ts';
import { type Desk, type Governorate, openGovernorate, PASSWORD } from './governorate.ts';

/** The regular asking comes after 15 s at the earliest: what is here sooner was hinted at. */
const SOON_MS = 8_000;

async function until(what: string, isSo: () => boolean): Promise<number> {
  const begun = performance.now();
  while (!isSo()) {
    if (performance.now() - begun > SOON_MS) throw new Error(`not within ${SOON_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - begun;
}

const knows = (desk: Desk, person: CaseId) => () =>
  desk.session.store.get(`select 1 from subjects where kind = 'case' and id = ? and state is not null`, person) !==
  undefined;

async function open(tls: boolean): Promise<Governorate> {
  const governorate = await openGovernorate({ tls });
  onTestFinished(governorate.close);
  return governorate;
}

async function connectAt(origin: string, governorate: Governorate, name: string, worker: WorkerId): Promise<Desk> {
  const desk = await governorate.openDesk(name);
  await desk.do('laptop.connect', { server: origin, code: await governorate.code(worker), password: PASSWORD });
  await desk.do('session.sign-in', { worker, password: PASSWORD });
  await desk.sync();
  await until('the line is up', () => desk.session.hint.isUp);
  return desk;
}

async function registerSomebody(desk: Desk): Promise<CaseId> {
  const person = desk.newId() as CaseId;
  await desk.act(register(person, { givenName: 'زينب' }));
  return person;
}

describe('a colleague who is connected', () => {
  it.each([{ tls: false }, { tls: true }])('has an entry without asking for it, TLS: $tls', async ({ tls }) => {
    const governorate = await open(tls);
    const { origin, staff } = governorate;
    const first = await connectAt(origin, governorate, 'first', staff.caseworker);
    const second = await connectAt(origin, governorate, 'second', staff.colleague);
    await until('it is there', knows(second, await registerSomebody(first)));
    await until('and back', knows(first, await registerSomebody(second)));
  });

  it('hears of what another server process stored, again after its line broke, and not on a metered line', async () => {
    const governorate = await open(false);
    const { staff, folder } = governorate;
    const other = await startServer(ledgerAssembly, {
      folder: `${folder}/server`,
      env: {},
      now: () => new Date(),
      port: 0,
      log: { level: 'silent' },
    });
    onTestFinished(() => other.close());
    const first = await connectAt(governorate.origin, governorate, 'first', staff.caseworker);
    const second = await connectAt(other.origin, governorate, 'second', staff.colleague);
    await until('through the database', knows(second, await registerSomebody(first)));

    await governorate.stop();
    await until('the line is down', () => !first.session.hint.isUp);
    const meanwhile = await registerSomebody(second);
    await governorate.start();
    await until('the line is up again', () => first.session.hint.isUp);
    await until('what came meanwhile is told at once', knows(first, meanwhile));

    await first.do('sync.set-metered', { on: true });
    await until('the line is given up', () => !first.session.hint.isUp);
    const later = await registerSomebody(second);
    await until('the server has it', () => second.session.replication.state().waiting === 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(knows(first, later)()).toBe(false);
    await first.do('sync.now', {});
    await until('whoever asks has it', knows(first, later));
    const behind = await registerSomebody(second);
    const own = await registerSomebody(first);
    await until('what is written here goes at once', knows(second, own));
    await until('and brings the news with it', knows(first, behind));

    await first.restart();
    expect(await first.ask('sync.state', {})).toMatchObject({ isMetered: true });
    await first.do('session.sign-in', { worker: staff.caseworker, password: PASSWORD });
    await first.do('sync.set-metered', { on: false });
    await until('the line is taken up again', () => first.session.hint.isUp);
    await until('and heard', knows(first, await registerSomebody(second)));
  });

  it('hears nothing more when its laptop is revoked', async () => {
    const governorate = await open(false);
    const { origin, staff } = governorate;
    const first = await connectAt(origin, governorate, 'first', staff.caseworker);
    const second = await connectAt(origin, governorate, 'second', staff.colleague);
    const device = second.session.store.get('select device from device')?.device;
    const revoked = await administer(await governorate.author(), {
      type: 'device.revoke',
      intent: { device, reason: 'lost' },
    });
    expect(revoked).toMatchObject({ ok: true });
    await until('its line is ended', () => !second.session.hint.isUp);
    expect(first.session.hint.isUp).toBe(true);
  });
});
