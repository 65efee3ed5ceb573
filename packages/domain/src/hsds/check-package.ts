import { LocalDate } from '../shared/index.ts';
import type { HsdsCode, HsdsPackage, HsdsReportLine, HsdsRow } from './hsds-report.ts';
import { columnsOf, HSDS_TABLES, type HsdsColumnType, type HsdsTable, REQUIRED_FILES } from './hsds-tables.ts';

/** Bounds of a cell and of an id; longer ones are no text of a directory. UTF-16 units. */
const MAX_CELL_LENGTH = 20_000;
const MAX_ID_LENGTH = 200;

/**
 * What is wrong with a package, and what of it is unknown to the standard. One error is enough to import nothing: half
 * of a directory is worse than none, because nobody sees the other half missing.
 */
export function checkPackage(files: HsdsPackage): readonly HsdsReportLine[] {
  const missing = REQUIRED_FILES.filter((file) => !Object.hasOwn(files, file)).map((file) =>
    problem(file, 0, 'file-missing'),
  );
  const ids = new Map(
    Object.entries(files).map(([file, rows]) => [file, new Set(rows.map((row) => row.values['id']))]),
  );
  const checked = Object.entries(files).flatMap(([file, rows]) => {
    const table = Object.hasOwn(HSDS_TABLES, file) ? HSDS_TABLES[file] : undefined;
    if (!table) return [{ file, line: 0, outcome: 'skipped', code: 'file-unknown' } as const];
    return checkTable(file, table, rows, ids);
  });
  return [...missing, ...checked];
}

const problem = (file: string, line: number, code: HsdsCode, field?: string): HsdsReportLine => ({
  file,
  line,
  outcome: 'error',
  code,
  ...(field === undefined ? {} : { field }),
});

function checkTable(
  file: string,
  table: HsdsTable,
  rows: readonly HsdsRow[],
  ids: ReadonlyMap<string, ReadonlySet<string | undefined>>,
): readonly HsdsReportLine[] {
  const known = columnsOf(table);
  const present = Object.keys(rows[0]?.values ?? {});
  const columns = present
    .filter((column) => !known.has(column))
    .map((field): HsdsReportLine => ({ file, line: 1, outcome: 'skipped', code: 'column-unknown', field }));
  const lacking =
    rows.length === 0
      ? []
      : table.required
          .filter((column) => !present.includes(column))
          .map((field) => problem(file, 1, 'column-missing', field));
  if (lacking.length > 0) return [...columns, ...lacking];
  const seen = new Set<string>();
  const cells = rows.flatMap((row) => {
    const id = row.values['id'] ?? '';
    const twice = id !== '' && seen.has(id) ? [problem(file, row.line, 'id-duplicate', 'id')] : [];
    seen.add(id);
    return [...twice, ...checkRow(file, table, row, ids)];
  });
  return [...columns, ...cells];
}

function checkRow(
  file: string,
  table: HsdsTable,
  { line, values }: HsdsRow,
  ids: ReadonlyMap<string, ReadonlySet<string | undefined>>,
): readonly HsdsReportLine[] {
  const missing = table.required
    .filter((column) => (values[column] ?? '').trim() === '')
    .map((field) => problem(file, line, 'value-missing', field));
  const wrong = Object.entries(values).flatMap(([column, value]) => {
    const code = value === '' ? null : findWrong(column, value, table.types[column] ?? 'text');
    return code ? [problem(file, line, code, column)] : [];
  });
  const dangling = Object.entries(table.references)
    .filter(([column, target]) => (values[column] ?? '') !== '' && !ids.get(target)?.has(values[column]))
    .map(([field]) => problem(file, line, 'reference-dangling', field));
  return [...missing, ...wrong, ...dangling];
}

function findWrong(column: string, value: string, type: HsdsColumnType): HsdsCode | null {
  if (value.includes('\u0000') || !value.isWellFormed()) return 'text-unsafe';
  if (value.length > (column === 'id' || column.endsWith('_id') ? MAX_ID_LENGTH : MAX_CELL_LENGTH))
    return 'text-too-long';
  if (typeof type !== 'string') return type.includes(value) ? null : 'value-not-allowed';
  switch (type) {
    case 'text':
      return null;
    case 'number':
      return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value) ? null : 'number-wrong';
    case 'date':
      return LocalDate.safeParse(value).success ? null : 'date-wrong';
    case 'datetime':
      return LocalDate.safeParse(value.slice(0, 10)).success && /^.{10}([T ]\d{2}:\d{2}.*)?$/.test(value)
        ? null
        : 'date-wrong';
    case 'time':
      return TIME.test(value) ? null : 'time-wrong';
  }
}

/** 08:30, 08:30:00, with Z or an offset. */
export const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;
