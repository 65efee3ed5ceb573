import { sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The last heads the server signed, by feed: they prove to a stranger where the feeds of this laptop stand. */
export const signedHeads = sqliteTable('signed_heads', {
  feed: text().primaryKey(),
  /** JSON of the `SignedHeads` in which the feed last stood; it holds the heads of others too. */
  heads: text().notNull(),
});
