import type { SubjectRef } from '@nrm/domain/ledger';
import type { ReadableStore } from '../store/store.ts';

/** Where a rebuild beside the tables in use stands: every subject up to and with this one is in the new tables. */
export interface RebuildPlace {
  readonly version: number;
  readonly kind: string;
  readonly id: string;
}

export function findRebuildPlace(store: ReadableStore): RebuildPlace | undefined {
  const row = store.get(
    `select rebuilding_version as version, rebuilt_kind as kind, rebuilt_id as id from read_models where rebuilding_version is not null`,
  );
  return row as RebuildPlace | undefined;
}

/** Whether a change of this subject has to reach the new tables too; later ones are still to be read. */
export function isRebuilt(store: ReadableStore, { kind, id }: SubjectRef): boolean {
  const place = findRebuildPlace(store);
  return place !== undefined && (kind < place.kind || (kind === place.kind && id <= place.id));
}
