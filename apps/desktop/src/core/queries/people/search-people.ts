import { foldKey } from '@nrm/domain/name';
import type { CaseId, LocalDate, WorkerId } from '@nrm/domain/shared';
import type { PersonRow } from '../../../bridge/queries.ts';
import type { SqlRow } from '../../store/store.ts';
import { orderedSearch } from '../ordered-search.ts';
import type { ParsedQuery, Query, QueryContext } from '../query-context.ts';
import { findNumber, isShortNumber, searchExpression } from '../search-expression.ts';

/** What this laptop wrote about a file and the server has not heard of. Over `t`, a row of `cases`. */
export const WAITING = `exists (select 1 from entries e where e.own = 1 and e.placed = 0 and e.outcome is null
  and e.subject_kind = 'case' and e.subject_id = t.id)`;

const COLUMNS = `t.id, t.number, t.full_name, t.latin_name, t.sex, t.year_of_birth, t.district, t.priority, t.status,
  t.responsible, t.open_needs, t.open_referrals, t.last_activity_on, ${WAITING} as waiting`;

/** People by any spelling of their names, a telephone, case or slip number; or the list of the office, page by page. */
export const searchPeople: Query<'people.search'> = (context, args) => {
  const { total, rows } = findPeople(context, args);
  return { total, rows: rows.map(personRow) };
};

function findPeople({ store, worker, device }: QueryContext, args: ParsedQuery<'people.search'>) {
  const { status, mine, priority, topic, offset, limit } = args;
  const text = isShortNumber(args.text) ? '' : args.text;
  const marks = {
    one: [
      ...(status === 'ended' ? ['x:ended'] : []),
      ...(mine ? [`w:${worker}`] : []),
      ...(priority ? [`p:${priority}`] : []),
      ...(topic ? [`t:${topic}`] : []),
    ].map((mark) => [mark]),
    none: [...(status === 'open' ? ['x:ended'] : []), 'x:elsewhere'],
  };
  const typed = text.trim() !== '';
  if (!typed && marks.one.length === 0) {
    const where = status === 'all' ? 'office = ?' : 'office = ? and status = ?';
    const params = status === 'all' ? [device.office] : [device.office, status];
    return {
      total: store.get(`select count(*) as total from cases where ${where}`, ...params)?.total as number,
      rows: store.all(
        `select ${COLUMNS} from cases t where ${where} order by name_key, id limit ? offset ?`,
        ...params,
        limit,
        offset,
      ),
    };
  }
  const match = searchExpression(text, marks);
  if (match === null) return { total: 0, rows: [] };
  const isNumber = findNumber(text) !== undefined;
  return orderedSearch(
    store,
    { table: 'cases', search: 'case_search', tie: 't.id', columns: COLUMNS },
    {
      match,
      strict: typed && !isNumber ? searchExpression(text, marks, 'strict') : null,
      key: isNumber ? '' : foldKey(text),
      ...(topic ? {} : { narrowed: columnsOf(device.office, worker, args) }),
      offset,
      limit,
    },
  );
}

/** The marks of the search as columns; needs have none. */
function columnsOf(office: string, worker: string, { status, mine, priority }: ParsedQuery<'people.search'>) {
  const asked = [
    ['t.office = ?', office],
    ...(status === 'all' ? [] : [['t.status = ?', status]]),
    ...(mine ? [['t.responsible = ?', worker]] : []),
    ...(priority ? [['t.priority = ?', priority]] : []),
  ] as [string, string][];
  return { sql: asked.map(([sql]) => sql).join(' and '), params: asked.map(([, value]) => value) };
}

export const personRow = (row: SqlRow): PersonRow => ({
  id: row.id as CaseId,
  number: row.number as string,
  fullName: row.full_name as string,
  latinName: row.latin_name as string | null,
  sex: row.sex as PersonRow['sex'],
  yearOfBirth: row.year_of_birth as number | null,
  district: row.district as string,
  priority: row.priority as PersonRow['priority'],
  status: row.status as PersonRow['status'],
  responsible: row.responsible as WorkerId,
  openNeeds: row.open_needs as number,
  openReferrals: row.open_referrals as number,
  lastActivityOn: row.last_activity_on as LocalDate,
  waiting: row.waiting === 1,
});
