import { DOCUMENT_KINDS, type DocumentKind } from '../document/index.ts';
import {
  type AskedPaper,
  type Cost,
  type Schedule,
  SERVICE_LANGUAGES,
  type ServiceLanguage,
} from '../organisation/index.ts';
import type { LocalDate } from '../shared/index.ts';
import { TIME } from './check-package.ts';
import type { HsdsCode, HsdsRow } from './hsds-report.ts';
import { cell, type PackageReader } from './package-reader.ts';

/** The tables around a service, each line of which is taken or named in the report. */

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** Baghdad, hours from UTC; all times of the directory are wall times there. */
const OFFSET_HOURS = 3;
/** How the districts of a mobile team travel in `schedules.notes`. */
export const DISTRICTS_NOTE = 'nrm:districts=';

export function readSchedules(reader: PackageReader, rows: readonly HsdsRow[], today: LocalDate): Schedule[] {
  return rows.flatMap((row) => {
    const schedule = toSchedule(row, today);
    if (typeof schedule === 'string') {
      reader.skipped('schedules.csv', row, schedule);
      return [];
    }
    reader.imported('schedules.csv', row);
    return [schedule];
  });
}

function toSchedule(row: HsdsRow, today: LocalDate): Schedule | HsdsCode {
  const last = [cell(row, 'valid_to'), cell(row, 'until')].filter((day) => day !== '').sort()[0];
  if (last !== undefined && last < today) return 'schedule-over';
  const days = cell(row, 'byday')
    .split(',')
    .map((day) => WEEKDAYS.indexOf(day.trim()));
  const weekly = cell(row, 'freq') === 'WEEKLY' && ['', '1'].includes(cell(row, 'interval'));
  const [opens, closes] = [TIME.exec(cell(row, 'opens_at')), TIME.exec(cell(row, 'closes_at'))];
  if (!weekly || days.includes(-1) || !opens || !closes) return 'schedule-not-weekly';
  const zones = [opens[3], closes[3]].filter((zone) => zone !== undefined);
  const zone = cell(row, 'timezone');
  if ((zone !== '' && Number(zone) !== OFFSET_HOURS) || zones.some((one) => !/^\+03(:?00)?$/.test(one)))
    return 'time-zone-not-kept';
  const notes = cell(row, 'notes');
  const districts = notes.startsWith(DISTRICTS_NOTE) ? notes.slice(DISTRICTS_NOTE.length).split(',') : undefined;
  return {
    days: [...new Set(days)],
    from: `${opens[1]}:${opens[2]}`,
    to: `${closes[1]}:${closes[2]}`,
    ...(districts ? { districts } : {}),
  };
}

/** Papers we have a word for; the others are conditions somebody reads. `later` after the word: may follow. */
export function readPapers(
  reader: PackageReader,
  rows: readonly HsdsRow[],
): { readonly papers: AskedPaper[]; readonly words: string[] } {
  const papers: AskedPaper[] = [];
  const words: string[] = [];
  for (const row of rows) {
    const document = cell(row, 'document');
    const [kind = '', when = ''] = document.split(' ');
    const known = (DOCUMENT_KINDS as readonly string[]).includes(kind) && ['', 'later'].includes(when);
    if (known) papers.push({ kind: kind as DocumentKind, when: when === 'later' ? 'later' : 'at-start' });
    else if (document !== '') words.push(document);
    reader.imported('required_documents.csv', row);
  }
  return { papers, words };
}

/** ISO 639 codes of the languages we have a word for. */
const LANGUAGE_CODES: Readonly<Record<string, ServiceLanguage>> = {
  ara: 'ar',
  arb: 'ar',
  acm: 'ar',
  eng: 'en',
  tur: 'tr',
  az: 'tr',
  azb: 'tr',
  aii: 'syr',
};

export function readLanguages(reader: PackageReader, rows: readonly HsdsRow[]): ServiceLanguage[] {
  const languages = rows.map((row): ServiceLanguage => {
    const code = cell(row, 'code').toLowerCase();
    reader.imported('languages.csv', row);
    const same = SERVICE_LANGUAGES.find((language) => language === code);
    return same ?? (Object.hasOwn(LANGUAGE_CODES, code) ? LANGUAGE_CODES[code] : undefined) ?? 'other';
  });
  return [...new Set(languages)];
}

/** One price in dinars; another currency or a second price is for the words of the provider. */
export function readCost(reader: PackageReader, rows: readonly HsdsRow[]): Cost {
  let cost: Cost = { kind: 'not-said' };
  for (const row of rows) {
    const amount = Number(cell(row, 'amount') || 'NaN');
    const code = findCostTrouble(row, amount, cost);
    if (code) {
      reader.skipped('cost_options.csv', row, code);
      continue;
    }
    cost = amount === 0 ? { kind: 'free' } : { kind: 'fee', iqd: amount };
    reader.imported('cost_options.csv', row);
  }
  return cost;
}

function findCostTrouble(row: HsdsRow, amount: number, cost: Cost): HsdsCode | null {
  if (cost.kind !== 'not-said') return 'said-already';
  if (amount !== 0 && cell(row, 'currency').toLowerCase() !== 'iqd') return 'currency-not-kept';
  if (!Number.isInteger(amount)) return 'number-not-whole';
  return amount < 0 || amount > 1_000_000_000 ? 'out-of-range' : null;
}

export const AREA_SCHEME = 'ocha-pcode';

/** Districts by their p-code; an area in words is a condition somebody reads. */
export function readAreas(
  reader: PackageReader,
  rows: readonly HsdsRow[],
): { readonly districts: string[]; readonly words: string[] } {
  const districts: string[] = [];
  const words: string[] = [];
  for (const row of rows) {
    const extent = cell(row, 'extent');
    if (cell(row, 'extent_type') === AREA_SCHEME && /^[A-Za-z0-9-]{2,40}$/.test(extent)) districts.push(extent);
    else words.push(...[cell(row, 'name'), cell(row, 'description')].filter((text) => text !== ''));
    reader.imported('service_areas.csv', row);
  }
  return { districts, words };
}
