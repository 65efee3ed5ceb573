import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What somebody has begun to write: of one worker, on this laptop alone, never sent. */
export const drafts = sqliteTable(
  'drafts',
  {
    worker: text().notNull(),
    key: text().notNull(),
    title: text().notNull(),
    /** JSON */
    value: text().notNull(),
    savedAt: text('saved_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.worker, table.key] })],
);
