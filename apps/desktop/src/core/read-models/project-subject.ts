import type { SubjectRef } from '@nrm/domain/ledger';
import { findThisDevice } from '../ledger/ledger.ts';
import type { WriteTransaction } from '../store/store.ts';
import { caseProjector } from './case-projector.ts';
import { organisationProjector } from './organisation-projector.ts';
import type { Projector } from './projector.ts';
import { isRebuilt } from './rebuild-place.ts';
import { type TablePrefix, writeRows } from './write-rows.ts';

/** One for each kind of subject that the screens list. Offices and the governorate are few: they are read as they are. */
export const PROJECTORS: readonly Projector[] = [caseProjector, organisationProjector];

/** For `LedgerContext.project`: the rows of a subject follow what is shown; `undefined` takes them away. */
export function projectSubject(tx: WriteTransaction, ref: SubjectRef, shown: unknown): void {
  projectInto(tx, '', ref, shown);
  if (isRebuilt(tx, ref)) projectInto(tx, 'next_', ref, shown);
}

export function projectInto(tx: WriteTransaction, prefix: TablePrefix, ref: SubjectRef, shown: unknown): void {
  const projector = PROJECTORS.find(({ kind }) => kind === ref.kind);
  if (!projector) return;
  const rows = shown === undefined ? [] : projector.rowsOf(ref.id, shown, findThisDevice(tx)?.office);
  projector.tables.forEach((table, index) => writeRows(tx, table, prefix, ref.id, rows[index] ?? []));
}
