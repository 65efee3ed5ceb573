import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HSDS_TABLES, type HsdsTables } from '@nrm/domain/hsds';

/**
 * Writes exported tables as the CSV files of an HSDS package (RFC 4180, UTF-8) with a datapackage.json that names the
 * version of the standard. Into a folder of its own: files that are there already are never written over.
 * @returns the names of the files
 * @throws the Node error EEXIST when one of them is there
 */
export async function writeHsdsPackage(folder: string, tables: HsdsTables): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(tables).map(([name, rows]) => [name, tableToCsv(name, rows)] as const);
  const resources = files.map(([path]) => ({ name: path.replace(/\.csv$/, ''), path }));
  const description = { name: 'hsds', profile: 'tabular-data-package', version: '3.0.0', resources };
  const all = [...files, ['datapackage.json', `${JSON.stringify(description, null, 2)}\n`] as const];
  for (const [name, text] of all) await writeFile(join(folder, name), text, { encoding: 'utf8', flag: 'wx' });
  return all.map(([name]) => name);
}

/** Every column that a row fills or the standard requires, so that an empty table is a package too. */
export function tableToCsv(name: string, rows: HsdsTables[string]): string {
  const required = Object.hasOwn(HSDS_TABLES, name) ? (HSDS_TABLES[name]?.required ?? []) : [];
  const columns = [...new Set([...required, ...rows.flatMap((row) => Object.keys(row))])];
  const lines = rows.map((row) => columns.map((column) => cellToCsv(row[column] ?? '')).join(','));
  return `${[columns.map(cellToCsv).join(','), ...lines].join('\r\n')}\r\n`;
}

const cellToCsv = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
