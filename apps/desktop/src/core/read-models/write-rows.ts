import { assert } from '@nrm/domain/shared';
import type { ReadableStore, SqlRow, WriteTransaction } from '../store/store.ts';
import { type DerivedRow, type ReadModelTable, tokenText } from './projector.ts';

/** The tables in use have no prefix; a rebuild beside them writes into others. */
export type TablePrefix = '' | 'next_';

interface Statements {
  readonly stored: string;
  readonly insert: string;
  readonly update: string;
  readonly remove: string;
  readonly tokens: string;
  readonly insertTokens: string;
  readonly removeTokens: string;
}

const known = new Map<string, Statements>();

function statementsOf(table: ReadModelTable, prefix: TablePrefix): Statements {
  const name = `${prefix}${table.name}`;
  const found = known.get(name);
  if (found) return found;
  const columns = table.columns.join(', ');
  const search = `${prefix}${table.search ?? ''}`;
  const statements: Statements = {
    stored: `select ${table.search ? 'row, ' : ''}${columns} from ${name} where ${table.owner} = ?`,
    insert: `insert into ${name} (${columns}) values (${table.columns.map(() => '?').join(', ')})`,
    update: `update ${name} set ${table.columns.map((column) => `${column} = ?`).join(', ')} where ${table.owner} = ? and ${table.key} = ?`,
    remove: `delete from ${name} where ${table.owner} = ? and ${table.key} = ?`,
    tokens: `select tokens from ${search} where rowid = ?`,
    insertTokens: `insert into ${search} (rowid, tokens) values (?, ?)`,
    removeTokens: `delete from ${search} where rowid = ?`,
  };
  known.set(name, statements);
  return statements;
}

/**
 * Brings the rows of one subject in one table to what they should be. What is the same is not written again: an entry
 * that changes no name costs the search nothing.
 */
export function writeRows(
  tx: WriteTransaction,
  table: ReadModelTable,
  prefix: TablePrefix,
  owner: string,
  rows: readonly DerivedRow[],
): void {
  const sql = statementsOf(table, prefix);
  const stored = new Map(tx.all(sql.stored, owner).map((row) => [row[table.key], row]));
  for (const row of rows) {
    const key = row.values[table.key];
    assert(key !== undefined && key !== null, `a row of ${table.name} without its key`);
    const before = stored.get(key);
    stored.delete(key);
    const values = table.columns.map((column) => row.values[column] ?? null);
    if (!before) {
      const rowid = insertRow(tx, table, sql, values);
      if (rowid !== null) tx.run(sql.insertTokens, rowid, tokenText(row.tokens ?? []));
      continue;
    }
    if (table.columns.some((column, index) => before[column] !== values[index]))
      tx.run(sql.update, ...values, owner, key);
    if (table.search) writeTokens(tx, sql, before.row as number, tokenText(row.tokens ?? []));
  }
  for (const [key, row] of stored) {
    if (table.search) tx.run(sql.removeTokens, row.row as number);
    tx.run(sql.remove, owner, key as string | number);
  }
}

/** @returns the row's number where its table has a search */
function insertRow(
  tx: WriteTransaction,
  table: ReadModelTable,
  sql: Statements,
  values: readonly (SqlRow[string] | null)[],
): number | null {
  tx.run(sql.insert, ...values);
  return table.search ? (tx.get('select last_insert_rowid() as row')?.row as number) : null;
}

function writeTokens(tx: WriteTransaction, sql: Statements, rowid: number, tokens: string): void {
  if (tx.get(sql.tokens, rowid)?.tokens === tokens) return;
  tx.run(sql.removeTokens, rowid);
  tx.run(sql.insertTokens, rowid, tokens);
}

/** Whether the rows of one subject are what they should be. */
export function areRowsRight(
  store: ReadableStore,
  table: ReadModelTable,
  owner: string,
  rows: readonly DerivedRow[],
): boolean {
  const sql = statementsOf(table, '');
  const stored = new Map(store.all(sql.stored, owner).map((row) => [row[table.key], row]));
  return (
    stored.size === rows.length &&
    rows.every((row) => {
      const found = stored.get(row.values[table.key] ?? null);
      if (!found || table.columns.some((column) => found[column] !== (row.values[column] ?? null))) return false;
      return !table.search || store.get(sql.tokens, found.row as number)?.tokens === tokenText(row.tokens ?? []);
    })
  );
}
