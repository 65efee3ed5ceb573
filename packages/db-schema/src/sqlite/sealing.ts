import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One row: what opens what is sealed to this laptop, and the server's public half. Of this laptop alone, never sent. */
export const sealingKeys = sqliteTable('sealing_keys', {
  only: integer().primaryKey(),
  /** age X25519, private */
  identity: text().notNull(),
  /** age X25519, public */
  recipient: text().notNull(),
  /** The server's, public; null until it was heard once. */
  server: text(),
});
