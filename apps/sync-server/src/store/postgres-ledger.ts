import { deviceLogs, entries, feeds, links, subjects } from '@nrm/db-schema/postgres';
import {
  CHAIN_START,
  EntryHeader,
  type FeedHead,
  type FeedId,
  type FeedItem,
  type SubjectRef,
  subjectKey,
} from '@nrm/domain/ledger';
import type { Instant, Refusal } from '@nrm/domain/shared';
import { and, asc, eq, gt, inArray, lte, ne, sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool, PoolClient } from 'pg';
import { FEEDS_CHANNEL, feedsGrewMessages } from '../hint/feed-watch.ts';
import type { LedgerStore, LedgerTransaction, Placement, StoredEntry, StoredSubject } from '../ledger/ledger-store.ts';

/** The ledger on PostgreSQL. @param epoch names this database; every restore gives it another */
export function createPostgresLedger(pool: Pool, epoch: string): LedgerStore {
  const db = drizzle(pool);
  return ledgerOn(db, epoch, (body) =>
    db.transaction((tx) => body(ledgerTransaction(tx as unknown as NodePgDatabase))),
  );
}

/** The ledger inside a transaction that somebody else began and will end: what is written here stands or falls with it. */
export function ledgerOnClient(client: PoolClient, epoch: string): LedgerStore {
  const db = drizzle(client);
  return ledgerOn(db, epoch, (body) => body(ledgerTransaction(db)));
}

function ledgerOn(db: NodePgDatabase, epoch: string, transaction: LedgerStore['transaction']): LedgerStore {
  return {
    epoch,
    transaction,
    async findSubject(subject) {
      const [row] = await db.select().from(subjects).where(isSubject(subject));
      return row && toStoredSubject(row);
    },
    async findDevice(device) {
      const [row] = await db.select().from(deviceLogs).where(eq(deviceLogs.device, device));
      return row;
    },
    async linksAfter(feed, position, limit) {
      const rows = await db
        .select({ link: links, entry: entries })
        .from(links)
        .leftJoin(entries, and(eq(entries.hash, links.entryHash), eq(links.withheld, false)))
        .where(and(eq(links.feed, feed), gt(links.position, position)))
        .orderBy(asc(links.position))
        .limit(limit);
      return rows.map(({ link, entry }) => ({
        position: link.position,
        chain: link.chain,
        item: link.item as FeedItem,
        entry: entry && toEntry(entry),
      }));
    },
    async linksBySubject(feed, upTo, after, limit) {
      // "C": the order of the cursor must be the same on every server, whatever its language.
      const behind = sql`(${links.subject} collate "C", ${links.position}) > (${after.subject} collate "C", ${after.position})`;
      const rows = await db
        .select({ link: links, entry: entries })
        .from(links)
        .innerJoin(entries, eq(entries.hash, links.entryHash))
        .where(and(eq(links.feed, feed), eq(links.withheld, false), lte(links.position, upTo), behind))
        .orderBy(sql`${links.subject} collate "C"`, asc(links.position))
        .limit(limit);
      return rows.map(({ link, entry }) => ({
        position: link.position,
        item: link.item as FeedItem,
        entry: toEntry(entry),
        subject: link.subject ?? '',
      }));
    },
    async linksOfRest(feed, upTo, after, limit) {
      const rest = sql`(${links.entryHash} is null or ${links.withheld})`;
      const rows = await db
        .select()
        .from(links)
        .where(and(eq(links.feed, feed), gt(links.position, after), lte(links.position, upTo), rest))
        .orderBy(asc(links.position))
        .limit(limit);
      return rows.map(({ position, item }) => ({ position, item: item as FeedItem, entry: null }));
    },
    async feedHead(feed) {
      const [row] = await db.select().from(feeds).where(eq(feeds.feed, feed));
      return (row as FeedHead | undefined) ?? { feed, position: 0, chain: CHAIN_START };
    },
    async chainsAt(feed, positions) {
      if (positions.length === 0) return new Map();
      const rows = await db
        .select({ position: links.position, chain: links.chain })
        .from(links)
        .where(and(eq(links.feed, feed), inArray(links.position, [...positions])));
      return new Map(rows.map(({ position, chain }) => [position, chain]));
    },
  };
}

