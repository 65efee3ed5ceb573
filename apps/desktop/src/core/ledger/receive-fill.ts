import { CHAIN_START, type FeedHead, headsText, linkFeedChain, type SubjectRef } from '@nrm/domain/ledger';
import { assert } from '@nrm/domain/shared';
import { type FillAnswer, type FillRequest, PROTOCOL } from '@nrm/domain/sync';
import { Fault, isFault } from '../faults.ts';
import type { ReadableStore, WriteTransaction } from '../store/store.ts';
import { findThisDevice, type LedgerContext } from './ledger.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { PreparedFill } from './prepare-fill.ts';
import { Reception } from './receive.ts';
import { keepSignedHeads } from './signed-heads.ts';

type SignedHeads = NonNullable<FillAnswer['heads']>;

/** Whether this replica holds nothing of any feed yet, or a fill of it was cut off. */
export const needsFill = (store: ReadableStore): boolean =>
  store.get('select 1 as held from feeds limit 1') === undefined;

/** The next question of a first fill: where it ends and where it goes on are in the replica, page by page. */
export function nextFill(store: ReadableStore, limit: number): FillRequest {
  const device = findThisDevice(store);
  assert(device, 'this laptop is not connected');
  const begun = progressOf(store);
  return {
    protocol: PROTOCOL,
    device: device.device,
    at: endOf(begun?.heads ?? null),
    after: begun ? begun.next : null,
    limit,
  };
}

/** The question behind an answer that is not stored yet; undefined when that answer is the last. */
export const fillBehind = (
  asked: FillRequest,
  { heads, next }: Pick<FillAnswer, 'heads' | 'next'>,
  limit: number,
): FillRequest | undefined =>
  next === null ? undefined : { ...asked, at: asked.at ?? endOf(heads), after: next, limit };

const endOf = (heads: FillAnswer['heads']): FillRequest['at'] =>
  heads === null ? null : heads.heads.map(({ feed, position }) => ({ feed, position }));

/**
 * Stores a page, in one transaction with where the fill goes on; each subject of it is folded and derived once. With the
 * last page the chains of all feeds are followed from their beginning and compared with the heads the server signed.
 * Whatever does not fit, in any page, takes everything that was filled away again, and nothing of this laptop's own: a
 * hole in an earlier page may show itself only now.
 * @returns whether the fill is complete
 * @throws Fault server.not-trusted
 */
export function receiveFill(ledger: LedgerContext, page: PreparedFill): boolean {
  try {
    ledger.announce(ledger.store.write((tx) => storePage(ledger, tx, page)));
  } catch (error) {
    if (isFault(error, 'server.not-trusted')) ledger.announce(ledger.store.write((tx) => forgetFill(ledger, tx)));
    throw error;
  }
  return page.next === null;
}

function storePage(ledger: LedgerContext, tx: WriteTransaction, page: PreparedFill): readonly SubjectRef[] {
  assert(needsFill(tx), 'a page for a replica that is whole');
  const heads = page.heads ? verified(tx, page.heads) : progressOf(tx)?.heads;
  if (!heads) throw new Fault('server.not-trusted', { reason: 'heads' });
  const reception = new Reception(ledger, tx, heads.issuedAt);
  for (const run of page.runs) reception.takeRun(run);
  const changed = reception.finish();
  if (page.next) saveProgress(tx, heads, page.next);
  else {
    tx.run('delete from fill_progress');
    for (const head of heads.heads) {
      if (!followChain(tx, head)) throw new Fault('server.not-trusted', { reason: 'feed-chain' });
      saveHead(tx, head);
    }
    keepSignedHeads(tx, heads);
  }
  return changed;
}

function verified(tx: WriteTransaction, heads: SignedHeads): SignedHeads {
  const device = findThisDevice(tx);
  const { signature, ...unsigned } = heads;
  if (!device || !nodeCrypto.verify(device.serverPublicKey, headsText(unsigned), signature))
    throw new Fault('server.not-trusted', { reason: 'heads' });
  return heads;
}

function progressOf(store: ReadableStore): { heads: SignedHeads; next: FillAnswer['next'] } | undefined {
  const row = store.get('select heads, next from fill_progress');
  return row && { heads: JSON.parse(row.heads as string), next: JSON.parse(row.next as string) };
}

function saveProgress(tx: WriteTransaction, heads: SignedHeads, next: FillAnswer['next']): void {
  tx.run(
    'insert into fill_progress (only, heads, next) values (1, ?, ?) on conflict (only) do update set next = excluded.next',
    JSON.stringify(heads),
    JSON.stringify(next),
  );
}

function followChain(tx: WriteTransaction, { feed, position, chain }: FeedHead): boolean {
  let at = 0;
  let reached = CHAIN_START;
  for (const link of tx.iterate('select position, item from links where feed = ? order by position', feed)) {
    at++;
    if (link.position !== at) return false;
    // Kept in canonical form, so its hash is that of its text (`itemHash`); any other form fails here and is asked for again.
    reached = linkFeedChain(nodeCrypto, reached, at, nodeCrypto.sha256(link.item as string));
  }
  return at === position && reached === chain;
}

const saveHead = (tx: WriteTransaction, { feed, position, chain }: FeedHead) =>
  tx.run('insert into feeds (feed, position, chain) values (?, ?, ?)', feed, position, chain);

/** Takes everything that was filled away again, and nothing of this laptop's own. */
export function forgetFill(ledger: LedgerContext, tx: WriteTransaction): readonly SubjectRef[] {
  const subjects = tx.all('select kind, id from subjects') as unknown as SubjectRef[];
  tx.run('delete from fill_progress');
  tx.run('delete from links');
  tx.run('delete from entries where own = 0');
  tx.run('delete from subjects');
  for (const ref of subjects) ledger.project(tx, ref, undefined);
  return subjects;
}
