import type { SubjectRef } from '@nrm/domain/ledger';
import { readSubject } from '../ledger/subject-rows.ts';
import type { ReadableStore, WritableStore, WriteTransaction } from '../store/store.ts';
import { PROJECTORS, projectAnew } from './project-subject.ts';
import { findRebuildPlace } from './rebuild-place.ts';

/** Raised with every change of a projector or of a rule it asks (folding, tasks): the rows are then derived again. */
export const READ_MODELS_VERSION = 3;

export const readModelsVersion = (store: ReadableStore): number =>
  (store.get('select version from read_models')?.version as number | undefined) ?? 0;

export const needRebuild = (store: ReadableStore): boolean => readModelsVersion(store) !== READ_MODELS_VERSION;

/** Subjects in one transaction; smaller ones leave more room for the people who work meanwhile. */
const SLICE = 500;

export interface RebuildOptions {
  readonly slice?: number;
  /** Between two slices: lets the program answer, and ends the rebuild for now when it says `stop`. */
  pause?(done: number): Promise<'go-on' | 'stop'>;
}

/**
 * Derives every row again into tables beside those in use, slice by slice, and changes over in one transaction at the
 * end. Meanwhile people read the old rows and write into both; a rebuild that was cut goes on where it was.
 * @returns false when it was stopped before the end
 */
export async function rebuildReadModelsMeanwhile(
  store: WritableStore,
  { slice = SLICE, pause = nextTurn }: RebuildOptions = {},
): Promise<boolean> {
  beginOrGoOn(store);
  for (let done = 0; ; ) {
    const count = store.write((tx) => takeSlice(tx, slice));
    // Nothing can come between a slice that was not full and the change-over; waiting for an empty one could take for ever.
    if (count < slice) break;
    done += count;
    if ((await pause(done)) === 'stop') return false;
  }
  store.write(changeOver);
  return true;
}

/** The same while nobody works: for a command that does nothing else. */
export function rebuildReadModels(store: WritableStore): void {
  beginOrGoOn(store);
  while (store.write((tx) => takeSlice(tx, SLICE)) === SLICE);
  store.write(changeOver);
}

const nextTurn = () => new Promise<'go-on'>((resolve) => setImmediate(() => resolve('go-on')));

function beginOrGoOn(store: WritableStore): void {
  if (findRebuildPlace(store)?.version !== READ_MODELS_VERSION) store.write(begin);
}

const tables = () =>
  PROJECTORS.flatMap((projector) => projector.tables.flatMap(({ name, search }) => (search ? [name, search] : [name])));
const searches = () => PROJECTORS.flatMap((projector) => projector.tables.flatMap(({ search }) => search ?? []));

function begin(tx: WriteTransaction): void {
  for (const name of tables()) {
    tx.exec(`drop table if exists next_${name}`);
    const made = tx.all('select type, name, sql from sqlite_schema where tbl_name = ? and sql is not null', name);
    for (const { type, name: own, sql } of made) {
      if (type === 'table') tx.exec(String(sql).replace(NAMED_TABLE, `$1"next_${name}"`));
      else tx.exec(String(sql).replace(NAMED_INDEX, `$1"${otherName(String(own))}" ON "next_${name}"`));
    }
  }
  for (const search of searches())
    tx.run(`insert into next_${search} (next_${search}, rank) values ('secure-delete', 1)`);
  tx.run(`update read_models set rebuilding_version = ?, rebuilt_kind = '', rebuilt_id = ''`, READ_MODELS_VERSION);
}

const NAMED_TABLE = /^(CREATE (?:VIRTUAL )?TABLE\s+)(?:`[^`]+`|"[^"]+"|\w+)/i;
const NAMED_INDEX = /^(CREATE (?:UNIQUE )?INDEX\s+)(?:`[^`]+`|"[^"]+"|\w+)\s+ON\s+(?:`[^`]+`|"[^"]+"|\w+)/i;

/** SQLite renames tables and not indexes: two sets of names take turns. */
const otherName = (index: string) => (index.endsWith('_b') ? index.slice(0, -2) : `${index}_b`);

function takeSlice(tx: WriteTransaction, limit: number): number {
  const place = findRebuildPlace(tx);
  const subjects = tx.all(
    'select kind, id from subjects where (kind, id) > (?, ?) order by kind, id limit ?',
    place?.kind ?? '',
    place?.id ?? '',
    limit,
  ) as unknown as SubjectRef[];
  for (const ref of subjects) projectAnew(tx, ref, readSubject(tx, ref).shown);
  const last = subjects.at(-1);
  if (last) tx.run('update read_models set rebuilt_kind = ?, rebuilt_id = ?', last.kind, last.id);
  return subjects.length;
}

function changeOver(tx: WriteTransaction): void {
  for (const name of tables()) {
    tx.exec(`drop table ${name}`);
    tx.exec(`alter table next_${name} rename to ${name}`);
  }
  tx.run(
    'update read_models set version = ?, rebuilding_version = null, rebuilt_kind = null, rebuilt_id = null',
    READ_MODELS_VERSION,
  );
}
