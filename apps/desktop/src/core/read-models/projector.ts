import type { SubjectKindName } from '@nrm/domain/ledger';
import type { OfficeId } from '@nrm/domain/shared';
import type { SqlValue } from '../store/store.ts';

/** What one subject puts into the tables the screens read: a pure question to its state. */
export interface Projector {
  readonly kind: SubjectKindName;
  readonly tables: readonly ReadModelTable[];
  /**
   * @param state as it is shown, with this laptop's waiting entries
   * @param here the office of this laptop
   * @returns rows for each of the tables, in their order
   */
  rowsOf(id: string, state: unknown, here: OfficeId | undefined): DerivedRows;
}

export interface ReadModelTable {
  readonly name: string;
  /** The column that holds the id of the subject the row was derived from. */
  readonly owner: string;
  /** Tells the rows of one subject apart. */
  readonly key: string;
  /** All columns but `row`. */
  readonly columns: readonly string[];
  /** The full-text table whose rowid is this table's `row`. */
  readonly search?: string;
}

/** What one subject puts into each of the tables of its kind, in their order. */
export type DerivedRows = readonly (readonly DerivedRow[])[];

export interface DerivedRow {
  /** A value for each column. */
  readonly values: Readonly<Record<string, SqlValue>>;
  /** Under which words the row is found, where its table has a search. */
  readonly tokens?: readonly string[];
}

/** One text that is the same for the same set of tokens. */
export const tokenText = (tokens: readonly string[]): string => [...new Set(tokens)].sort().join(' ');
