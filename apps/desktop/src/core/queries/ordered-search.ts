import type { ReadableStore, SqlRow, SqlValue } from '../store/store.ts';

/** A table, its search, and what is read of it. Names are our own constants, never something typed. */
export interface Searched {
  readonly table: 'cases' | 'services';
  readonly search: 'case_search' | 'service_search';
  /** Ends the order by name, so that it is total. */
  readonly tie: string;
  readonly columns: string;
}

export interface SearchQuestion {
  /** Expressions of FTS5, see `searchExpression`; the strict one is part of the other. */
  readonly match: string;
  readonly strict: string | null;
  /** Strict key of what was typed: names that begin with it come first. Empty when nothing was typed. */
  readonly key: string;
  readonly offset: number;
  readonly limit: number;
  /**
   * The marks of the expression once more as conditions of SQL, where the table has columns for all of them: the names
   * that begin with what was typed are then read from an index, and the search is not asked at all.
   */
  readonly narrowed?: { readonly sql: string; readonly params: readonly SqlValue[] };
  /** What has to hold besides, in SQL over `t`. */
  readonly where?: string;
  readonly params?: readonly SqlValue[];
}

/** Up to here all that was found is sorted; above, the names are walked in their order until the page is full. */
const SORTED_AT_ONCE = 1_000;
/** Greater than every key. */
const LAST = '\u{10ffff}';

/**
 * The best match first (begins with what was typed, then the same letters, then other letters and scripts), then by
 * name. A single letter finds half the office: then only the page is read, never all that was found, and what does not
 * begin with it stands by name alone.
 */
export function orderedSearch(
  store: ReadableStore,
  { table, search, tie, columns }: Searched,
  { match, strict, key, offset, limit, narrowed, where = '1', params = [] }: SearchQuestion,
): { readonly total: number; readonly rows: readonly SqlRow[] } {
  const found = (expression: string): number =>
    where === '1'
      ? (store.get(`select count(*) as found from ${search} where ${search} match ?`, expression)?.found as number)
      : (store.get(
          `select count(*) as found from ${search} join ${table} t on t.row = ${search}.rowid where ${search} match ? and ${where}`,
          expression,
          ...params,
        )?.found as number);
  const total = found(match);
  const range: readonly SqlValue[] = [key, key + LAST];
  if (total === 0 || offset >= total) return { total, rows: [] };
  if (total <= SORTED_AT_ONCE) {
    const rank = `case when t.name_key >= ? and t.name_key < ? then 0
      when ${strict === null ? '0' : `t.row in (select rowid from ${search} where ${search} match ?)`} then 1 else 2 end`;
    const rows = store.all(
      `select ${columns} from ${search} join ${table} t on t.row = ${search}.rowid where ${search} match ? and ${where}
       order by ${rank}, t.name_key, ${tie} limit ? offset ?`,
      match,
      ...params,
      ...range,
      ...(strict === null ? [] : [strict]),
      limit,
      offset,
    );
    return { total, rows };
  }
  const among = `+t.row in (select rowid from ${search} where ${search} match ?)`;
  const inRange = 't.name_key >= ? and t.name_key < ?';
  const beginning = narrowed
    ? { sql: `${inRange} and ${narrowed.sql}`, params: [...range, ...narrowed.params] }
    : { sql: `${inRange} and ${among}`, params: [...range, match] };
  const parts: readonly { readonly sql: string; readonly params: readonly SqlValue[] }[] =
    key === ''
      ? [{ sql: among, params: [match] }]
      : [beginning, { sql: `not (${inRange}) and ${among}`, params: [...range, match] }];
  const rows: SqlRow[] = [];
  let skip = offset;
  for (const [index, part] of parts.entries()) {
    const wanted = limit - rows.length;
    const from = `from ${table} t where ${part.sql} and ${where}`;
    const given = [...part.params, ...params];
    rows.push(
      ...store.all(`select ${columns} ${from} order by t.name_key, ${tie} limit ? offset ?`, ...given, wanted, skip),
    );
    if (rows.length === limit || index === parts.length - 1) break;
    // It ends inside or before this page: how much of it was skipped decides where the next one begins.
    skip = Math.max(0, skip - (store.get(`select count(*) as rows ${from}`, ...given)?.rows as number));
  }
  return { total, rows };
}
