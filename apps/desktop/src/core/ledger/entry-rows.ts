import type { Entry, FeedItem, OpenEntry, SubjectRef } from '@nrm/domain/ledger';
import type { EntryId } from '@nrm/domain/shared';
import type { ReadableStore, SqlValue, WriteTransaction } from '../store/store.ts';

/** The part of an entry's row that its author fixed. */
const AUTHORED =
  'id, hash, subject_kind, subject_id, type, act, device, generation, device_seq, header, signature, payload, salt, key_id';

/** Entries lie by their subject, and an index over the ids of all would be touched all over by a first fill. */
const ONE_ENTRY = 'subject_kind = ? and subject_id = ? and id = ?';

/** What its author wrote, as it is stored: header and payload are JSON, the payload null where it was struck out. */
export const findWritten = (
  store: ReadableStore,
  { kind, id }: SubjectRef,
  entry: EntryId,
): { readonly header: string; readonly payload: string | null } | undefined =>
  store.get<{ header: string; payload: string | null }>(
    `select header, payload from entries where ${ONE_ENTRY}`,
    kind,
    id,
    entry,
  );

const authoredValues = ({ entry, hash, header }: OpenEntry): SqlValue[] => [
  header.id,
  hash,
  header.subject.kind,
  header.subject.id,
  header.type,
  header.act.id,
  header.device,
  header.generation,
  header.deviceSeq,
  entry.header,
  entry.signature,
  entry.payload,
  entry.salt,
  entry.keyId,
];

/** Written here; the server has not heard of it. */
export function insertOwnEntry(tx: WriteTransaction, open: OpenEntry): void {
  tx.run(
    `insert into entries (${AUTHORED}, own) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
    ...authoredValues(open),
  );
}

/**
 * Given a place by the server: somebody else's entry, or our own coming back.
 * @returns whether it took the place of one of ours that still waits: the same act under the same id, which came to the
 *   server in another history of this laptop. The chain of what waits has a hole then.
 */
export function placeEntry(tx: WriteTransaction, item: FeedItem & { kind: 'entry' }, open: OpenEntry): boolean {
  const values = placedValues(item, open);
  if (placeNewEntry(tx, values)) return false;
  const { id, subject } = open.header;
  const known = tx.get(`select hash, own, outcome from entries where ${ONE_ENTRY}`, subject.kind, subject.id, id);
  const another = known?.hash !== open.hash;
  // Signed again: by us in another generation, or by the server that wrote again what it had forgotten.
  if (another) tx.run(`delete from entries where ${ONE_ENTRY}`, subject.kind, subject.id, id);
  tx.run(PLACE_AGAIN, ...values);
  return another && known?.own === 1 && known.outcome === null;
}

/** The row of an entry as the server placed it. */
export const placedValues = (item: FeedItem & { kind: 'entry' }, open: OpenEntry): SqlValue[] => [
  ...authoredValues(open),
  item.outcome,
  item.refusal === null ? null : JSON.stringify(item.refusal),
  item.subjectSeq,
  item.receivedAt,
];

/** The way back, for a row that was laid out and then could not be written as it is. */
export const entryOfPlaced = (values: readonly SqlValue[]): Entry => {
  const [header, signature, payload, salt, keyId] = values.slice(9) as [string, string, ...(string | null)[]];
  return { header, signature, payload: payload ?? null, salt: salt ?? null, keyId: keyId ?? null };
};

/** @returns false where an entry with its id is here already; then nothing was written */
export const placeNewEntry = (tx: WriteTransaction, values: readonly SqlValue[]): boolean =>
  tx.run(PLACE_NEW, ...values).changes > 0;

const PLACE = `insert into entries (${AUTHORED}, own, outcome, refusal, subject_seq, placed, received_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 1, ?)`;
const PLACE_NEW = `${PLACE} on conflict (subject_kind, subject_id, id) do nothing`;
const PLACE_AGAIN = `${PLACE} on conflict (subject_kind, subject_id, id) do update set outcome = excluded.outcome, refusal = excluded.refusal,
  subject_seq = excluded.subject_seq, placed = 1, left_at = null, received_at = excluded.received_at,
  payload = excluded.payload, salt = excluded.salt`;
