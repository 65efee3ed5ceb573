import { isFault } from './faults.ts';
import { findThisDevice } from './ledger/ledger.ts';
import { verifyInSteps } from './ledger/verify.ts';
import { needRebuild, wrongRowsInSteps } from './read-models/index.ts';
import { findingsInSteps } from './store/check-replica.ts';
import type { ReadableStore } from './store/store.ts';

export interface CheckOptions {
  /** Between two steps: lets people work, and ends the check for now when it says `stop`. */
  pause(): Promise<'go-on' | 'stop'>;
}

/**
 * Looks at everything once, in small steps behind a person's back: pages and indexes, then the ledger (hashes,
 * signatures, chains, states), then what is derived from it. Opening a replica reads a few pages of many; without this,
 * damage of a page that nobody asks for would lie there until somebody does.
 * @returns kinds of what is wrong, nothing of a row; empty when all is well or the check was stopped
 */
export async function checkLaptopData(store: ReadableStore, { pause }: CheckOptions): Promise<readonly string[]> {
  try {
    for (const steps of [findingsInSteps(store), ledgerFindings(store), derivedFindings(store)])
      for (const found of steps) {
        if (found.length > 0) return found;
        if ((await pause()) === 'stop') return [];
      }
    return [];
  } catch (error) {
    if (isFault(error, 'replica.damaged')) return [String(error.params.reason ?? 'damaged')];
    throw error;
  }
}

function* ledgerFindings(store: ReadableStore): Generator<readonly string[], void> {
  const steps = verifyInSteps(store);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return yield [...value.troubles.map(({ what }) => what), ...ownHeadFindings(store)];
    yield [];
  }
}

/** An old page of a table of one row: the next entry would be written onto a place that is taken. */
function ownHeadFindings(store: ReadableStore): readonly string[] {
  const device = findThisDevice(store);
  if (!device) return ['no-device'];
  const last = store.get(
    'select device_seq as seq, hash from entries where own = 1 and generation = ? order by device_seq desc limit 1',
    device.generation,
  );
  // Behind the head is well: an entry of ours that came back in another history of this laptop is ours no longer.
  const isTaken = last && ((last.seq as number) > device.seq || (last.seq === device.seq && last.hash !== device.hash));
  return isTaken ? ['own head is not the last own entry'] : [];
}

function* derivedFindings(store: ReadableStore): Generator<readonly string[], void> {
  // Rows of an earlier release are wrong by right until the rebuild behind them has ended.
  if (needRebuild(store)) return;
  for (const wrong of wrongRowsInSteps(store)) yield wrong.map(({ table }) => `rows of ${table}`);
}
