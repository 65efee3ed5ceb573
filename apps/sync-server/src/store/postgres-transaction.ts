/**
 * The writing half of the ledger on PostgreSQL. A push of hundreds of entries is a handful of statements, each with all
 * its rows in arrays: with a statement for each row, a hundred laptops that came back needed three times as long.
 */
import { CHAIN_START, EntryHeader, type FeedHead, type FeedId, type SubjectRef, subjectKey } from '@nrm/domain/ledger';
import type { Instant, Refusal } from '@nrm/domain/shared';
import type { PoolClient } from 'pg';
import { FEEDS_CHANNEL, feedsGrewMessages } from '../hint/feed-watch.ts';
import type {
  DeviceLog,
  LedgerTransaction,
  NewLink,
  Placement,
  StoredEntry,
  StoredSubject,
} from '../ledger/ledger-store.ts';

interface SubjectRow {
  readonly kind: SubjectRef['kind'];
  readonly id: string;
  readonly seq: number;
  readonly chain: string;
  readonly state: string | null;
  readonly feed: FeedId | null;
  readonly move: number;
}

interface EntryRow {
  readonly hash: string;
  readonly header: string;
  readonly signature: string;
  readonly payload: string | null;
  readonly salt: string | null;
  readonly key_id: string | null;
  readonly outcome: Placement['outcome'];
  readonly refusal: Refusal | null;
  readonly subject_seq: number | null;
  readonly received_at: Instant;
}

const ENTRY = 'hash, header, signature, payload, salt, key_id, outcome, refusal, subject_seq, received_at';

/** Governorates first, then by name: whoever locks anything at all has the administration before it. */
const LOCK_ORDER = `ORDER BY kind <> 'governorate', kind COLLATE "C", id COLLATE "C"`;

/** Any number, the same in every process and release: advisory locks of a database have one space. */
const TURNSTILE = 7_301_001;

