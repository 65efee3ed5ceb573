import { foldKey } from '@nrm/domain/name';
import { orderedSearch } from '../ordered-search.ts';
import type { Query } from '../query-context.ts';
import { searchExpression } from '../search-expression.ts';
import { serviceRow } from './service-row.ts';

const COLUMNS = 't.organisation, t.service, t.organisation_state, t.state, t.verified_on';
const TIE = 't.organisation, t.service';
const FUNDED = `coalesce(json_extract(t.state, '$.fundedUntil'), '9999') >= ?`;

/** Services by a name of theirs or of their organisation, in any of the three languages; by topic and district. */
export const searchDirectory: Query<'directory.search'> = ({ store, today }, args) => {
  const { text, topic, district, onlyOpen, offset, limit } = args;
  const marks = {
    one: [...(topic ? [[`t:${topic}`]] : []), ...(district ? [[`d:${district}`, 'd:anywhere']] : [])],
    none: onlyOpen ? ['x:not-open'] : [],
  };
  if (text.trim() === '' && marks.one.length === 0) {
    const where = onlyOpen ? `t.status = 'open' and ${FUNDED}` : '1';
    const params = onlyOpen ? [today] : [];
    return {
      today,
      total: store.get(`select count(*) as total from services t where ${where}`, ...params)?.total as number,
      rows: store
        .all(
          `select ${COLUMNS} from services t where ${where} order by t.name_key, ${TIE} limit ? offset ?`,
          ...params,
          limit,
          offset,
        )
        .map((row) => serviceRow(row, today)),
    };
  }
  const match = searchExpression(text, marks);
  if (match === null) return { today, total: 0, rows: [] };
  const { total, rows } = orderedSearch(
    store,
    { table: 'services', search: 'service_search', tie: TIE, columns: COLUMNS },
    {
      match,
      strict: text.trim() === '' ? null : searchExpression(text, marks, 'strict'),
      key: foldKey(text),
      offset,
      limit,
      ...(onlyOpen && { where: FUNDED, params: [today] }),
    },
  );
  return { today, total, rows: rows.map((row) => serviceRow(row, today)) };
};