function ledgerTransaction(tx: NodePgDatabase): LedgerTransaction {
  return {
    async lockDevice(device) {
      const empty = { device, generation: 1, seq: 0, hash: CHAIN_START, administrationBasis: 0 };
      await tx.insert(deviceLogs).values(empty).onConflictDoNothing();
      const [row] = await tx.select().from(deviceLogs).where(eq(deviceLogs.device, device)).for('update');
      return row ?? empty;
    },
    async saveDevice(device, log) {
      await tx.update(deviceLogs).set(log).where(eq(deviceLogs.device, device));
    },
    async lockSubjects(wanted, shared) {
      const found = new Map<string, StoredSubject>();
      const isShared = new Set(shared.map(subjectKey));
      // One by one in one order for everybody: that, not cleverness, is why two pushes never wait for each other in a ring.
      for (const ref of [...wanted, ...shared].sort((a, b) => (subjectKey(a) < subjectKey(b) ? -1 : 1))) {
        const lock = isShared.has(subjectKey(ref)) ? 'share' : 'update';
        if (lock === 'update')
          await tx
            .insert(subjects)
            .values({ kind: ref.kind, id: ref.id, seq: 0, chain: CHAIN_START, move: 0 })
            .onConflictDoNothing();
        const [row] = await tx.select().from(subjects).where(isSubject(ref)).for(lock);
        if (row) found.set(subjectKey(ref), toStoredSubject(row));
      }
      return found;
    },
    async saveSubject(ref, stored) {
      const { state, ...rest } = stored;
      await tx
        .update(subjects)
        .set({ ...rest, state: state === undefined ? null : JSON.stringify(state) })
        .where(isSubject(ref));
    },
    async entriesById(ids) {
      if (ids.length === 0) return [];
      const rows = await tx
        .select()
        .from(entries)
        .where(and(inArray(entries.id, [...ids]), ne(entries.outcome, 'quarantined')));
      return rows.map(toStoredEntry);
    },
    async entryAt(device, generation, seq) {
      const at = and(eq(entries.device, device), eq(entries.generation, generation), eq(entries.deviceSeq, seq));
      const [row] = await tx.select().from(entries).where(at);
      return row && toStoredEntry(row);
    },
    async addEntries(stored) {
      if (stored.length > 0) await tx.insert(entries).values(stored.map(toEntryRow));
    },
    async placeHeld(hash, placement) {
      await tx
        .update(entries)
        .set({ outcome: placement.outcome, refusal: placement.refusal, subjectSeq: placement.subjectSeq })
        .where(and(eq(entries.hash, hash), eq(entries.outcome, 'held')));
    },
    async heldEntries() {
      const rows = await tx.select().from(entries).where(eq(entries.outcome, 'held')).orderBy(asc(entries.arrival));
      return rows.map(toStoredEntry);
    },
    async entriesOf(subject) {
      const placed = and(
        eq(entries.subjectKind, subject.kind),
        eq(entries.subjectId, subject.id),
        gt(entries.subjectSeq, 0),
      );
      return (await tx.select().from(entries).where(placed).orderBy(asc(entries.subjectSeq))).map(toStoredEntry);
    },
    async lockFeeds(wanted) {
      const heads = new Map<FeedId, FeedHead>();
      for (const feed of [...wanted].sort()) {
        await tx.insert(feeds).values({ feed, position: 0, chain: CHAIN_START }).onConflictDoNothing();
        const [row] = await tx.select().from(feeds).where(eq(feeds.feed, feed)).for('update');
        if (row) heads.set(feed, row as FeedHead);
      }
      return heads;
    },
    async addLinks(added) {
      if (added.length === 0) return;
      await tx.insert(links).values(
        added.map(({ feed, position, chain, item }) => ({
          feed,
          position,
          chain,
          item,
          entryHash: item.kind === 'entry' ? item.entryHash : null,
          subject: item.kind === 'entry' ? subjectKey(item.subject) : null,
        })),
      );
    },
    async saveFeeds(heads) {
      for (const { feed, position, chain } of heads)
        await tx.update(feeds).set({ position, chain }).where(eq(feeds.feed, feed));
      // Heard by every process on this database when the transaction is done, and not at all when it is not.
      for (const message of feedsGrewMessages(heads))
        await tx.execute(sql`select pg_notify(${FEEDS_CHANNEL}, ${message})`);
    },
    async withhold(feed, subject) {
      await tx
        .update(links)
        .set({ withheld: true })
        .where(sql`${links.feed} = ${feed} and ${links.subject} = ${subjectKey(subject)} and not withheld`);
    },
  };
}

const isSubject = (ref: SubjectRef) => and(eq(subjects.kind, ref.kind), eq(subjects.id, ref.id));

const toStoredSubject = (row: typeof subjects.$inferSelect): StoredSubject => ({
  seq: row.seq,
  chain: row.chain,
  state: row.state === null ? undefined : JSON.parse(row.state),
  feed: row.feed as FeedId | null,
  move: row.move,
});

type EntryRow = typeof entries.$inferSelect;

const toEntry = ({ header, signature, payload, salt, keyId }: EntryRow) => ({
  header,
  signature,
  payload,
  salt,
  keyId,
});

const toStoredEntry = (row: EntryRow): StoredEntry => ({
  entry: toEntry(row),
  hash: row.hash,
  header: EntryHeader.parse(JSON.parse(row.header)),
  placement: {
    outcome: row.outcome as Placement['outcome'],
    refusal: row.refusal as Refusal | null,
    subjectSeq: row.subjectSeq,
    receivedAt: row.receivedAt as Instant,
  },
});

const toEntryRow = ({ entry, hash, header, placement }: StoredEntry): typeof entries.$inferInsert => ({
  ...entry,
  hash,
  id: header.id,
  subjectKind: header.subject.kind,
  subjectId: header.subject.id,
  type: header.type,
  device: header.device,
  generation: header.generation,
  deviceSeq: header.deviceSeq,
  ...placement,
});
