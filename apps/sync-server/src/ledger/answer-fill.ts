import type { GovernorateState } from '@nrm/domain/governorate';
import { type FeedId, type FeedLink, headsText, type Sign } from '@nrm/domain/ledger';
import type { FillAnswer, FillCursor, FillRequest } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import { grantedFeeds } from './answer-pull.ts';
import type { LedgerContext } from './ledger-store.ts';

/**
 * Fills a laptop that holds nothing yet: everything its feeds hold at one fixed head, each subject's entries together, so
 * that the laptop folds and derives each of them once. Then what carries nothing, so that the chains can be checked. A
 * page at a time; a laptop that was cut off goes on behind the last page it stored.
 */
export async function answerFill(context: LedgerContext & { sign: Sign }, request: FillRequest): Promise<FillAnswer> {
  const { store, governorate } = context;
  const stored = await store.findSubject({ kind: 'governorate', id: governorate });
  if (!stored) throw new Fault('server.not-set-up');
  const granted = grantedFeeds(stored.state as GovernorateState, request.device);
  const heads = request.at === null ? await signedHeads(context, granted) : null;
  const at = new Map((request.at ?? heads?.heads ?? []).map(({ feed, position }) => [feed, position]));
  const order = granted.filter((feed) => at.has(feed));
  const feeds: FillAnswer['feeds'] = [];
  let room = request.limit;
  let cursor: FillCursor | null = request.after ?? start(order, 'subjects');
  while (cursor !== null && room > 0) {
    const { feed, part } = cursor;
    const found = await page(context, cursor, at.get(feed) ?? 0, room);
    room -= found.length;
    const last = found.at(-1);
    if (last) feeds.push({ feed, links: found.map(({ position, item, entry }) => ({ position, item, entry })) });
    if (last && room === 0) cursor = { part, feed, subject: last.subject, position: last.position };
    else cursor = following(order, cursor);
  }
  return { epoch: store.epoch, boot: context.boot, heads, feeds, next: cursor };
}

async function signedHeads(context: LedgerContext & { sign: Sign }, granted: readonly FeedId[]) {
  const heads = await Promise.all(granted.map((feed) => context.store.feedHead(feed)));
  const unsigned = { epoch: context.store.epoch, issuedAt: context.now(), heads };
  return { ...unsigned, signature: context.sign(headsText(unsigned)) };
}

async function page(
  { store }: LedgerContext,
  { part, feed, subject, position }: FillCursor,
  upTo: number,
  limit: number,
): Promise<(FeedLink & { readonly subject: string })[]> {
  if (part === 'subjects') return store.linksBySubject(feed, upTo, { subject, position }, limit);
  return (await store.linksOfRest(feed, upTo, position, limit)).map((link) => ({ ...link, subject: '' }));
}

const start = (order: readonly FeedId[], part: FillCursor['part']): FillCursor | null =>
  order[0] === undefined ? null : { part, feed: order[0], subject: '', position: 0 };

function following(order: readonly FeedId[], { part, feed }: FillCursor): FillCursor | null {
  const next = order[order.indexOf(feed) + 1];
  if (next !== undefined) return { part, feed: next, subject: '', position: 0 };
  return part === 'subjects' ? start(order, 'rest') : null;
}
