import { z } from 'zod';
import { Entry, Hash, PublicKey } from '../ledger/entry.ts';
import { FeedHead, FeedId, FeedLink, FilledLink, SignedHeads } from '../ledger/feed.ts';
import { Receipt } from '../ledger/placement.ts';
import { DeviceId, EntryId, GovernorateId, Instant, OfficeId } from '../shared/index.ts';

export { HINT_HEARTBEAT_MS, Hint, HintRequest } from './hint.ts';

/**
 * The contract of laptop and server. The same shapes travel over HTTPS and, sealed, by USB. Both ends parse everything
 * they are given; a message that does not fit is turned away whole and nothing changes.
 *
 * A release speaks its own version and is served by servers of that version and the next. Version 2 added what lets both
 * ends notice that one of them went back in time: whatever is optional below was not in version 1.
 */
export const PROTOCOL = 2;
const Protocol = z.literal([1, PROTOCOL]);
/** A night of small corrections fits into one message; large ones are held small by their bytes. */
export const MAX_PUSH_ENTRIES = 1_000;
export const MAX_PULL_LINKS = 2_000;

/** One unbroken life of the server's ledger; every restore from a backup begins another. */
export const Epoch = z.string().min(1).max(64);
export const ChainHead = z.object({ seq: z.int().min(0), hash: Hash });
export type ChainHead = z.infer<typeof ChainHead>;

/** What every answer tells of the server that gave it, and of where it stands in the chain of the device that asked. */
const Echo = {
  epoch: Epoch,
  /** Drawn anew by every server process when it starts. */
  boot: z.string().max(64).optional(),
};

export const PushRequest = z.object({
  protocol: Protocol,
  device: DeviceId,
  generation: z.int().min(1),
  entries: z.array(Entry).min(1).max(MAX_PUSH_ENTRIES),
});
export type PushRequest = z.infer<typeof PushRequest>;

/**
 * What became of the entries. `chain` says where the server stands when the push could not go on: after a `gap` the
 * laptop sends again from there; a `fork` means two histories of one device and needs a new generation.
 */
export const PushAnswer = z.object({
  ...Echo,
  generation: z.int().min(1),
  receipts: z.array(Receipt),
  chain: ChainHead,
  stopped: z.enum(['gap', 'fork']).nullable(),
});
export type PushAnswer = z.infer<typeof PushAnswer>;

export const PullRequest = z.object({
  protocol: Protocol,
  device: DeviceId,
  /** How far the laptop has read each feed it holds, and the chain that led it there. */
  positions: z.array(z.object({ feed: FeedId, position: z.int().min(0), chain: Hash.optional() })).max(32),
  limit: z.int().min(1).max(MAX_PULL_LINKS),
  /** The laptop still has what it wrote itself: its place and its link are enough. */
  spareOwn: z.literal(true).optional(),
});
export type PullRequest = z.infer<typeof PullRequest>;

/** A link whose entry was spared, because whoever asks wrote it, says so: nothing else tells it from a withheld one. */
const PulledLink = FeedLink.extend({ spared: z.literal(true).optional() });

export const PullAnswer = z.object({
  ...Echo,
  /** Laptop and server do not remember the same: nothing is given until the laptop has rejoined. */
  rejoin: z.boolean().optional(),
  /** In the order in which they must be stored: administration first. */
  feeds: z.array(z.object({ feed: FeedId, links: z.array(PulledLink) })),
  /** Feeds this laptop holds and is no longer granted. */
  ended: z.array(FeedId),
  more: z.boolean(),
  /** Where each granted feed stands after these links, under the server's signature. */
  heads: SignedHeads,
});
export type PullAnswer = z.infer<typeof PullAnswer>;

/**
 * Where a first fill goes on: the entries of a feed by subject first, then everything else it holds. The laptop keeps
 * this between pages; it is the server's and only handed back.
 */
