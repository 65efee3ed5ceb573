import type { GovernorateState } from '@nrm/domain/governorate';
import type { DeviceId, Instant, WorkerId } from '@nrm/domain/shared';
import { waitingCount } from '../../apps/desktop/src/core/ledger/outbox.ts';
import {
  createMemoryLedger,
  type MemoryImage,
  type MemoryLedger,
} from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { doAct, MOSUL, OFFICE_ACTS, pick, SINJAR, type Staff } from './acts.ts';
import { createWorld, foundServer, keyOf, publicKeyOf, type SimulatedServer, type World } from './governorate.ts';
import { findTroubles } from './invariants.ts';
import { CLEAR, createLine, type Weather } from './line.ts';
import { type DiskImage, type Machine, startMachine } from './machine.ts';
import { createTimeline, type Timeline } from './timeline.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** What a run did and met, and what it found wrong: nothing, unless there is a mistake in the product. */
export interface WeeksResult {
  readonly seed: number;
  readonly troubles: readonly string[];
  /** How often each thing happened; a set of runs that never met a fork proves nothing about forks. */
  readonly met: Readonly<Record<string, number>>;
}

/** A governorate under the scheduler of one run. */
export interface Governorate {
  readonly world: World;
  readonly timeline: Timeline;
  readonly server: SimulatedServer;
  readonly memory: MemoryLedger;
  readonly staff: readonly Staff[];
  /** Those that are switched on; a clone is one more machine with the key of another. */
  readonly machines: Machine[];
  /** True once the server was put back to an earlier day. */
  serverWentBack: boolean;
  /** Machines that were put back to an earlier day, or cloned: what they had not sent may be gone with them. */
  readonly wentBack: Set<DeviceId>;
}

/**
 * Several weeks of a governorate from one number: the real core of three to ten laptops and the real server code, with
 * people who work, lines that lose, power that fails, disks that fill, clocks that are years off, images that are put
 * back. Then everything is repaired, everybody calls until nobody has news, and what must hold is checked.
 * @param tell hears the story, for whoever looks into a seed
 */