/** @param tx a connection on which somebody began a transaction and will end it */
export function ledgerTransaction(tx: PoolClient): LedgerTransaction {
  const rowsOf = async <Row>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    (await tx.query<Row & Record<string, unknown>>(text, [...values])).rows;
  return {
    async lockDevice(device) {
      await tx.query(
        'INSERT INTO device_logs (device, generation, seq, hash) VALUES ($1, 1, 0, $2) ON CONFLICT DO NOTHING',
        [device, CHAIN_START],
      );
      const [row] = await rowsOf<DeviceLog>(
        'SELECT generation, seq, hash FROM device_logs WHERE device = $1 FOR UPDATE',
        [device],
      );
      return row ?? { generation: 1, seq: 0, hash: CHAIN_START };
    },
    async saveDevice(device, { generation, seq, hash }) {
      await tx.query('UPDATE device_logs SET generation = $2, seq = $3, hash = $4 WHERE device = $1', [
        device,
        generation,
        seq,
        hash,
      ]);
    },
    async lockSubjects(wanted, shared) {
      const found = new Map<string, StoredSubject>();
      const keep = (rows: readonly SubjectRow[]) => {
        for (const row of rows) found.set(subjectKey(row), toStoredSubject(row));
      };
      const named = `SELECT * FROM subjects WHERE (kind, id) IN (SELECT * FROM unnest($1::text[], $2::text[])) ${LOCK_ORDER}`;
      // One order for everybody is why two pushes never wait for each other in a ring: first what is new is made, then the
      // administration is locked, then the rest; whoever has come to locking makes nothing any more.
      await tx.query(
        `INSERT INTO subjects (kind, id, seq, chain, move)
         SELECT kind, id, 0, $3, 0 FROM unnest($1::text[], $2::text[]) AS made (kind, id) ${LOCK_ORDER}
         ON CONFLICT DO NOTHING`,
        [...columnsOf(wanted), CHAIN_START],
      );
      // Behind the turnstile PostgreSQL keeps the order of coming. Without it whoever shares a row walks past whoever waits to
      // change it: pushes that overlap would keep a laptop from ever being connected.
      const isChanged = wanted.some(({ kind }) => kind === 'governorate');
      if (isChanged) await tx.query('SELECT pg_advisory_xact_lock($1)', [TURNSTILE]);
      else if (shared.length > 0) await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [TURNSTILE]);
      if (shared.length > 0) keep(await rowsOf<SubjectRow>(`${named} FOR SHARE`, columnsOf(shared)));
      keep(await rowsOf<SubjectRow>(`${named} FOR UPDATE`, columnsOf(wanted)));
      return found;
    },
    async saveSubjects(saved) {
      const states = saved.map(({ stored: { state } }) => (state === undefined ? null : JSON.stringify(state)));
      await tx.query(
        `UPDATE subjects SET seq = saved.seq, chain = saved.chain, state = saved.state, feed = saved.feed, move = saved.move
         FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[])
              AS saved (kind, id, seq, chain, state, feed, move)
         WHERE subjects.kind = saved.kind AND subjects.id = saved.id`,
        [
          ...columnsOf(saved.map(({ ref }) => ref)),
          saved.map(({ stored }) => stored.seq),
          saved.map(({ stored }) => stored.chain),
          states,
          saved.map(({ stored }) => stored.feed),
          saved.map(({ stored }) => stored.move),
        ],
      );
    },
    async entriesById(ids) {
      if (ids.length === 0) return [];
      const rows = await rowsOf<EntryRow>(
        `SELECT ${ENTRY} FROM entries WHERE id = ANY($1) AND outcome <> 'quarantined'`,
        [ids],
      );
      return rows.map(toStoredEntry);
    },
    async entryAt(device, generation, seq) {
      const [row] = await rowsOf<EntryRow>(
        `SELECT ${ENTRY} FROM entries WHERE device = $1 AND generation = $2 AND device_seq = $3`,
        [device, generation, seq],
      );
      return row && toStoredEntry(row);
    },
    addEntries: (stored) => addEntries(tx, stored),
    async placeHeld(hash, { outcome, refusal, subjectSeq }) {
      await tx.query(
        `UPDATE entries SET outcome = $2, refusal = $3, subject_seq = $4 WHERE hash = $1 AND outcome = 'held'`,
        [hash, outcome, jsonText(refusal), subjectSeq],
      );
    },
    async heldEntries() {
      return (await rowsOf<EntryRow>(`SELECT ${ENTRY} FROM entries WHERE outcome = 'held' ORDER BY arrival`, [])).map(
        toStoredEntry,
      );
    },
    async entriesOf({ kind, id }) {
      const rows = await rowsOf<EntryRow>(
        `SELECT ${ENTRY} FROM entries WHERE subject_kind = $1 AND subject_id = $2 AND subject_seq > 0 ORDER BY subject_seq`,
        [kind, id],
      );
      return rows.map(toStoredEntry);
    },
    async lockFeeds(wanted) {
      await tx.query(
        `INSERT INTO feeds (feed, position, chain)
         SELECT feed, 0, $2 FROM unnest($1::text[]) AS made (feed) ORDER BY feed COLLATE "C" ON CONFLICT DO NOTHING`,
        [wanted, CHAIN_START],
      );
      const rows = await rowsOf<FeedHead>(
        `SELECT feed, position, chain FROM feeds WHERE feed = ANY($1) ORDER BY feed COLLATE "C" FOR UPDATE`,
        [wanted],
      );
      return new Map(rows.map((row) => [row.feed, row]));
    },
    addLinks: (added) => addLinks(tx, added),
    async saveFeeds(heads) {
      await tx.query(
        `UPDATE feeds SET position = saved.position, chain = saved.chain
         FROM unnest($1::text[], $2::int[], $3::text[]) AS saved (feed, position, chain) WHERE feeds.feed = saved.feed`,
        [heads.map(({ feed }) => feed), heads.map(({ position }) => position), heads.map(({ chain }) => chain)],
      );
      // Heard by every process on this database when the transaction is done, and not at all when it is not.
      await tx.query('SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said', [
        FEEDS_CHANNEL,
        feedsGrewMessages(heads),
      ]);
    },
    async withhold(feed, subject) {
      await tx.query('UPDATE links SET withheld = true WHERE feed = $1 AND subject = $2 AND NOT withheld', [
        feed,
        subjectKey(subject),
      ]);
    },
  };
}

