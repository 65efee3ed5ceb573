import type { FeedItem, OpenEntry } from '@nrm/domain/ledger';
import type { SqlValue, WriteTransaction } from '../store/store.ts';

/** The part of an entry's row that its author fixed. */
const AUTHORED =
  'id, hash, subject_kind, subject_id, type, act, device, generation, device_seq, header, signature, payload, salt, key_id';

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

/** Given a place by the server: somebody else's entry, or our own coming back. */
export function placeEntry(tx: WriteTransaction, item: FeedItem & { kind: 'entry' }, open: OpenEntry): void {
  tx.run(
    `insert into entries (${AUTHORED}, own, outcome, refusal, subject_seq, placed, received_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 1, ?)
     on conflict (id) do update set outcome = excluded.outcome, refusal = excluded.refusal, subject_seq = excluded.subject_seq,
       placed = 1, received_at = excluded.received_at, payload = excluded.payload, salt = excluded.salt`,
    ...authoredValues(open),
    item.outcome,
    item.refusal === null ? null : JSON.stringify(item.refusal),
    item.subjectSeq,
    item.receivedAt,
  );
}
