import type { SubjectRef } from '@nrm/domain/ledger';
import type { OfficeId } from '@nrm/domain/shared';
import { findThisDevice } from '../ledger/ledger.ts';
import type { WriteTransaction } from '../store/store.ts';
import { caseProjector } from './case-projector.ts';
import { organisationProjector } from './organisation-projector.ts';
import type { DerivedRows, Projector } from './projector.ts';
import { isRebuilt } from './rebuild-place.ts';
import { type TablePrefix, writeRows } from './write-rows.ts';

/** One for each kind of subject that the screens list. Offices and the governorate are few: they are read as they are. */
export const PROJECTORS: readonly Projector[] = [caseProjector, organisationProjector];

const projectorOf = ({ kind }: SubjectRef) => PROJECTORS.find((projector) => projector.kind === kind);

/**
 * The rows of a subject that is shown like this; none when nothing is.
 * @param here the office of this laptop
 */
export const deriveRows = (ref: SubjectRef, shown: unknown, here: OfficeId | undefined): DerivedRows =>
  shown === undefined ? [] : (projectorOf(ref)?.rowsOf(ref.id, shown, here) ?? []);

/** For `LedgerContext.project`: the rows of a subject follow what is shown; `undefined` takes them away. */
export const projectSubject = (tx: WriteTransaction, ref: SubjectRef, shown: unknown): void =>
  projectDerived(tx, ref, deriveRows(ref, shown, findThisDevice(tx)?.office));

/** For `LedgerContext.projectDerived`. */
export function projectDerived(tx: WriteTransaction, ref: SubjectRef, derived: DerivedRows): void {
  writeInto(tx, '', ref, derived);
  if (isRebuilt(tx, ref)) writeInto(tx, 'next_', ref, derived);
}

/** Into the tables that are built beside those in use. */
export const projectAnew = (tx: WriteTransaction, ref: SubjectRef, shown: unknown): void =>
  writeInto(tx, 'next_', ref, deriveRows(ref, shown, findThisDevice(tx)?.office));

function writeInto(tx: WriteTransaction, prefix: TablePrefix, ref: SubjectRef, derived: DerivedRows): void {
  projectorOf(ref)?.tables.forEach((table, index) => writeRows(tx, table, prefix, ref.id, derived[index] ?? []));
}
