import type { Migration } from '../../apps/desktop/src/core/store/migrate.ts';

export const MIGRATION_KEY = new Uint8Array(32).fill(7);
export const ROWS = 1500;

/** A long history of the schema: one table, then a rebuilt copy of it under the next name, each time with an index. */
export const madeUpMigrations: readonly Migration[] = [
  {
    name: '0000_rows',
    sql: `create table rows_0 (id integer primary key, body text not null);
      insert into rows_0 with recursive n (id) as (select 1 union all select id + 1 from n where id < ${ROWS})
        select id, hex(zeroblob(200)) || id from n;`,
  },
  ...Array.from({ length: 60 }, (_, index) => ({
    name: `${String(index + 1).padStart(4, '0')}_copied`,
    sql: `create table rows_${index + 1} (id integer primary key, body text not null);
      insert into rows_${index + 1} select id, body from rows_${index};
      drop table rows_${index};
      create index rows_body_${index + 1} on rows_${index + 1} (body);`,
  })),
];
