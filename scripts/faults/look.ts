import type { WorkerId } from '@nrm/domain/shared';
import { isFault } from '../../apps/desktop/src/core/faults.ts';
import { verifyLaptopLedger } from '../../apps/desktop/src/core/ledger/verify.ts';
import { findWrongRows } from '../../apps/desktop/src/core/read-models/verify-read-models.ts';
import { checkStore } from '../../apps/desktop/src/core/store/check-replica.ts';
import { openDoor, PASSWORD, sessionOf } from './furnished-laptop.ts';
import type { Verdict } from './suite.ts';
import type { Told } from './told.ts';

/** Signs in as the program does at its next start and compares what is there with what had been told. */
export async function lookInside(folder: string, worker: WorkerId, { entries, drafts }: Told): Promise<Verdict> {
  const door = await openDoor(folder).catch((error: unknown) => faultOf(error));
  if ('fault' in door) return { outcome: door.fault };
  try {
    await door.laptop.signIn(worker, PASSWORD);
    const { store } = sessionOf(door.laptop);
    const ids = store.all<{ id: string }>('select id from entries').map(({ id }) => id);
    const here = new Set(ids);
    const written = new Map(
      store
        .all<{ key: string; value: string }>('select key, value from drafts')
        .map(({ key, value }) => [key, (JSON.parse(value) as { turn: number }).turn]),
    );
    const wrongDrafts = [...drafts].filter(([key, states]) => !states.includes(written.get(key) ?? null));
    return {
      outcome: 'opened',
      lost: [
        ...[...entries].filter((id) => !here.has(id)).map((id) => `entry ${id}`),
        ...wrongDrafts.map(([key, states]) => `${key} is ${written.get(key) ?? 'gone'}, not ${states.join(' or ')}`),
      ],
      doubled: ids.length === here.size ? [] : ['an entry'],
      silent: [
        ...verifyLaptopLedger(store).troubles.map(({ what }) => what),
        ...findWrongRows(store).map(({ table }) => `rows of ${table}`),
        ...checkStore(store).findings,
      ],
    };
  } catch (error) {
    return { outcome: faultOf(error).fault };
  } finally {
    await door.close().catch(() => undefined);
  }
}

/** A fault has a designed screen; anything else is a defect and is thrown on. */
export function faultOf(error: unknown): { readonly fault: string } {
  if (isFault(error)) return { fault: error.code };
  throw error;
}
