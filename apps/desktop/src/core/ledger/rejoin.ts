import {
  CHAIN_START,
  type FeedHead,
  type FeedId,
  type FeedItem,
  linkSubjectChain,
  nextFeedChain,
  type SubjectRef,
  subjectKey,
} from '@nrm/domain/ledger';
import { assert } from '@nrm/domain/shared';
import { PROTOCOL, type RejoinAnswer, type RejoinRequest, type Standing } from '@nrm/domain/sync';
import type { ReadableStore, WriteTransaction } from '../store/store.ts';
import { beginGeneration } from './begin-generation.ts';
import { findThisDevice, type LedgerContext, saveThisDevice } from './ledger.ts';
import { nodeCrypto } from './node-crypto.ts';
import { forgetFill } from './receive-fill.ts';
import { refoldSubject, saveSubject } from './subject-rows.ts';

/**
 * Laptop and server do not remember the same: one of them was put back to an older state. They find the last point they
 * share, and this laptop goes back to it, keeping everything: what it wrote is offered again, what others wrote stays on
 * its screens until it comes back, and what the server itself wrote is handed back to it.
 */
export function nextRejoin(store: ReadableStore): RejoinRequest {
  const device = findThisDevice(store);
  assert(device, 'this laptop is not connected');
  const feeds = store.all('select feed, position from feeds order by feed') as unknown as FeedRow[];
  return {
    protocol: PROTOCOL,
    device: device.device,
    feeds: feeds.map(({ feed, position }) => {
      const shown = new Set(locators(position));
      const at = [];
      for (const link of followedLinks(store, feed))
        if (shown.has(link.position)) at.push({ position: link.position, chain: link.chain });
      return { feed, at };
    }),
  };
}

export function standingOf(store: ReadableStore): Standing {
  const device = findThisDevice(store);
  assert(device, 'this laptop is not connected');
  const feeds = store.all('select feed, position, chain from feeds order by feed') as unknown as FeedHead[];
  return { epoch: device.epoch, generation: device.generation, feeds };
}

/** Goes back to the shared point, in one transaction. */
export function rejoin(ledger: LedgerContext, answer: RejoinAnswer): void {
  const changed = ledger.store.write((tx) => goBack(ledger, tx, answer));
  const device = findThisDevice(ledger.store);
  if (device) ledger.seal(device);
  ledger.announce(changed);
}

interface FeedRow {
  readonly feed: FeedId;
  readonly position: number;
}

/** Single steps near the end, then twice as far each time: at most 16 + log2 of the length. */
function* locators(head: number): Generator<number> {
  let step = 1;
  for (let position = head, count = 0; position >= 1; position -= step, count++) {
    yield position;
    if (count >= 16) step *= 2;
  }
}

function* followedLinks(store: ReadableStore, feed: FeedId) {
  let chain = CHAIN_START;
  const rows = store.iterate('select position, item from links where feed = ? order by position', feed);
  for (const row of rows) {
    const position = row.position as number;
    const item = JSON.parse(row.item as string) as FeedItem;
    chain = nextFeedChain(nodeCrypto, chain, position, item);
    yield { position, item, chain };
  }
}

function goBack(ledger: LedgerContext, tx: WriteTransaction, answer: RejoinAnswer): readonly SubjectRef[] {
  const touched = new Map<string, SubjectRef>();
  if (tx.get('select 1 from fill_progress')) forgetFill(ledger, tx);
  const feeds = tx.all('select feed, position from feeds order by feed') as unknown as FeedRow[];
  const shared = new Map(answer.feeds.map(({ feed, position }) => [feed, position]));
  for (const { feed } of feeds) cutFeed(tx, feed, shared.get(feed) ?? 0, touched);
  if (feeds.length > 0 && !tx.get('select 1 from links')) tx.run('delete from feeds'); // nothing in common: filled anew
  const standing = placesKept(tx, touched);
  for (const [key, ref] of touched) setAside(tx, ref, standing.get(key)?.seq ?? 0);
  const oneHistory = sharesOwnHistory(tx, answer);
  for (const ref of offerAgain(tx)) touched.set(subjectKey(ref), ref);
  for (const [key, ref] of touched) {
    const place = standing.get(key) ?? keptOf(tx, ref);
    const shown = saveSubject(tx, ref, { ...place, ...chainOf(tx, ref), ...refoldSubject(tx, ref) });
    if (shown === undefined) tx.run('delete from subjects where kind = ? and id = ? and seq = 0', ref.kind, ref.id);
    ledger.project(tx, ref, shown);
  }
  const device = findThisDevice(tx);
  assert(device, 'this laptop is not connected');
  saveThisDevice(tx, { ...device, epoch: answer.epoch });
  const waits = tx.get('select 1 from entries where own = 1 and outcome is null');
  if (!oneHistory && waits)
    beginGeneration(ledger, tx, answer.generation > device.generation ? 'fork' : 'gap', answer.generation);
  return [...touched.values()];
}

