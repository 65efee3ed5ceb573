import { deviceLogs, entries, feeds, links, subjects } from '@nrm/db-schema/postgres';
import { CHAIN_START, type FeedHead, type FeedId, type FeedItem, type SubjectRef } from '@nrm/domain/ledger';
import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool, PoolClient } from 'pg';
import type { LedgerStore, StoredSubject } from '../ledger/ledger-store.ts';
import { inTransaction } from './connect.ts';
import { ledgerTransaction, toStoredSubject } from './postgres-transaction.ts';

/** The ledger on PostgreSQL. @param epoch names this database; every restore gives it another */
export function createPostgresLedger(pool: Pool, epoch: string): LedgerStore {
  const ledger = ledgerOn(drizzle(pool), epoch, (body) => inTransaction(pool, (tx) => body(ledgerTransaction(tx))));
  const findAdministration = rememberAdministration(pool);
  return {
    ...ledger,
    findSubject: (subject) =>
      subject.kind === 'governorate' ? findAdministration(subject.id) : ledger.findSubject(subject),
  };
}

/**
 * Every request asks for the administration: who the device is, what it is granted. Its state is carried and read again
 * only when its chain is another one; the chain itself is asked for every time, so that what another process wrote holds
 * at once, and what a restore took back as well.
 */
function rememberAdministration(pool: Pool): (id: string) => Promise<StoredSubject | undefined> {
  let known: { readonly id: string; readonly stored: StoredSubject } | undefined;
  return async (id) => {
    const last = known?.id === id ? known.stored : undefined;
    const { rows } = await pool.query<AdministrationRow>(
      `SELECT seq, chain, feed, move, CASE WHEN seq = $2 AND chain = $3 THEN NULL ELSE state END AS state
       FROM subjects WHERE kind = 'governorate' AND id = $1`,
      [id, last?.seq ?? -1, last?.chain ?? ''],
    );
    const [row] = rows;
    if (!row) return undefined;
    if (last && row.seq === last.seq && row.chain === last.chain) return last;
    const stored = toStoredSubject(row);
    known = { id, stored };
    return stored;
  };
}

type AdministrationRow = Parameters<typeof toStoredSubject>[0];

/** The ledger inside a transaction that somebody else began and will end: what is written here stands or falls with it. */
export function ledgerOnClient(client: PoolClient, epoch: string): LedgerStore {
  return ledgerOn(drizzle(client), epoch, (body) => body(ledgerTransaction(client)));
}

function ledgerOn(db: NodePgDatabase, epoch: string, transaction: LedgerStore['transaction']): LedgerStore {
  return {
    epoch,
    transaction,
    async findSubject(subject) {
      const [row] = await db.select().from(subjects).where(isSubject(subject));
      return row && toStoredSubject({ ...row, feed: row.feed as FeedId | null });
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

const isSubject = (ref: SubjectRef) => and(eq(subjects.kind, ref.kind), eq(subjects.id, ref.id));

type EntryRow = typeof entries.$inferSelect;

const toEntry = ({ header, signature, payload, salt, keyId }: EntryRow) => ({
  header,
  signature,
  payload,
  salt,
  keyId,
});
