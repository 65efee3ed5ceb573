import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

/**
 * The server's ledger. Headers and payloads are the canonical text their author signed and are never written again;
 * `outcome` and what belongs to it is the only part of an entry that may change, once, when a held one is decided.
 */
export const entries = pgTable(
  'entries',
  {
    hash: text().primaryKey(),
    id: text().notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    type: text().notNull(),
    device: text().notNull(),
    generation: integer().notNull(),
    deviceSeq: integer('device_seq').notNull(),
    header: text().notNull(),
    signature: text().notNull(),
    payload: text(),
    salt: text(),
    keyId: text('key_id'),
    outcome: text().notNull(),
    refusal: jsonb(),
    subjectSeq: integer('subject_seq'),
    receivedAt: text('received_at').notNull(),
    /** Order of arrival, for looking at held entries in the order they came. */
    arrival: bigint({ mode: 'number' }).generatedAlwaysAsIdentity(),
  },
  (table) => [
    uniqueIndex('entries_id_once').on(table.id).where(sql`outcome <> 'quarantined'`),
    uniqueIndex('entries_device_chain').on(table.device, table.generation, table.deviceSeq),
    uniqueIndex('entries_subject_order').on(table.subjectKind, table.subjectId, table.subjectSeq),
    index('entries_held').on(table.arrival).where(sql`outcome = 'held'`),
  ],
);

export const deviceLogs = pgTable('device_logs', {
  device: text().primaryKey(),
  generation: integer().notNull(),
  seq: integer().notNull(),
  hash: text().notNull(),
});

export const subjects = pgTable(
  'subjects',
  {
    kind: text().notNull(),
    id: text().notNull(),
    seq: integer().notNull(),
    chain: text().notNull(),
    /** Folded state as JSON text; null until the first entry is applied. */
    state: text(),
    feed: text(),
    move: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

export const feeds = pgTable('feeds', {
  feed: text().primaryKey(),
  position: integer().notNull(),
  chain: text().notNull(),
});

export const links = pgTable(
  'links',
  {
    feed: text().notNull(),
    position: integer().notNull(),
    chain: text().notNull(),
    item: jsonb().notNull(),
    entryHash: text('entry_hash'),
    subject: text(),
    withheld: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.feed, table.position] }),
    index('links_subject').on(table.feed, table.subject).where(sql`subject is not null and not withheld`),
  ],
);

/** One row each: the epoch of this database, changed by every restore. */
export const serverFacts = pgTable('server_facts', {
  name: text().primaryKey(),
  value: text().notNull(),
});

/** Every epoch this ledger has had; more than one says that it was restored, and when. */
export const serverEpochs = pgTable('server_epochs', {
  epoch: text().primaryKey(),
  beganAt: timestamp('began_at', { withTimezone: true, mode: 'string' }).notNull().defaultNow(),
  reason: text().notNull(),
});