/** Takes the links behind the shared position away and names the subjects they placed something of. */
function cutFeed(tx: WriteTransaction, feed: FeedId, shared: number, touched: Map<string, SubjectRef>): void {
  let position = shared;
  let reached = { position: 0, chain: CHAIN_START };
  const cut: FeedItem[] = [];
  for (const link of followedLinks(tx, feed)) {
    if (link.position <= position) reached = { position: link.position, chain: link.chain };
    else cut.push(link.item);
  }
  if (cut.some((item) => item.kind === 'subject-left')) {
    // Entries of a subject that left were given up; only the whole feed brings them back.
    position = 0;
    reached = { position: 0, chain: CHAIN_START };
    for (const { item } of followedLinks(tx, feed)) cut.push(item);
  }
  for (const item of cut) if (item.kind === 'entry') touched.set(subjectKey(item.subject), item.subject);
  tx.run('delete from links where feed = ? and position > ?', feed, position);
  tx.run('update feeds set position = ?, chain = ? where feed = ?', reached.position, reached.chain, feed);
}

interface Place {
  readonly seq: number;
  readonly feed: FeedId | null;
  readonly move: number;
}

const NO_PLACE: Place = { seq: 0, feed: null, move: 0 };

/** How far the links that are left place each of the subjects. */
function placesKept(tx: WriteTransaction, of: ReadonlyMap<string, SubjectRef>): Map<string, Place> {
  const places = new Map<string, Place>([...of.keys()].map((key) => [key, NO_PLACE]));
  if (of.size === 0) return places;
  for (const row of tx.iterate('select feed, item from links order by feed, position')) {
    const item = JSON.parse(row.item as string) as FeedItem;
    if (item.kind === 'receipt') continue;
    const key = subjectKey(item.subject);
    const place = places.get(key);
    if (!place || item.move < place.move) continue;
    if (item.kind === 'subject-left') places.set(key, { seq: 0, feed: null, move: item.move });
    else places.set(key, { seq: Math.max(place.seq, item.subjectSeq), feed: row.feed as FeedId, move: item.move });
  }
  return places;
}

/** A subject none of whose links was cut, though an entry of ours in it waits again. */
function keptOf(tx: WriteTransaction, ref: SubjectRef): Place {
  const row = tx.get('select seq, feed, move from subjects where kind = ? and id = ?', ref.kind, ref.id);
  return row ? (row as unknown as Place) : NO_PLACE;
}

/** What was placed behind the shared point is kept, and shown at its old place, until it is placed again. */
const setAside = (tx: WriteTransaction, ref: SubjectRef, behind: number) =>
  tx.run(
    `update entries set placed = 0 where subject_kind = ? and subject_id = ? and placed = 1 and left_at is null
     and subject_seq > ?`,
    ref.kind,
    ref.id,
    behind,
  );

function chainOf(tx: WriteTransaction, ref: SubjectRef): { readonly seq: number; readonly chain: string } {
  let chain = CHAIN_START;
  let seq = 0;
  const placed = tx.all(
    `select hash, outcome from entries where subject_kind = ? and subject_id = ? and placed = 1 and left_at is null
     order by subject_seq`,
    ref.kind,
    ref.id,
  );
  for (const row of placed)
    chain = linkSubjectChain(nodeCrypto, chain, ++seq, row.hash as string, row.outcome as 'applied' | 'refused');
  return { seq, chain };
}

/** Whether the server stands in the chain this laptop wrote, and everything behind that place is here to be offered. */
function sharesOwnHistory(tx: WriteTransaction, { generation, chain }: RejoinAnswer): boolean {
  const device = findThisDevice(tx);
  assert(device, 'this laptop is not connected');
  if (generation > device.generation) return false;
  if (chain.seq > 0) {
    const own = tx.get(
      'select hash from entries where own = 1 and generation = ? and device_seq = ?',
      generation,
      chain.seq,
    );
    if (own?.hash !== chain.hash) return false;
  }
  const runs = tx.all(
    `select generation, count(*) as held, max(device_seq) as last from entries
     where own = 1 and (generation > ? or (generation = ? and device_seq > ?)) group by generation`,
    generation,
    generation,
    chain.seq,
  );
  const whole = (run: (typeof runs)[number]) =>
    run.held === (run.last as number) - (run.generation === generation ? chain.seq : 0);
  const own = runs.find((run) => run.generation === device.generation);
  const last = (own?.last as number | undefined) ?? (generation === device.generation ? chain.seq : 0);
  return runs.every(whole) && last === device.seq;
}

/**
 * Whatever of ours has no place in a feed waits again: what the server forgot is offered, and what it has is answered with
 * its verdict of today, which need not be the one we heard in another life of it. What left and is still known to have left
 * waits out of sight: nobody will say once more that it is gone.
 */
function offerAgain(tx: WriteTransaction): SubjectRef[] {
  const offered = 'own = 1 and (placed = 0 or left_at is not null)';
  const rows = tx.all(`select distinct subject_kind as kind, subject_id as id from entries where ${offered}`);
  const refs = rows as unknown as SubjectRef[];
  tx.run(`update entries set outcome = null, refusal = null, placed = 0 where ${offered}`);
  const places = placesKept(tx, new Map(refs.map((ref) => [subjectKey(ref), ref])));
  for (const ref of refs) {
    const place = places.get(subjectKey(ref)) ?? NO_PLACE;
    if (place.feed === null && place.move > 0) continue;
    tx.run('update entries set left_at = null where subject_kind = ? and subject_id = ? and own = 1', ref.kind, ref.id);
  }
  return refs;
}
