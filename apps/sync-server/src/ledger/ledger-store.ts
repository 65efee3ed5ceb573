import type {
  Crypto,
  FeedHead,
  FeedId,
  FeedItem,
  FeedLink,
  OpenEntry,
  Outcome,
  Receipt,
  SubjectRef,
} from '@nrm/domain/ledger';
import type { DeviceId, EntryId, GovernorateId, Instant, Refusal } from '@nrm/domain/shared';

/**
 * What the ledger asks of its database, in the order in which locks are taken: device, subjects, feeds. PostgreSQL
 * answers in production; an in-process stand-in answers in simulations, and one suite of tests holds both to this.
 */
export interface DeviceLog {
  readonly generation: number;
  readonly seq: number;
  /** Hash of the device's last entry; the chain start when there is none. */
  readonly hash: string;
}

export interface StoredSubject {
  readonly seq: number;
  readonly chain: string;
  /** undefined until its first entry is applied */
  readonly state: unknown;
  readonly feed: FeedId | null;
  /** How often it changed its feed. */
  readonly move: number;
}

export interface Placement {
  readonly outcome: Outcome;
  readonly refusal: Refusal | null;
  readonly subjectSeq: number | null;
  readonly receivedAt: Instant;
}

export interface StoredEntry extends OpenEntry {
  readonly placement: Placement;
}

export interface NewLink {
  readonly feed: FeedId;
  readonly position: number;
  readonly chain: string;
  readonly item: FeedItem;
}

export interface LedgerTransaction {
  /** Locks the device's log until the end; a device that never wrote has an empty one. */
  lockDevice(device: DeviceId): Promise<DeviceLog>;
  saveDevice(device: DeviceId, log: DeviceLog): Promise<void>;
  /** Locks the named subjects in one order, new ones included; `shared` ones are only kept from changing. */
  lockSubjects(subjects: readonly SubjectRef[], shared: readonly SubjectRef[]): Promise<Map<string, StoredSubject>>;
  saveSubjects(subjects: readonly { readonly ref: SubjectRef; readonly stored: StoredSubject }[]): Promise<void>;
  /** Entries with one of these ids that were not quarantined. */
  entriesById(ids: readonly EntryId[]): Promise<StoredEntry[]>;
  /** The entry a device wrote at a place of its chain. */
  entryAt(device: DeviceId, generation: number, seq: number): Promise<StoredEntry | undefined>;
  addEntries(entries: readonly StoredEntry[]): Promise<void>;
  /** Changes the outcome of an entry that was held. */
  placeHeld(hash: string, placement: Placement): Promise<void>;
  heldEntries(): Promise<StoredEntry[]>;
  /** Placed entries of a subject in their order. */
  entriesOf(subject: SubjectRef): Promise<StoredEntry[]>;
  /** Locks the feeds in one order and tells where they stand. */
  lockFeeds(feeds: readonly FeedId[]): Promise<Map<FeedId, FeedHead>>;
  addLinks(links: readonly NewLink[]): Promise<void>;
  saveFeeds(heads: readonly FeedHead[]): Promise<void>;
  /** Takes the entries of a subject out of a feed; its links and its chain stay. */
  withhold(feed: FeedId, subject: SubjectRef): Promise<void>;
}

export interface LedgerStore {
  transaction<T>(body: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  readonly epoch: string;
  findSubject(subject: SubjectRef): Promise<StoredSubject | undefined>;
  findDevice(device: DeviceId): Promise<DeviceLog | undefined>;
  /** Links behind a position, in order, with the entries that may be carried. */
  linksAfter(feed: FeedId, position: number, limit: number): Promise<(FeedLink & { readonly chain: string })[]>;
  /** Carried entries of a feed up to a position, subject by subject, each in its order; behind a place in that order. */
  linksBySubject(
    feed: FeedId,
    upTo: number,
    after: { readonly subject: string; readonly position: number },
    limit: number,
  ): Promise<(FeedLink & { readonly subject: string })[]>;
  /** What {@link linksBySubject} leaves out of a feed up to a position: receipts, leavings, withheld entries. */
  linksOfRest(feed: FeedId, upTo: number, after: number, limit: number): Promise<FeedLink[]>;
  feedHead(feed: FeedId): Promise<FeedHead>;
  /** The chain of a feed at some positions; a position it does not have is missing from the answer. */
  chainsAt(feed: FeedId, positions: readonly number[]): Promise<Map<number, string>>;
}

/** What the ledger needs beside its store. */
export interface LedgerContext {
  readonly store: LedgerStore;
  /** Drawn when this process started, echoed in every answer. */
  readonly boot: string;
  readonly crypto: Crypto;
  readonly governorate: GovernorateId;
  now(): Instant;
}

export const receiptOf = (entry: StoredEntry): Receipt => ({
  entry: entry.header.id,
  outcome: entry.placement.outcome,
  refusal: entry.placement.refusal,
  subjectSeq: entry.placement.subjectSeq,
});
