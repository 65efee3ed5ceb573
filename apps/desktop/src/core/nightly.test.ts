import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeviceId, type Instant, instantFromMs, uuidV7 } from '@nrm/domain/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Fault } from './faults.ts';
import { createEvenMark, keepLastContact, readLastContact } from './last-contact.ts';
import { spreadOf, startNightly } from './nightly.ts';

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-night-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
const at = (text: string) => `2026-11-${text}:00.000Z` as Instant;

/** A laptop whose clock stands where the test puts it; its office sends at 20:00, which is 17:00 here. */
function laptop() {
  const world = {
    folder: newFolder(),
    now: at('22T16:00'),
    isOnline: true,
    officeHour: '20:00' as string | null,
    isSignedIn: true,
    fails: null as Fault | null,
    kept: 0,
    told: 0,
  };
  const nightly = startNightly({
    folder: world.folder,
    spread: () => 0,
    now: () => world.now,
    officeHour: () => (world.isSignedIn ? world.officeHour : null),
    isOnline: () => world.isOnline,
    async keep() {
      if (world.fails) throw world.fails;
      world.kept++;
      return world.isSignedIn ? 'signed-in' : 'sealed';
    },
    onChange: () => {
      world.told++;
    },
  });
  onTestFinished(nightly.stop);
  const lookAt = async (now: Instant) => {
    world.now = now;
    await nightly.look();
    return world.kept;
  };
  return { world, nightly, lookAt };
}

describe('the night', () => {
  it('is kept once, and again the next evening', async () => {
    const { lookAt, world } = laptop();
    expect(await lookAt(at('22T17:00'))).toBe(1);
    expect(await lookAt(at('22T17:01'))).toBe(1);
    expect(await lookAt(at('23T16:59'))).toBe(1);
    expect(await lookAt(at('23T17:00'))).toBe(2);
    expect(readLastContact(world.folder)).toMatchObject({
      night: { at: at('23T17:00'), how: 'signed-in' },
      missed: null,
    });
    expect(world.told).toBe(2);
  });

  it('is kept while two look at once, and not twice', async () => {
    const { nightly, world } = laptop();
    world.now = at('22T17:00');
    await Promise.all([nightly.look(), nightly.look()]);
    expect(world.kept).toBe(1);
  });

  it('that was missed is kept when the laptop wakes, once for all that were missed', async () => {
    const { lookAt } = laptop();
    expect(await lookAt(at('10T17:00'))).toBe(1);
    expect(await lookAt(at('23T05:00'))).toBe(2);
    expect(await lookAt(at('23T05:01'))).toBe(2);
    expect(await lookAt(at('23T17:00'))).toBe(3);
  });

  it('waits while nothing may be sent', async () => {
    const { lookAt, world } = laptop();
    world.isOnline = false;
    expect(await lookAt(at('22T17:00'))).toBe(0);
    expect(readLastContact(world.folder).missed).toBeNull();
    world.isOnline = true;
    expect(await lookAt(at('22T17:01'))).toBe(1);
  });

  it('that fails says so, is tried again later, and as soon as the server is there', async () => {
    const { lookAt, nightly, world } = laptop();
    world.fails = new Fault('server.unreachable');
    expect(await lookAt(at('22T17:00'))).toBe(0);
    const missed = { at: at('22T17:00'), fault: 'server.unreachable' };
    expect(readLastContact(world.folder)).toMatchObject({ night: null, missed });
    world.fails = null;
    expect(await lookAt(at('22T17:14'))).toBe(0);
    expect(await lookAt(at('22T17:15'))).toBe(1);

    world.fails = new Fault('server.unreachable');
    await lookAt(at('23T17:00'));
    world.fails = null;
    nightly.reached();
    await nightly.look();
    expect(world.kept).toBe(2);
    expect(readLastContact(world.folder).missed).toBeNull();
  });

  it('is not called missed because somebody signed in or out, or another program did it', async () => {
    const { lookAt, world } = laptop();
    for (const code of ['session.signed-out', 'replica.in-use'] as const) {
      world.fails = new Fault(code);
      await lookAt(at('22T17:00'));
    }
    expect(readLastContact(world.folder).missed).toBeNull();
  });

  it('keeps to the hour that was known last while nobody is signed in', async () => {
    const { lookAt, world } = laptop();
    world.officeHour = '22:30';
    expect(await lookAt(at('22T19:29'))).toBe(1); // the first of all is due at once
    world.isSignedIn = false;
    expect(await lookAt(at('23T19:29'))).toBe(2); // that of the 22nd, which nobody was there for
    expect(await lookAt(at('23T19:30'))).toBe(3);
    expect(readLastContact(world.folder).night).toEqual({ at: at('23T19:30'), how: 'sealed' });
  });

  it('of a hundred laptops is spread evenly', () => {
    const spreads = Array.from({ length: 100 }, () =>
      spreadOf(uuidV7(Date.UTC(2026, 10, 22), randomBytes(10)) as DeviceId),
    );
    expect(Math.min(...spreads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...spreads)).toBeLessThan(1);
    // 25 are expected in each quarter; fewer than 4 come about once in a hundred million runs.
    for (const quarter of [0, 0.25, 0.5, 0.75])
      expect(spreads.filter((spread) => spread >= quarter && spread < quarter + 0.25).length).toBeGreaterThan(3);
  });
});

describe('when both sides last had the same', () => {
  it('is known after a restart, and written now and then', () => {
    const folder = newFolder();
    const mark = createEvenMark(folder);
    const minute = (n: number) => instantFromMs(Date.UTC(2026, 10, 22, 17, n));
    mark.note(minute(0));
    mark.note(minute(9));
    expect([mark.at, readLastContact(folder).evenAt]).toEqual([minute(9), minute(0)]);
    mark.note(minute(10));
    mark.note(minute(12));
    expect(readLastContact(folder).evenAt).toBe(minute(10));
    mark.keep();
    expect(createEvenMark(folder).at).toBe(minute(12));
    keepLastContact(folder, { nightlyHour: '21:00' });
    expect(readLastContact(folder)).toMatchObject({ evenAt: minute(12), nightlyHour: '21:00' });
  });
});
