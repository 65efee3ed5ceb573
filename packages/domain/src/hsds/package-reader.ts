import type { HsdsCode, HsdsPackage, HsdsReportLine, HsdsRow } from './hsds-report.ts';
import { isTermEntity, NRM_TAXONOMY, parseTerm, TERM_NAMES, type Term, type TermEntity } from './hsds-terms.ts';

/** A checked package, read by what points to what; it writes down what becomes of every line. */
export interface PackageReader {
  rows(file: string): readonly HsdsRow[];
  /** Rows of a file whose column says this id. */
  rowsOf(file: string, column: string, id: string): readonly HsdsRow[];
  termsOf(entity: TermEntity, id: string): readonly Term[];
  imported(file: string, row: HsdsRow): void;
  skipped(file: string, row: HsdsRow, code: HsdsCode, field?: string): void;
  error(file: string, row: HsdsRow, code: HsdsCode, field?: string): void;
  report(): readonly HsdsReportLine[];
}

/** The text of a cell without white space around it; empty where nothing was written. */
export const cell = (row: HsdsRow, column: string): string => (row.values[column] ?? '').trim();

export function readerOf(files: HsdsPackage): PackageReader {
  const lines: HsdsReportLine[] = [];
  const rows = (file: string) => files[file] ?? [];
  const write =
    (outcome: 'skipped' | 'error') =>
    (file: string, row: HsdsRow, code: HsdsCode, field?: string): void => {
      lines.push({ file, line: row.line, outcome, code, ...(field === undefined ? {} : { field }) });
    };
  const index = new Map<string, Map<string, HsdsRow[]>>();
  const indexOf = (file: string, column: string): Map<string, HsdsRow[]> => {
    const key = `${file}\n${column}`;
    const made = index.get(key) ?? groupBy(rows(file), (row) => cell(row, column));
    index.set(key, made);
    return made;
  };
  const reader = {
    rows,
    rowsOf: (file: string, column: string, id: string) => indexOf(file, column).get(id) ?? [],
    imported: (file: string, row: HsdsRow) => {
      lines.push({ file, line: row.line, outcome: 'imported', code: null });
    },
    skipped: write('skipped'),
    error: write('error'),
    report: () => lines,
  };
  const terms = readTerms(reader);
  return { ...reader, termsOf: (entity, id) => terms.get(`${entity}\n${id}`) ?? [] };
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** Attributes with terms of our own taxonomy, by what they describe. */
function readTerms(reader: Omit<PackageReader, 'termsOf'>): ReadonlyMap<string, readonly Term[]> {
  const codes = new Map<string, string>();
  for (const row of reader.rows('taxonomy_terms.csv')) {
    const ours = cell(row, 'taxonomy') === NRM_TAXONOMY && cell(row, 'code') !== '';
    if (ours) {
      codes.set(cell(row, 'id'), cell(row, 'code'));
      reader.imported('taxonomy_terms.csv', row);
    } else reader.skipped('taxonomy_terms.csv', row, 'term-not-ours');
  }
  const terms = new Map<string, Term[]>();
  for (const row of reader.rows('attributes.csv')) {
    const code = codes.get(cell(row, 'taxonomy_term_id'));
    const entity = cell(row, 'link_entity');
    const term = code === undefined ? undefined : parseTerm(code, cell(row, 'value'));
    const known = isTermEntity(entity) && (TERM_NAMES[entity] as readonly string[]).includes(term?.name ?? '');
    if (!term || !known) {
      reader.skipped('attributes.csv', row, 'term-not-ours');
      continue;
    }
    const key = `${entity}\n${cell(row, 'link_id')}`;
    terms.set(key, [...(terms.get(key) ?? []), term]);
    reader.imported('attributes.csv', row);
  }
  return terms;
}