export const FillCursor = z.object({
  part: z.enum(['subjects', 'rest']),
  feed: FeedId,
  subject: z.string().max(100),
  position: z.int().min(0),
});
export type FillCursor = z.infer<typeof FillCursor>;

/** A laptop that holds nothing yet asks for everything at one fixed head, subject by subject. */
export const FillRequest = z.object({
  protocol: Protocol,
  device: DeviceId,
  /** Where each feed stood at the first page; null asks for the first page. */
  at: z
    .array(z.object({ feed: FeedId, position: z.int().min(0) }))
    .max(32)
    .nullable(),
  after: FillCursor.nullable(),
  limit: z.int().min(1).max(MAX_PULL_LINKS),
});
export type FillRequest = z.infer<typeof FillRequest>;

export const FillAnswer = z.object({
  ...Echo,
  /** With the first page: the head the whole fill ends at. */
  heads: SignedHeads.nullable(),
  feeds: z.array(z.object({ feed: FeedId, links: z.array(FilledLink) })),
  next: FillCursor.nullable(),
});
export type FillAnswer = z.infer<typeof FillAnswer>;

export const MAX_LOCATORS = 64;

/**
 * How a laptop and a server that do not remember the same find the last point they share: the laptop shows the chain of
 * each of its feeds at some positions, close together near the end and ever further apart towards the beginning.
 */
export const RejoinRequest = z.object({
  protocol: Protocol,
  device: DeviceId,
  feeds: z
    .array(
      z.object({
        feed: FeedId,
        at: z.array(z.object({ position: z.int().min(1), chain: Hash })).max(MAX_LOCATORS),
      }),
    )
    .max(32),
});
export type RejoinRequest = z.infer<typeof RejoinRequest>;

/** Where a laptop stands: in which life of a server, in which of its own histories, and at which link of each feed. */
export const Standing = z.object({ epoch: Epoch, generation: z.int().min(1), feeds: z.array(FeedHead).max(32) });
export type Standing = z.infer<typeof Standing>;

export const RejoinAnswer = z.object({
  ...Echo,
  generation: z.int().min(1),
  /** Where the server stands in the laptop's own chain: everything behind it is offered again. */
  chain: ChainHead,
  /** The furthest shown position whose chain the server has too; 0 when it has none of them. */
  feeds: z.array(z.object({ feed: FeedId, position: z.int().min(0) })).max(32),
});
export type RejoinAnswer = z.infer<typeof RejoinAnswer>;

export const MAX_HAND_BACK_ENTRIES = 500;

/**
 * Entries that the server itself once wrote (introductions, roles, connected laptops, the directory) and forgot when it
 * was restored. They prove themselves by its own signature, so whoever holds them may hand them back.
 */
export const HandBackRequest = z.object({
  protocol: Protocol,
  entries: z.array(Entry).min(1).max(MAX_HAND_BACK_ENTRIES),
});
export type HandBackRequest = z.infer<typeof HandBackRequest>;

export const HandBackAnswer = z.object({
  ...Echo,
  /** Written again, under the ids they had. The others were there, or are not the server's. */
  written: z.int().min(0),
});
export type HandBackAnswer = z.infer<typeof HandBackAnswer>;

/** What a laptop sends with its one-time code, and what it gets. */
export const ConnectRequest = z.object({
  protocol: Protocol,
  code: z.string().max(40),
  /** Formed by the laptop with its keys: a lost answer is asked for again with the same. */
  device: DeviceId,
  devicePublicKey: PublicKey,
  /** PKCS#10 in PEM; absent on loopback without TLS */
  csr: z.string().max(4_000).optional(),
});
export type ConnectRequest = z.infer<typeof ConnectRequest>;

export const ConnectAnswer = z.object({
  device: DeviceId,
  deviceNumber: z.int().min(1),
  governorate: GovernorateId,
  office: OfficeId,
  serverPublicKey: PublicKey,
  epoch: Epoch,
  connectedBy: EntryId,
  at: Instant,
});
export type ConnectAnswer = z.infer<typeof ConnectAnswer>;
