import { z } from 'zod';
import { Instant, Refusal } from '../shared/index.ts';
import { canonicalJson, type Json } from './canonical.ts';
import { linkFeedChain } from './chain.ts';
import type { Crypto } from './crypto.ts';
import { Entry, Hash, SubjectRef } from './entry.ts';
import { Receipt } from './placement.ts';
import { isPlainLink } from './plain-link.ts';

/** A feed: what one kind of reader receives, in one order. */
export const FeedId = z
  .string()
  .regex(/^(office|directory|administration|device)\/[a-z0-9-]{2,64}$/)
  .brand<'FeedId'>();
export type FeedId = z.infer<typeof FeedId>;

export const feedId = {
  office: (id: string) => `office/${id}` as FeedId,
  directory: (governorate: string) => `directory/${governorate}` as FeedId,
  administration: (governorate: string) => `administration/${governorate}` as FeedId,
  device: (id: string) => `device/${id}` as FeedId,
};

/**
 * One link of a feed. `move` counts how often the subject changed its feed, so that a reader of several feeds knows
 * which of "arrived here" and "left there" is newer, whichever it reads first.
 */
export const FeedItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('entry'),
    subject: SubjectRef,
    move: z.int().min(0),
    entryHash: Hash,
    subjectSeq: z.int().min(1),
    outcome: z.enum(['applied', 'refused']),
    refusal: Refusal.nullable(),
    receivedAt: Instant,
  }),
  z.object({ kind: z.literal('subject-left'), subject: SubjectRef, move: z.int().min(1) }),
  z.object({ kind: z.literal('receipt'), receipt: Receipt }),
]);
export type FeedItem = z.infer<typeof FeedItem>;

/** A link as it travels: its item, and for an entry the entry itself unless it is withheld from this feed now. */
export const FeedLink = z.object({
  position: z.int().min(1),
  item: FeedItem,
  /** null where there is nothing to carry, or where the subject has left this feed: the chain still checks. */
  entry: Entry.nullable(),
});
export type FeedLink = z.infer<typeof FeedLink>;

/** The same, quicker where very many come at once. */
export const FilledLink = z.union([z.custom<FeedLink>(isPlainLink), FeedLink]);

export const FeedHead = z.object({ feed: FeedId, position: z.int().min(0), chain: Hash });
export type FeedHead = z.infer<typeof FeedHead>;

/** All heads of one answer under one signature of the server. */
export const SignedHeads = z.object({
  epoch: z.string().min(1).max(64),
  issuedAt: Instant,
  heads: z.array(FeedHead).max(32),
  signature: z.string().max(200),
});
export type SignedHeads = z.infer<typeof SignedHeads>;

/**
 * The canonical text of an item. Nearly all are entries that were applied; those are laid out in the order of the canonical
 * form beforehand, because a laptop that is filled asks this for every link and the engine writes them ten times as fast.
 */
export function itemText(item: FeedItem): string {
  if (item.kind !== 'entry' || item.refusal !== null) return canonicalJson(item as Json);
  const { entryHash, kind, move, outcome, receivedAt, refusal, subject, subjectSeq } = item;
  const ref = { id: subject.id, kind: subject.kind };
  return JSON.stringify({ entryHash, kind, move, outcome, receivedAt, refusal, subject: ref, subjectSeq });
}

export const itemHash = (crypto: Crypto, item: FeedItem): string => crypto.sha256(itemText(item));

export const nextFeedChain = (crypto: Crypto, previous: string, position: number, item: FeedItem): string =>
  linkFeedChain(crypto, previous, position, itemHash(crypto, item));

export const headsText = (heads: Omit<SignedHeads, 'signature'>): string =>
  `nrm.heads.1\n${canonicalJson({ epoch: heads.epoch, issuedAt: heads.issuedAt, heads: heads.heads } as Json)}`;
