import { parsePhone } from '../contact/index.ts';
import type { Names } from '../governorate/index.ts';
import { ProviderPhone } from '../organisation/index.ts';
import type { HsdsCode, HsdsRow } from './hsds-report.ts';
import { findTerm, type Term } from './hsds-terms.ts';
import { cell, type PackageReader } from './package-reader.ts';

/** What stands in several tables and is read the same way in each. */

const ARABIC_LETTERS = /\p{Script=Arabic}/u;

/** HSDS has one name and one other: each goes to the language it is written in, and stands for both where it is alone. */
export function readNames(row: HsdsRow, terms: readonly Term[]): Names {
  const [name, other] = [cell(row, 'name'), cell(row, 'alternate_name')];
  const inArabic = [name, other].find((text) => ARABIC_LETTERS.test(text)) ?? name;
  const inEnglish = [name, other].find((text) => text !== '' && !ARABIC_LETTERS.test(text)) ?? name;
  const ckb = findTerm(terms, 'name-ckb');
  return { ar: inArabic, en: inEnglish, ...(ckb ? { ckb } : {}) };
}

/** The first that can be dialled; quotation marks and spaces around the digits are no part of a number. */
export function readPhone(reader: PackageReader, rows: readonly HsdsRow[]): string | null {
  let phone: string | null = null;
  for (const row of rows) {
    const text = cell(row, 'number').replace(/["']/g, '');
    const read = ProviderPhone.safeParse(text).success ? text : dialled(text);
    if (read === null) reader.skipped('phones.csv', row, 'phone-not-a-number', 'number');
    else if (phone !== null) reader.skipped('phones.csv', row, 'said-already');
    else {
      phone = read;
      reader.imported('phones.csv', row);
      notKept(reader, 'phones.csv', row, ['extension', 'type', 'description']);
    }
  }
  return phone;
}

const dialled = (text: string): string | null => {
  const phone = parsePhone(text);
  return phone.ok ? phone.value : null;
};

export const paragraphs = (row: HsdsRow, columns: readonly string[]) =>
  columns
    .map((column) => cell(row, column))
    .filter((text) => text !== '')
    .join('\n\n');

export function notKept(reader: PackageReader, file: string, row: HsdsRow, columns: readonly string[]): void {
  const filled = columns.filter((column) => cell(row, column) !== '');
  if (filled.length > 0) reader.skipped(file, row, 'column-not-kept', filled.join());
}

export function skip(reader: PackageReader, file: string, row: HsdsRow, code: HsdsCode): [] {
  reader.skipped(file, row, code);
  return [];
}

/** What our own schema says no to is an error of the package, named by the column it came from as far as that is known. */
export function parsed<Payload>(
  reader: PackageReader,
  file: string,
  row: HsdsRow,
  schema: {
    safeParse(value: unknown): {
      success: boolean;
      data?: Payload;
      error?: { issues: readonly { message: string; path: readonly PropertyKey[] }[] };
    };
  },
  value: unknown,
): Payload {
  const result = schema.safeParse(value);
  if (result.success) return result.data as Payload;
  const [issue] = result.error?.issues ?? [];
  const code: HsdsCode = issue?.message === 'form.too-long' ? 'text-too-long' : 'value-not-allowed';
  const path = (issue?.path ?? []).map(String);
  reader.error(file, row, code, path.includes('names') ? 'name' : (path.find((part) => part !== 'facts') ?? 'id'));
  return value as Payload; // never leaves: a package with an error gives no organisation
}