async function addEntries(tx: PoolClient, stored: readonly StoredEntry[]): Promise<void> {
  if (stored.length === 0) return;
  const column = (pick: (entry: StoredEntry) => unknown) => stored.map(pick);
  await tx.query(
    `INSERT INTO entries (hash, id, subject_kind, subject_id, type, device, generation, device_seq, header, signature,
                          payload, salt, key_id, outcome, refusal, subject_seq, received_at)
     SELECT hash, id, subject_kind, subject_id, type, device, generation, device_seq, header, signature,
            payload, salt, key_id, outcome, refusal::jsonb, subject_seq, received_at
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::text[],
                 $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::int[], $17::text[])
          AS added (hash, id, subject_kind, subject_id, type, device, generation, device_seq, header, signature,
                    payload, salt, key_id, outcome, refusal, subject_seq, received_at)`,
    [
      column(({ hash }) => hash),
      column(({ header }) => header.id),
      column(({ header }) => header.subject.kind),
      column(({ header }) => header.subject.id),
      column(({ header }) => header.type),
      column(({ header }) => header.device),
      column(({ header }) => header.generation),
      column(({ header }) => header.deviceSeq),
      column(({ entry }) => entry.header),
      column(({ entry }) => entry.signature),
      column(({ entry }) => entry.payload),
      column(({ entry }) => entry.salt),
      column(({ entry }) => entry.keyId),
      column(({ placement }) => placement.outcome),
      column(({ placement }) => jsonText(placement.refusal)),
      column(({ placement }) => placement.subjectSeq),
      column(({ placement }) => placement.receivedAt),
    ],
  );
}

async function addLinks(tx: PoolClient, added: readonly NewLink[]): Promise<void> {
  if (added.length === 0) return;
  await tx.query(
    `INSERT INTO links (feed, position, chain, item, entry_hash, subject)
     SELECT feed, position, chain, item::jsonb, entry_hash, subject
     FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[])
          AS added (feed, position, chain, item, entry_hash, subject)`,
    [
      added.map(({ feed }) => feed),
      added.map(({ position }) => position),
      added.map(({ chain }) => chain),
      added.map(({ item }) => JSON.stringify(item)),
      added.map(({ item }) => (item.kind === 'entry' ? item.entryHash : null)),
      added.map(({ item }) => (item.kind === 'entry' ? subjectKey(item.subject) : null)),
    ],
  );
}

const columnsOf = (refs: readonly SubjectRef[]): [string[], string[]] => [
  refs.map(({ kind }) => kind),
  refs.map(({ id }) => id),
];

const jsonText = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export const toStoredSubject = (row: Omit<SubjectRow, 'kind' | 'id'>): StoredSubject => ({
  seq: row.seq,
  chain: row.chain,
  state: row.state === null ? undefined : JSON.parse(row.state),
  feed: row.feed,
  move: row.move,
});

const toStoredEntry = (row: EntryRow): StoredEntry => ({
  entry: { header: row.header, signature: row.signature, payload: row.payload, salt: row.salt, keyId: row.key_id },
  hash: row.hash,
  header: EntryHeader.parse(JSON.parse(row.header)),
  placement: {
    outcome: row.outcome,
    refusal: row.refusal,
    subjectSeq: row.subject_seq,
    receivedAt: row.received_at,
  },
});
