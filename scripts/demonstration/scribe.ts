import type { Role } from '@nrm/domain/access';
import { addDays } from '@nrm/domain/calendar';
import { assert, type EntryId, type Instant, type LocalDate, type OfficeId, type WorkerId } from '@nrm/domain/shared';
import { contextOf } from '../../apps/desktop/src/core/commands/step-context.ts';
import type { Step } from '../../apps/desktop/src/core/ledger/append-act.ts';
import { findThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { connectLaptop, type SimulatedLaptop, type SimulatedServer, type World } from '../simulation/governorate.ts';

export interface Colleague {
  readonly worker: WorkerId;
  readonly name: string;
  readonly role: Role;
  readonly office: OfficeId;
}

/**
 * Writes the past of one office on a laptop of its own, with the same commands and rules as everybody: real signed
 * entries, only the clock is moved. A step the rules refuse is a mistake in the story and stops the seed.
 */
export interface Scribe {
  readonly office: OfficeId;
  /** @param day in the past; entries are written in the working hours of that day */
  write(day: LocalDate, by: Colleague, steps: readonly Omit<Step, 'context'>[]): readonly EntryId[];
  /** Hands everything written so far to the server and takes what came back. */
  deliver(): Promise<void>;
}

/** Entries in one message: what the wire allows less one whole act. */
const PUSH_LIMIT = 430;

export async function createScribe(
  world: World,
  server: SimulatedServer,
  office: OfficeId,
  number: number,
): Promise<Scribe> {
  const laptop = await connectLaptop(world, server, office, number, PUSH_LIMIT);
  await laptop.pull({ limit: 2_000 });
  return {
    office,
    write(day, by, steps) {
      world.moveTo(`${day}T${hour(world)}:00.000Z` as Instant);
      const result = laptop.act(
        by.worker,
        by.role,
        steps.map((step) => withContext(laptop, step)),
      );
      assert(
        result.ok,
        `the story breaks a rule: ${JSON.stringify(result)} in ${steps.map(({ type }) => type).join()}`,
      );
      return result.value;
    },
    async deliver() {
      while (await laptop.push());
      while (await laptop.pull({ limit: 2_000 }));
    },
  };
}

function withContext({ ledger }: SimulatedLaptop, step: Omit<Step, 'context'>): Step {
  const device = findThisDevice(ledger.store);
  assert(device, 'a scribe is connected');
  return { ...step, context: (store) => contextOf({ store, ledger, device }, step) };
}

/** Offices work from eight to two, Baghdad time; UTC is three hours behind. */
const hour = ({ random }: World) =>
  `${String(5 + Math.floor(random() * 6)).padStart(2, '0')}:${String(Math.floor(random() * 60)).padStart(2, '0')}`;

export const daysAgo = (today: LocalDate, days: number): LocalDate => addDays(today, -days);
