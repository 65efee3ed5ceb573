import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * The replica's truth: entries, links and heads. Everything else in the file is derived from it and can be built again.
 */
export const entries = sqliteTable(
  'entries',
  {
    id: text().notNull(),
    hash: text().notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    type: text().notNull(),
    act: text().notNull(),
    device: text().notNull(),
    generation: integer().notNull(),
    deviceSeq: integer('device_seq').notNull(),
    header: text().notNull(),
    signature: text().notNull(),
    payload: text(),
    salt: text(),
    keyId: text('key_id'),
    /** 1 for what was written on this laptop. */
    own: integer().notNull(),
    /** What the server said; null while it has not heard of it. */
    outcome: text(),
    refusal: text(),
    /** The place the receipt names; the entry counts there once it has come back through a feed (`placed`). */
    subjectSeq: integer('subject_seq'),
    placed: integer().notNull().default(0),
    receivedAt: text('received_at'),
    /**
     * The server's time at which its subject left this laptop. Our own entries are kept a while longer: a server that is
     * restored from a backup may have to be offered them again.
     */
    leftAt: text('left_at'),
  },
  (table) => [
    index('entries_own_type').on(table.type).where(sql`own = 1`),
    index('entries_own_act').on(table.act).where(sql`own = 1`),
    uniqueIndex('entries_of_subject').on(table.subjectKind, table.subjectId, table.id),
    uniqueIndex('entries_own').on(table.id).where(sql`own = 1`),
    uniqueIndex('entries_own_chain').on(table.generation, table.deviceSeq).where(sql`own = 1`),
    index('entries_waiting').on(table.deviceSeq).where(sql`own = 1 and outcome is null`),
    index('entries_overlay').on(table.subjectKind, table.subjectId).where(sql`placed = 0 and left_at is null`),
    index('entries_left').on(table.leftAt).where(sql`left_at is not null`),
  ],
);

/** What each feed gave, in its order: enough to check the chain again. */
export const links = sqliteTable(
  'links',
  {
    feed: text().notNull(),
    position: integer().notNull(),
    item: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.feed, table.position] })],
);

export const feeds = sqliteTable('feeds', {
  feed: text().primaryKey(),
  position: integer().notNull(),
  chain: text().notNull(),
});

/** Folded states, so that a new entry costs the entry and not the history. */
export const subjects = sqliteTable(
  'subjects',
  {
    kind: text().notNull(),
    id: text().notNull(),
    /** Placed entries folded so far, and their chain. */
    seq: integer().notNull(),
    chain: text().notNull(),
    state: text(),
    /** With this laptop's own waiting entries on top; null where there are none. */
    shown: text(),
    stateVersion: integer('state_version').notNull(),
    feed: text(),
    move: integer().notNull(),
    /** subjectSeq of the first entry this release cannot read; null for all others. */
    frozenAt: integer('frozen_at'),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

/** This laptop: one row. */
export const device = sqliteTable('device', {
  only: integer().primaryKey(),
  device: text().notNull(),
  governorate: text().notNull(),
  office: text().notNull(),
  number: integer().notNull(),
  serverPublicKey: text('server_public_key').notNull(),
  epoch: text().notNull(),
  generation: integer().notNull(),
  seq: integer().notNull(),
  hash: text().notNull(),
});

/** A first fill that is under way: where it will end, under the server's signature, and where it goes on. One row or none. */
export const fillProgress = sqliteTable('fill_progress', {
  only: integer().primaryKey(),
  heads: text().notNull(),
  next: text().notNull(),
});
