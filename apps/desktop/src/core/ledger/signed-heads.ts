import { type FeedId, SignedHeads } from '@nrm/domain/ledger';
import type { ReadableStore, WriteTransaction } from '../store/store.ts';

/**
 * The heads under which the server signed where a feed stands; undefined before it was received, and where the feed of
 * this laptop stands elsewhere by now.
 */
export function findSignedHeads(store: ReadableStore, feed: FeedId): SignedHeads | undefined {
  const row = store.get('select heads, position, chain from signed_heads join feeds using (feed) where feed = ?', feed);
  const signed = row && SignedHeads.parse(JSON.parse(row.heads as string));
  const head = signed?.heads.find((each) => each.feed === feed);
  return head && head.position === row?.position && head.chain === row.chain ? signed : undefined;
}

/**
 * An answer names the feeds that grew: the others stand where they were last signed.
 * @param heads their signature was verified
 */
export function keepSignedHeads(tx: WriteTransaction, heads: SignedHeads): void {
  const kept = JSON.stringify(heads);
  for (const { feed } of heads.heads)
    tx.run('insert or replace into signed_heads (feed, heads) values (?, ?)', feed, kept);
}
