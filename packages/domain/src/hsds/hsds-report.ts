import { z } from 'zod';

/** Why a line, or a field of it, is what it is in the report of an import. Each has a sentence in the catalogues. */
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

export interface HsdsCounts {
  readonly imported: number;
  readonly skipped: number;
  readonly errors: number;
}

/** Whole lines for what came in; skipped and errors count every place named. */
export const countReport = (report: readonly HsdsReportLine[]): HsdsCounts => ({
  imported: report.filter((line) => line.outcome === 'imported').length,
  skipped: report.filter((line) => line.outcome === 'skipped').length,
  errors: report.filter((line) => line.outcome === 'error').length,
});
