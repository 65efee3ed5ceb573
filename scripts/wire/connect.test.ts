import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { formConnectCode } from '@nrm/domain/connect';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findTranscript } from '../../apps/sync-server/src/connect/create-connect-code.ts';
import { administer } from '../../apps/sync-server/src/ledger-assembly.ts';
import { type Desk, type Governorate, openGovernorate, PASSWORD } from './governorate.ts';
import { openLine } from './line.ts';

/** A code that could be one, and that nobody was given. */
const INVENTED = formConnectCode(new Uint8Array(15).fill(42));

/** What connecting makes besides the secret of the machine, which is nobody's yet. */
const madeIn = ({ folder }: Desk) => readdirSync(folder).filter((name) => name !== 'device-secret');

/** Somebody else's program. */
async function listenWith(answer: string): Promise<number> {
  const program = createServer((_request, response) => response.end(answer));
  await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void program.close());
  return (program.address() as AddressInfo).port;
}

describe.each([{ tls: false }, { tls: true }])(
  'a laptop that is connected with a one-time code, TLS: $tls',
  ({ tls }) => {
    let governorate: Governorate;
    let desks = 0;
    beforeAll(async () => {
      governorate = await openGovernorate({ tls });
    });
    afterAll(() => governorate.close());

    const tryWith = (desk: Desk, code: string, { server = governorate.origin, password = PASSWORD } = {}) =>
      desk.tryTo('laptop.connect', { server, code, password });
    const newDesk = () => governorate.openDesk(`desk-${++desks}`);
    async function connectsNow(desk: Desk): Promise<void> {
      const worker = governorate.staff.caseworker;
      await desk.do('laptop.connect', {
        server: governorate.origin,
        code: await governorate.code(worker),
        password: PASSWORD,
      });
      await desk.do('session.sign-in', { worker, password: PASSWORD });
      await desk.sync();
      expect((await desk.ask('session.state', {})).signedIn).toMatchObject({ worker, roles: ['caseworker'] });
    }

    it('says which code does not hold, leaves nothing behind and connects at the next try', async () => {
      const desk = await newDesk();
      const { caseworker } = governorate.staff;
      const good = await governorate.code(caseworker);
      const slip = `${good[0] === 'A' ? 'B' : 'A'}${good.slice(1)}`;
      for (const [code, expected] of [
        ['', 'connect.code-wrong'],
        [slip, 'connect.code-wrong'],
        [INVENTED, 'connect.code-wrong'],
        [await governorate.code(caseworker, { ageHours: 73 }), 'connect.code-expired'],
      ] as const) {
        expect((await tryWith(desk, code)).refusal).toMatchObject({ code: expected, field: 'code' });
        expect(madeIn(desk)).toEqual([]);
      }
      await connectsNow(desk);
    });

    it('takes a code once: neither this laptop again nor another one', async () => {
      const { caseworker } = governorate.staff;
      const code = await governorate.code(caseworker);
      const [first, second] = [await newDesk(), await newDesk()];
      const done = (await first.do('laptop.connect', { server: governorate.origin, code, password: PASSWORD })) as {
        numbers: string[];
      };
      expect(done.numbers).toHaveLength(6);
      expect((await tryWith(first, code)).refusal?.code).toBe('device.already-connected');
      expect((await tryWith(second, code)).refusal).toMatchObject({ code: 'connect.code-used', field: 'code' });
      expect(madeIn(second)).toEqual([]);
      await connectsNow(second);
    });

    it('refuses a password that would be guessed, before the code is taken', async () => {
      const desk = await newDesk();
      const code = await governorate.code(governorate.staff.caseworker);
      expect((await tryWith(desk, code, { password: 'short' })).refusal?.code).toBe('session.password-too-short');
      expect((await tryWith(desk, code, { password: '123456789012' })).refusal?.code).toBe('session.password-common');
      expect(madeIn(desk)).toEqual([]);
      expect(await tryWith(desk, code)).toEqual({ refusal: null, fault: null });
    });

    it('says that no server answers, and that something else does', async () => {
      const desk = await newDesk();
      const code = await governorate.code(governorate.staff.caseworker);
      await governorate.stop();
      try {
        expect((await tryWith(desk, code)).fault?.code).toBe('server.unreachable');
      } finally {
        await governorate.start();
      }
      expect((await tryWith(desk, code, { server: 'not an address' })).fault?.code).toBe('server.unreachable');
      // Without TLS nothing is ever sent beyond this computer.
      expect((await tryWith(desk, code, { server: 'http://192.0.2.7:8443' })).fault?.code).toBe('server.not-trusted');
      const port = await listenWith('<html>Please log in to the network</html>');
      expect((await tryWith(desk, code, { server: `http://127.0.0.1:${port}` })).fault?.code).toBe(
        'server.not-trusted',
      );
      expect(madeIn(desk)).toEqual([]);
      expect(await tryWith(desk, code)).toEqual({ refusal: null, fault: null });
    });

    it('keeps its code when the answer is lost on the way', async () => {
      const desk = await newDesk();
      const code = await governorate.code(governorate.staff.caseworker);
      const { pool } = governorate.server.server;
      const line = await openLine({
        to: governorate.server.port,
        // The first connection looks at the code, the second takes it.
        loseAnswerOf: { connection: 2, tls, isDone: async () => (await findTranscript(pool, code)) !== undefined },
      });
      onTestFinished(line.close);
      const server = `${tls ? 'https' : 'http'}://127.0.0.1:${line.port}`;
      expect(await tryWith(desk, code, { server })).toEqual({ refusal: null, fault: null });
      expect(line.lost).toBe(1);
      await desk.do('session.sign-in', { worker: governorate.staff.caseworker, password: PASSWORD });
      await desk.sync();
    });

    it('begins anew where it was killed in the middle, and never throws away a laptop that lost a file', async () => {
      const desk = await newDesk();
      await connectsNow(desk);
      await desk.close();
      rmSync(join(desk.folder, 'connection.json'));
      await desk.restart();
      const code = await governorate.code(governorate.staff.caseworker);
      expect((await tryWith(desk, code)).fault).toMatchObject({ code: 'keyring.damaged' });
      expect(existsSync(join(desk.folder, 'replica', 'replica.db'))).toBe(true);
      // The same files under the mark of an unfinished try: nobody ever worked with them.
      writeFileSync(join(desk.folder, 'connecting'), '');
      await desk.restart();
      await connectsNow(desk);
      expect(existsSync(join(desk.folder, 'connecting'))).toBe(false);
    });

    it('shows what somebody is on their card: as soon as it is connected, after a restart, and when a role changed', async () => {
      const desk = await newDesk();
      const { caseworker, colleague } = governorate.staff;
      const cards = async () => (await desk.ask('session.state', {})).workers.map(({ id, roles }) => [id, roles]);
      const code = await governorate.code(caseworker);
      await desk.do('laptop.connect', { server: governorate.origin, code, password: PASSWORD });
      expect(await cards()).toEqual([[caseworker, ['caseworker']]]);
      await desk.do('session.sign-in', { worker: caseworker, password: PASSWORD });
      await desk.sync();
      await desk.do('session.add-worker', { worker: colleague, password: PASSWORD });
      await desk.restart();
      expect(await cards()).toEqual([
        [caseworker, ['caseworker']],
        [colleague, ['caseworker']],
      ]);
      const author = await governorate.author();
      const granted = { worker: colleague, role: 'monitoring', office: null };
      expect((await administer(author, { type: 'worker.grant-role', intent: granted })).ok).toBe(true);
      await desk.do('session.sign-in', { worker: caseworker, password: PASSWORD });
      await desk.sync();
      await desk.restart();
      expect((await cards())[1]).toEqual([colleague, ['caseworker', 'monitoring']]);
      expect((await administer(author, { type: 'worker.end-role', intent: granted })).ok).toBe(true);
    });

    it('counts wrong passwords and opens with the right one', async () => {
      const desk = await newDesk();
      await connectsNow(desk);
      await desk.do('session.sign-out', {});
      const worker = governorate.staff.caseworker;
      const wrong = await desk.tryTo('session.sign-in', { worker, password: 'not the password' });
      expect(wrong.fault).toMatchObject({ code: 'session.wrong-password', params: { triesLeft: 9 } });
      const unknown = await desk.tryTo('session.sign-in', { worker: governorate.staff.colleague, password: PASSWORD });
      expect(unknown.fault).toMatchObject({ code: 'session.wrong-password' });
      await desk.restart();
      expect((await desk.tryTo('case.file', { case: desk.newId() })).fault?.code).toBe('session.signed-out');
      await desk.do('session.sign-in', { worker, password: PASSWORD });
      expect((await desk.ask('session.state', {})).signedIn?.worker).toBe(worker);
    });
  },
);

it('sends nothing to another server at the address of its own', async () => {
  const [own, other] = [await openGovernorate({ tls: true }), await openGovernorate({ tls: true })];
  onTestFinished(async () => {
    await own.close();
    await other.close();
  });
  const desk = await own.connect('desk', own.staff.caseworker);
  await own.stop();
  await expect(desk.sync()).rejects.toMatchObject({ code: 'server.unreachable' });
  const line = await openLine({ to: other.server.port, port: own.server.port });
  await expect(desk.sync()).rejects.toMatchObject({ code: 'server.not-trusted' });
  expect((await desk.ask('sync.state', {})).fault?.code).toBe('server.not-trusted');
  await line.close();
  await own.start();
  await desk.sync();
  expect(await desk.ask('sync.state', {})).toMatchObject({ connected: true, fault: null });
});
