import type { SubjectRef } from '@nrm/domain/ledger';
import { findThisDevice } from '../ledger/ledger.ts';
import { readSubject } from '../ledger/subject-rows.ts';
import type { ReadableStore } from '../store/store.ts';
import { PROJECTORS } from './project-subject.ts';
import { areRowsRight } from './write-rows.ts';

/** Rows that are not what a rebuild would make of them. */
export interface WrongRows {
  readonly table: string;
  /** null for rows whose subject is not here */
  readonly subject: string | null;
}

/** Whether the stored rows are those that a rebuild would make. */
export const verifyReadModels = (store: ReadableStore): boolean => findWrongRows(store).length === 0;

/**
 * One subject after the other, so that people can work in between. Rows whose subject is not here are counted by
 * `findWrongRows` alone.
 */
export function* wrongRowsInSteps(store: ReadableStore): Generator<readonly WrongRows[], void> {
  const here = findThisDevice(store)?.office;
  for (const { kind, tables, rowsOf } of PROJECTORS)
    for (const { id } of store.all('select id from subjects where kind = ? order by id', kind)) {
      const { shown } = readSubject(store, { kind, id } as SubjectRef);
      const rows = shown === undefined ? [] : rowsOf(String(id), shown, here);
      yield tables
        .filter((table, index) => !areRowsRight(store, table, String(id), rows[index] ?? []))
        .map(({ name }) => ({ table: name, subject: String(id) }));
    }
}

/** Derives every row again and compares it with what is stored. */
export function findWrongRows(store: ReadableStore): readonly WrongRows[] {
  const here = findThisDevice(store)?.office;
  const wrong: WrongRows[] = [];
  for (const { kind, tables, rowsOf } of PROJECTORS) {
    const counts = tables.map(() => 0);
    const ids = store.all('select id from subjects where kind = ? order by id', kind);
    for (const { id } of ids) {
      const { shown } = readSubject(store, { kind, id } as SubjectRef);
      const rows = shown === undefined ? [] : rowsOf(String(id), shown, here);
      tables.forEach((table, index) => {
        const own = rows[index] ?? [];
        counts[index] = (counts[index] ?? 0) + own.length;
        if (!areRowsRight(store, table, String(id), own)) wrong.push({ table: table.name, subject: String(id) });
      });
    }
    tables.forEach(({ name, search }, index) => {
      for (const table of search ? [name, search] : [name])
        if (store.get(`select count(*) as rows from ${table}`)?.rows !== counts[index])
          wrong.push({ table, subject: null });
    });
  }
  return wrong;
}
