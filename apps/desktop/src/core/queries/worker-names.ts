import type { GovernorateState } from '@nrm/domain/governorate';
import type { WorkerId } from '@nrm/domain/shared';
import { shownState } from '../ledger/subject-rows.ts';
import type { QueryContext } from './query-context.ts';

const read = new WeakMap<QueryContext, GovernorateState | undefined>();

/** The administration as it stands, read once for each question; undefined before it has been received. */
export function findGovernorate(context: QueryContext): GovernorateState | undefined {
  if (!read.has(context)) {
    const { store, device } = context;
    read.set(context, shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate }));
  }
  return read.get(context);
}

/** Empty for somebody who has not been introduced to this laptop yet. */
export const nameOfWorker = (context: QueryContext, worker: WorkerId): string =>
  findGovernorate(context)?.workers[worker]?.name ?? '';
