import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId } from '@nrm/domain/shared';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CarriedAway, ReadStick, WrittenStick } from '../../apps/desktop/src/bridge/bundles.ts';
import { ledgerAssembly } from '../../apps/sync-server/src/ledger-assembly.ts';
import { runCommand } from '../../apps/sync-server/src/run-command.ts';
import { type Desk, type Governorate, openGovernorate, PASSWORD } from './governorate.ts';

const NAME = 'شيماء';

async function register(desk: Desk): Promise<CaseId> {
  const id = desk.newId() as CaseId;
  await desk.act({
    type: 'case.register',
    subject: { kind: 'case', id },
    intent: {
      consentToKeep: { method: 'spoken' },
      person: {
        givenName: NAME,
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
  });
  return id;
}

describe.each([{ tls: false }, { tls: true }])(
  'bundles between whole laptops and a whole server, TLS: $tls',
  ({ tls }) => {
    let governorate: Governorate;
    let [near, far]: Desk[] = [];
    const desks = () => ({ near: near as Desk, far: far as Desk });
    const newStick = () => mkdtempSync(join(governorate.folder, 'stick-'));
    const keyIsHere = (desk: Desk) =>
      vi.waitFor(async () => expect((await desk.ask('bundle.state', {})).canWrite).toBe(true), { timeout: 5_000 });

    beforeAll(async () => {
      governorate = await openGovernorate({ tls });
      near = await governorate.connect('near', governorate.staff.caseworker);
      far = await governorate.connect('far', governorate.staff.colleague);
      await Promise.all([keyIsHere(near), keyIsHere(far)]);
    }, 60_000);
    afterAll(() => governorate.close());

    async function server(...args: string[]): Promise<{ code: number; said: unknown }> {
      const lines: string[] = [];
      const before = process.exitCode;
      const returned = await runCommand([...args, '--data', join(governorate.folder, 'server'), '--json'], {
        assembly: ledgerAssembly,
        env: {},
        now: () => new Date(),
        ending: new AbortController().signal,
        out: (line) => lines.push(line),
        error: (line) => lines.push(line),
      });
      const code = returned || Number(process.exitCode ?? 0);
      process.exitCode = before;
      return { code, said: JSON.parse(lines.join('')) };
    }

    it('takes a laptop without a line to the server and back on a stick', async () => {
      const { far } = desks();
      await far.setNetwork(false);
      const person = await register(far);
      const stick = newStick();
      const written = (await far.do('bundle.write', { folder: stick })) as WrittenStick;
      expect(written).toMatchObject({ entries: 1, carried: 0 });
      const taken = await server('bundle', 'import', stick, '--answer', stick);
      expect(taken).toMatchObject({
        code: 0,
        said: { bundles: [{ entries: 1, outcomes: { applied: 1 }, refusal: null }] },
      });
      const read = (await far.do('bundle.read', { folder: stick })) as ReadStick;
      // The answer was taken in; our own bundle lies there too and is no trouble.
      expect(read.taken).toMatchObject([{ receipts: 1, apart: false, rejoined: false }]);
      expect(await far.ask('sync.state', {})).toMatchObject({ waiting: 0 });
      expect((await far.ask('case.file', { case: person }))?.state.number).toBeDefined();
      const placed = far.session.store.get('select placed from entries where own = 1 and subject_id = ?', person);
      expect(placed).toEqual({ placed: 1 });

      const again = await server('bundle', 'import', stick, '--answer', newStick());
      expect(again).toMatchObject({ code: 0, said: { bundles: [{ outcomes: { applied: 1 } }] } });
      expect(((await far.do('bundle.read', { folder: stick })) as ReadStick).taken).toHaveLength(1);
      expect(far.session.store.get('select count(*) as n from entries where subject_id = ?', person)).toEqual({ n: 1 });
      expect(readdirSync(stick, { recursive: true }).map(String).join(' ')).not.toContain(NAME);
    });

    it('is carried by a colleague with a line, there and back, who opens nothing of it', async () => {
      const { near, far } = desks();
      await far.setNetwork(false);
      const person = await register(far);
      const stick = newStick();
      await far.do('bundle.write', { folder: stick });
      expect(await near.tryTo('bundle.read', { folder: stick })).toMatchObject({ refusal: null });
      expect(((await near.do('bundle.read', { folder: stick })) as ReadStick).forOthers).toBe(1);
      expect(((await near.do('bundle.carry', { folder: stick })) as CarriedAway).picked).toBe(1);
      await vi.waitFor(
        async () =>
          expect((await near.ask('bundle.state', {})).delivered).toEqual({ handedIn: 1, fetched: 1, refused: [] }),
        { timeout: 10_000 },
      );
      expect((await near.ask('bundle.state', {})).carried.bundles).toBe(1);
      const back = newStick();
      expect(await near.do('bundle.write', { folder: back })).toMatchObject({ carried: 1 });
      expect(((await far.do('bundle.read', { folder: back })) as ReadStick).taken).toMatchObject([{ receipts: 1 }]);
      expect(await far.ask('sync.state', {})).toMatchObject({ waiting: 0 });
      await near.sync();
      expect(await near.ask('case.file', { case: person })).not.toBeNull();
    });

    it('waits on a line that costs money while it is for others, until somebody asks', async () => {
      const { near, far } = desks();
      await far.setNetwork(false);
      await near.do('sync.set-metered', { on: true });
      const person = await register(far);
      const stick = newStick();
      await far.do('bundle.write', { folder: stick });
      const before = (await near.ask('bundle.state', {})).delivered;
      await near.do('bundle.carry', { folder: stick });
      // What is the laptop's own goes and comes meanwhile.
      await register(near);
      await near.session.replication.pullNow();
      expect((await near.ask('bundle.state', {})).delivered).toEqual(before);
      expect(await near.ask('case.file', { case: person })).toBeNull();
      await near.do('sync.now', {});
      await vi.waitFor(
        async () => {
          await near.session.replication.pullNow();
          expect(await near.ask('case.file', { case: person })).not.toBeNull();
        },
        { timeout: 10_000 },
      );
      await near.do('sync.set-metered', { on: false });
    });

    it('goes up and down at night while everybody is signed out, and is taken in at the next sign-in', async () => {
      const { near, far } = desks();
      await far.setNetwork(false);
      const mine = await register(far);
      const theirs = await register(near);
      await near.sync();
      await far.do('session.sign-out', {});
      await far.restart();
      expect(await far.laptop.carrySealed()).toEqual({ handedIn: 1, fetched: 1, refused: [] });
      const kept = join(far.folder, 'bundles', 'in');
      const [bundle] = readdirSync(kept);
      expect(readFileSync(join(kept, String(bundle), 'p0001.age')).includes(NAME)).toBe(false);
      await near.session.replication.pullNow();
      expect(await near.ask('case.file', { case: mine })).not.toBeNull();

      await far.setNetwork(false);
      await far.do('session.sign-in', { worker: governorate.staff.colleague, password: PASSWORD });
      await vi.waitFor(async () => expect(await far.ask('sync.state', {})).toMatchObject({ waiting: 0 }), {
        timeout: 5_000,
      });
      expect(await far.ask('case.file', { case: theirs })).not.toBeNull();
      await vi.waitFor(() => expect(readdirSync(kept)).toEqual([]));
      // Nothing new was written since: the same night again changes nothing.
      await far.do('session.sign-out', {});
      expect(await far.laptop.carrySealed()).toMatchObject({ handedIn: 1, refused: [] });
      await far.do('session.sign-in', { worker: governorate.staff.colleague, password: PASSWORD });
    });

    it('is written by the server for a laptop that never asked, once it knows what to seal to', async () => {
      const { far } = desks();
      const device = far.session.store.get('select device from device')?.device as string;
      const stick = newStick();
      expect(await server('bundle', 'export', stick, '--device', device)).toMatchObject({ code: 0 });
      expect(((await far.do('bundle.read', { folder: stick })) as ReadStick).taken).toHaveLength(1);
      expect(await desks().near.tryTo('bundle.read', { folder: newStick() })).toMatchObject({
        refusal: { code: 'bundle.none-here' },
      });
    });
  },
);
