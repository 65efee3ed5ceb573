import type { Names } from '@nrm/domain/governorate';
import type { Query } from '../query-context.ts';

/** What the organisations and services of the directory are called in each language, each name once. */
export const directoryNames: Query<'directory.names'> = ({ store }) =>
  store
    .all(
      `select json_extract(state, '$.names') as names from services
       union select json_extract(organisation_state, '$.names') from services`,
    )
    .map((row) => JSON.parse(row.names as string) as Names);
