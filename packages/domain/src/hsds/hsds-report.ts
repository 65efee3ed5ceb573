import { z } from 'zod';

/** Why a line, or a field of it, is what it is in the report of an import. Each has a sentence where it is told. */
export const HSDS_CODES = [
  // broken: nothing of the package is imported
  'file-missing',
  'column-missing',
  'value-missing',
  'value-not-allowed',
  'number-wrong',
  'date-wrong',
  'time-wrong',
  'id-duplicate',
  'reference-dangling',
  'text-too-long',
  'text-unsafe',
  'age-range',
  'too-many',
  // skipped: the rest is imported
  'file-unknown',
  'column-unknown',
  'column-not-kept',
  'table-not-kept',
  'person-not-kept',
  'place-brands-people',
  'place-postal',
  'out-of-range',
  'number-not-whole',
  'currency-not-kept',
  'schedule-not-weekly',
  'schedule-over',
  'time-zone-not-kept',
  'phone-not-a-number',
  'said-already',
  'term-not-ours',
  'belongs-to-nothing',
  'topic-missing',
] as const;
export const HsdsCode = z.enum(HSDS_CODES);
export type HsdsCode = z.infer<typeof HsdsCode>;

export interface HsdsReportLine {
  readonly file: string;
  /** Of the file, the first being 1; 0 where the file as a whole is meant. */
  readonly line: number;
  readonly outcome: 'imported' | 'skipped' | 'error';
  /** null where a line was imported */
  readonly code: HsdsCode | null;
  /** The column; several with commas between them. Absent where the whole line is meant. */
  readonly field?: string;
}

/** One line of a file: its place in the file and its cells by column. An empty cell is an absent one. */
export interface HsdsRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}
export type HsdsPackage = Readonly<Record<string, readonly HsdsRow[]>>;

/** Lines of the package, each counted once: what came in and what was skipped are all that could be read. */
export interface HsdsCounts {
  readonly imported: number;
  /** Of the imported: lines of which some columns are not kept. */
  readonly partly: number;
  readonly skipped: number;
  /** Places named, not lines. */
  readonly errors: number;
}

export function countReport(report: readonly HsdsReportLine[]): HsdsCounts {
  const linesThat = (outcome: HsdsReportLine['outcome']) =>
    new Set(report.filter((one) => one.outcome === outcome && one.line > 0).map(({ file, line }) => `${file}:${line}`));
  const imported = linesThat('imported');
  const named = linesThat('skipped');
  const partly = [...imported].filter((line) => named.has(line)).length;
  return {
    imported: imported.size,
    partly,
    skipped: named.size - partly,
    errors: report.filter(({ outcome }) => outcome === 'error').length,
  };
}
