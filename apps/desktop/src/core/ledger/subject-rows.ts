import {
  CHAIN_START,
  type FeedId,
  type FeedItem,
  linkSubjectChain,
  type OpenEntry,
  openEntry,
  type SubjectRef,
} from '@nrm/domain/ledger';
import { applyEntry, isReadable, SUBJECTS } from '@nrm/domain/registry';
import { assert } from '@nrm/domain/shared';
import type { ReadableStore, SqlRow, WriteTransaction } from '../store/store.ts';
import { nodeCrypto } from './node-crypto.ts';

/** A folded subject as the replica keeps it. */
export interface SubjectRow {
  readonly seq: number;
  readonly chain: string;
  /** Fold of what the server placed. */
  readonly state: unknown;
  readonly feed: FeedId | null;
  readonly move: number;
  readonly frozenAt: number | null;
  /** What the screen shows: the state with this laptop's own waiting entries on top. */
  readonly shown: unknown;
}

export const EMPTY_SUBJECT: SubjectRow = {
  seq: 0,
  chain: CHAIN_START,
  state: undefined,
  feed: null,
  move: 0,
  frozenAt: null,
  shown: undefined,
};

export function readSubject(store: ReadableStore, ref: SubjectRef): SubjectRow {
  const row = store.get(
    'select seq, chain, state, shown, feed, move, frozen_at as frozenAt, state_version as stateVersion from subjects where kind = ? and id = ?',
    ref.kind,
    ref.id,
  );
  if (!row) return EMPTY_SUBJECT;
  const state = row.state === null ? undefined : JSON.parse(row.state as string);
  return {
    seq: row.seq as number,
    chain: row.chain as string,
    state,
    shown: row.shown === null ? state : JSON.parse(row.shown as string),
    feed: row.feed as FeedId | null,
    move: row.move as number,
    frozenAt: row.frozenAt as number | null,
  };
}

export const shownState = <State>(store: ReadableStore, ref: SubjectRef): State | undefined =>
  readSubject(store, ref).shown as State | undefined;

/** Stores the row with its waiting entries folded on top, and tells what is shown now. */
export function saveSubject(tx: WriteTransaction, ref: SubjectRef, row: Omit<SubjectRow, 'shown'>): unknown {
  const waiting = overlayEntries(tx, ref);
  let shown = row.state;
  let seq = row.seq;
  if (row.frozenAt === null) for (const open of waiting) shown = applyEntry(shown, open, ++seq, true);
  writeSubjectRow(tx, ref, {
    ...row,
    state: textOf(row.state),
    shown: waiting.length === 0 ? null : textOf(shown),
  });
  return shown;
}

/** With its states as text. */
export type SubjectTexts = Omit<SubjectRow, 'state' | 'shown'> & {
  readonly state: string | null;
  readonly shown: string | null;
};

export const textOf = (state: unknown): string | null => (state === undefined ? null : JSON.stringify(state));

export function writeSubjectRow(tx: WriteTransaction, ref: SubjectRef, row: SubjectTexts): void {
  tx.run(
    `insert into subjects (kind, id, seq, chain, state, shown, state_version, feed, move, frozen_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (kind, id) do update set seq = excluded.seq, chain = excluded.chain, state = excluded.state, shown = excluded.shown,
       state_version = excluded.state_version, feed = excluded.feed, move = excluded.move, frozen_at = excluded.frozen_at`,
    ref.kind,
    ref.id,
    row.seq,
    row.chain,
    row.state,
    row.shown,
    SUBJECTS[ref.kind].stateVersion,
    row.feed,
    row.move,
    row.frozenAt,
  );
}

/** The row with one more placed entry: the next one of its subject. */
export function withPlaced(
  row: Omit<SubjectRow, 'shown'>,
  feed: FeedId,
  item: FeedItem & { kind: 'entry' },
  open: OpenEntry,
): Omit<SubjectRow, 'shown'> {
  const seq = item.subjectSeq;
  const frozenAt = row.frozenAt ?? (isReadable(open) ? null : seq);
  const counts = frozenAt === null && item.outcome === 'applied';
  return {
    seq,
    chain: linkSubjectChain(nodeCrypto, row.chain, seq, open.hash, item.outcome),
    state: counts ? applyEntry(row.state, open, seq, false) : row.state,
    feed,
    move: Math.max(row.move, item.move),
    frozenAt,
  };
}

/**
 * Entries of the subject that count on the screen and not in the fold: what a restored server has forgotten, at its old
 * place, then what this laptop wrote and the server has not placed, in the order it was written.
 */
export const overlayEntries = (store: ReadableStore, ref: SubjectRef): OpenEntry[] =>
  store
    .all(
      `select header, signature, payload, salt, key_id as keyId from entries
       where placed = 0 and left_at is null and subject_kind = ? and subject_id = ? and (outcome is null or outcome = 'applied')
       order by subject_seq is null, subject_seq, generation, device_seq`,
      ref.kind,
      ref.id,
    )
    .map(openStored);

/** Folds a subject again from its entries: after an upgrade that reads what it could not, or to check what is stored. */
export function refoldSubject(store: ReadableStore, ref: SubjectRef): Pick<SubjectRow, 'state' | 'frozenAt'> {
  let state: unknown;
  let frozenAt: number | null = null;
  const placed = store.all(
    `select header, signature, payload, salt, key_id as keyId, outcome, subject_seq as seq from entries
     where subject_kind = ? and subject_id = ? and placed = 1 and left_at is null order by subject_seq`,
    ref.kind,
    ref.id,
  );
  for (const row of placed) {
    const open = openStored(row);
    if (!isReadable(open)) {
      frozenAt = row.seq as number;
      break;
    }
    if (row.outcome === 'applied') state = applyEntry(state, open, row.seq as number, false);
  }
  return { state, frozenAt };
}

/** Reads back what we stored ourselves: it was opened before, so anything else now is damage and not input. */
export function openStored(row: SqlRow): OpenEntry {
  const open = openEntry(
    {
      header: row.header as string,
      signature: row.signature as string,
      payload: row.payload as string | null,
      salt: row.salt as string | null,
      keyId: row.keyId as string | null,
    },
    nodeCrypto,
  );
  assert(open, 'a stored entry no longer opens');
  return open;
}