export async function simulateWeeks(
  seed: number,
  tell: (line: string) => void = () => undefined,
): Promise<WeeksResult> {
  const begins = Date.parse('2026-03-01T06:00:00.000Z');
  const timeline = createTimeline(begins);
  const world: World = { ...createWorld(seed), now: () => new Date(timeline.nowMs).toISOString() as Instant };
  const { random } = world;
  const upTo = (below: number) => Math.floor(random() * below);
  const met: Record<string, number> = {};
  const meet = (what: string) => {
    met[what] = (met[what] ?? 0) + 1;
  };
  const troubles: string[] = [];
  const memory = createMemoryLedger('epoch-1');
  const server = await foundServer(world, memory);
  const staff = await introduceStaff(world, server);
  const governorate: Governorate = {
    world,
    timeline,
    server,
    memory,
    staff,
    machines: [],
    serverWentBack: false,
    wentBack: new Set(),
  };
  const { machines } = governorate;
  let weather: Weather = {
    loseRequest: random() * 0.3,
    loseAnswer: random() * 0.3,
    double: random() * 0.2,
    longestDelayMs: pick([50, 2_000, HOUR_MS], upTo(3)) ?? 50,
  };
  let life = 0;
  let epochs = 1;
  let connected = 0;

  const startOne = (name: string, number: number, device: DeviceId, office: Machine['office'], image?: DiskImage) => {
    const transport = createLine(
      timeline,
      world,
      server,
      () => weather,
      () => life,
      (error) => troubles.push(`the server failed: ${String(error)}`),
    );
    const supervisor = staff.find((one) => one.office === office && one.role === 'supervisor') as Staff;
    const nowMs = () => timeline.nowMs;
    const machine = startMachine({
      name,
      world,
      server,
      key: keyOf(number),
      device,
      number,
      office,
      supervisor,
      transport,
      nowMs,
      ...(image && { image }),
    });
    numbers.set(machine, number);
    machines.push(machine);
    return machine;
  };
  const numbers = new Map<Machine, number>();
  const connectOne = async () => {
    const number = ++connected;
    const device = world.newId() as DeviceId;
    const office = number % 3 === 0 ? SINJAR : MOSUL;
    const publicKey = publicKeyOf(number);
    await server.write({
      type: 'device.connect',
      subject: server.governorateRef,
      intent: { device, office, number, publicKey },
    });
    startOne(`laptop ${number}`, number, device, office);
  };
  const exchange = (work: Promise<unknown>) => {
    work.catch((error) => troubles.push(`a laptop failed: ${String(error)}`));
  };

  const images: { readonly machine: Machine; readonly image: DiskImage }[] = [];
  const backups: MemoryImage[] = [];
  const events: Record<string, { readonly weight: number; happen(machine: Machine): void | Promise<void> }> = {
    act: {
      weight: 40,
      happen(machine) {
        const kind = OFFICE_ACTS[upTo(OFFICE_ACTS.length)] ?? 'note';
        try {
          if (doAct(machine.desk, staff, kind, upTo(20), upTo(20)).length > 0) meet(`act ${kind}`);
        } catch (error) {
          // Before the first fill nobody can act; a full disk is told, and nothing of the act is there.
          if (!/has not been received yet|disk\.full/.test(String(error))) troubles.push(`an act failed: ${error}`);
        }
      },
    },
    send: { weight: 22, happen: (machine) => exchange(machine.send()) },
    receive: { weight: 22, happen: (machine) => exchange(machine.receive()) },
    crash: { weight: 3, happen: (machine) => machine.crash() },
    fullDisk: {
      weight: 2,
      happen(machine) {
        machine.diskFailsIn = upTo(25);
      },
    },
    wrongClock: {
      weight: 1,
      happen(machine) {
        machine.clockOffsetMs = (upTo(5) - 2) * 3 * YEAR_MS;
      },
    },
    takeImage: {
      weight: 2,
      happen(machine) {
        if (images.length < 6) images.push({ machine, image: machine.image() });
      },
    },
    putBack: {
      weight: 0.5,
      happen() {
        const one = pick(images, upTo(100));
        if (!one) return;
        const noticed = random() < 0.5;
        governorate.wentBack.add(one.machine.device);
        one.machine.putBack(one.image, noticed);
        meet(noticed ? 'laptop put back, noticed' : 'laptop put back, unnoticed');
      },
    },
    clone: {
      weight: 0.3,
      happen(machine) {
        if (machines.length > 10 || machine.name.startsWith('clone')) return;
        governorate.wentBack.add(machine.device);
        startOne(
          `clone of ${machine.name}`,
          numbers.get(machine) ?? 0,
          machine.device,
          machine.office,
          machine.image(),
        );
        meet('laptop cloned');
      },
    },
    connect: {
      weight: 0.4,
      async happen() {
        if (connected < 9) await connectOne();
      },
    },
    backUp: {
      weight: 1,
      happen() {
        backups.push(memory.image());
      },
    },
    restoreServer: {
      weight: 0.3,
      happen() {
        const backup = pick(backups, upTo(100));
        if (backup === undefined) return;
        life++;
        governorate.serverWentBack = true;
        memory.restore(backup, `epoch-${++epochs}`, server.device);
        meet('server restored');
      },
    },
    endRole: {
      weight: 0.3,
      async happen() {
        const gone = pick(staff.slice(0, 2), upTo(2)) as Staff;
        const { worker, role, office } = gone;
        await server.write({
          type: 'worker.end-role',
          subject: server.governorateRef,
          intent: { worker, role, office },
        });
      },
    },
    decideHeld: {
      weight: 0.5,
      async happen() {
        const held = await server.store.transaction((tx) => tx.heldEntries());
        const entry = pick(held, upTo(20))?.header.id;
        const state = (await server.store.findSubject(server.governorateRef))?.state as GovernorateState;
        if (!entry || state.heldDecisions[entry]) return;
        const type = random() < 0.5 ? 'held.admit' : 'held.turn-away';
        await server.write({ type, subject: server.governorateRef, intent: { entry, reason: 'seen' } });
      },
    },
  };
  // Every run has its own temper: some faults never, some often. Where everything happens a little, nothing happens twice.
  const weights = Object.entries(events).map(([name, { weight }]) => {
    const isDaily = ['act', 'send', 'receive'].includes(name);
    return [name, weight * (isDaily ? 1 : (pick([0, 1, 1, 4, 12], upTo(5)) ?? 1))] as const;
  });
  const whole = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const choose = (): string => {
    let left = random() * whole;
    return weights.find(([, weight]) => (left -= weight) < 0)?.[0] ?? 'act';
  };

  for (let first = 2 + upTo(4); first >= 0; first--) await connectOne();
  for (let step = 60 + upTo(140); step > 0; step--) {
    await timeline.runUntil(timeline.nowMs + upTo(6 * HOUR_MS));
    const machine = pick(machines, upTo(100)) as Machine;
    const name = choose();
    tell(`${new Date(timeline.nowMs).toISOString()} ${name}, ${machine.name}`);
    try {
      await events[name]?.happen(machine);
    } catch (error) {
      troubles.push(`the scheduler failed: ${String(error)}`);
    }
  }

  weather = CLEAR;
  for (const machine of machines) machine.diskFailsIn = null;
  await timeline.runUntil(timeline.nowMs + 10 * DAY_MS);
  if (!(await comeToRest(governorate))) troubles.push('the laptops never come to rest');
  troubles.push(...(await findTroubles(governorate)));
  for (const { generation } of governorateDevices(await stateOf(server)))
    if ((generation ?? 1) > 1) meet('history cut');
  for (const machine of machines) machine.close();
  return { seed, troubles, met };
}

const stateOf = async (server: SimulatedServer) =>
  (await server.store.findSubject(server.governorateRef))?.state as GovernorateState;
const governorateDevices = (state: GovernorateState) => Object.values(state.devices);

async function introduceStaff(world: World, server: SimulatedServer): Promise<Staff[]> {
  const staff: Staff[] = [];
  for (const [role, office] of [
    ['caseworker', MOSUL],
    ['caseworker', MOSUL],
    ['supervisor', MOSUL],
    ['caseworker', SINJAR],
    ['supervisor', SINJAR],
  ] as const) {
    const worker = world.newId() as WorkerId;
    await server.write(
      { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
      { type: 'worker.grant-role', subject: server.governorateRef, intent: { worker, role, office } },
    );
    staff.push({ worker, role, office });
  }
  return staff;
}

/**
 * Everybody calls until nobody has anything new, twice: who hands back what the server had forgotten receives nothing by it,
 * and it is news to those who called before.
 */
async function comeToRest({ machines, timeline }: Governorate): Promise<boolean> {
  let quiet = 0;
  for (let round = 0; round < 400; round++) {
    let moved = false;
    for (const machine of machines) {
      for (const work of [() => machine.send(), () => machine.receive()]) {
        let isOver = false;
        const ended = work().finally(() => {
          isOver = true;
        });
        while (!isOver) await timeline.runUntil(timeline.nowMs + HOUR_MS);
        if ((await ended) || waitingCount(machine.ledger.store) > 0) moved = true;
      }
    }
    quiet = moved ? 0 : quiet + 1;
    if (quiet === 2) return true;
  }
  return false;
}
