import type { GovernorateState } from '@nrm/domain/governorate';
import {
  CHAIN_START,
  type Crypto,
  type FeedHead,
  type FeedId,
  type FeedItem,
  feedId,
  nextFeedChain,
  type SubjectRef,
  subjectKey,
} from '@nrm/domain/ledger';
import { SUBJECTS } from '@nrm/domain/registry';
import { grantedFeeds } from './answer-pull.ts';
import {
  type LedgerContext,
  type LedgerTransaction,
  type NewLink,
  receiptOf,
  type StoredEntry,
  type StoredSubject,
} from './ledger-store.ts';

/**
 * Gives every placed entry to its readers and every author the receipt, late in the storing transaction: a feed's
 * positions are contiguous because they are taken under its lock. A subject whose feed changed is linked whole into the
 * new one, withheld from the old one, and the old one is told that it left.
 */
export async function linkPlaced(
  context: LedgerContext,
  tx: LedgerTransaction,
  subjects: Map<string, StoredSubject>,
  placed: readonly StoredEntry[],
  unplaced: readonly StoredEntry[],
): Promise<void> {
  const links: { feed: FeedId; item: FeedItem }[] = [];
  const moved = new Map<string, { ref: SubjectRef; from: FeedId }>();
  for (const entry of placed) {
    const ref = entry.header.subject;
    const key = subjectKey(ref);
    if (moved.has(key)) continue;
    const subject = subjects.get(key);
    if (!subject || subject.state === undefined) continue; // nothing was ever applied: nobody to give it to but its author
    const feed = SUBJECTS[ref.kind].feedOf(subject.state, context.governorate);
    if (subject.feed !== null && subject.feed !== feed) {
      moved.set(key, { ref, from: subject.feed });
      subjects.set(key, { ...subject, feed, move: subject.move + 1 });
      continue;
    }
    if (subject.feed === null) subjects.set(key, { ...subject, feed });
    links.push({ feed, item: entryItem(entry, subject.move) });
  }
  for (const [key, { ref, from }] of moved) {
    const subject = subjects.get(key) as StoredSubject & { feed: FeedId };
    for (const entry of await tx.entriesOf(ref))
      links.push({ feed: subject.feed, item: entryItem(entry, subject.move) });
    await tx.withhold(from, ref);
    links.push({ feed: from, item: { kind: 'subject-left', subject: ref, move: subject.move } });
  }
  for (const entry of [...placed, ...unplaced]) {
    // Its author was told what became of it the first time; this must not be heard as another verdict.
    if (entry.placement.refusal?.code === 'ledger.already-received') continue;
    links.push({ feed: feedId.device(entry.header.device), item: { kind: 'receipt', receipt: receiptOf(entry) } });
  }
  links.push(...leftBehind(context, subjects, placed));
  const changed = new Map(placed.map(({ header }) => [subjectKey(header.subject), header.subject]));
  await tx.saveSubjects(
    [...changed].flatMap(([key, ref]) => {
      const stored = subjects.get(key);
      return stored ? [{ ref, stored }] : [];
    }),
  );
  await appendLinks(context.crypto, tx, links);
}

/**
 * Who wrote about what others read by now (a file that left meanwhile, or went on in the same message) has the receipt and
 * nothing else: no feed of theirs brings the entry, and nothing but this would take it off their screens.
 */
function leftBehind(
  { governorate }: LedgerContext,
  subjects: ReadonlyMap<string, StoredSubject>,
  placed: readonly StoredEntry[],
): { feed: FeedId; item: FeedItem }[] {
  const administration = subjects.get(subjectKey({ kind: 'governorate', id: governorate }))?.state as GovernorateState;
  const left = new Map<string, { feed: FeedId; item: FeedItem }>();
  for (const { header } of placed) {
    const key = subjectKey(header.subject);
    const subject = subjects.get(key);
    if (!subject?.feed || grantedFeeds(administration, header.device).includes(subject.feed)) continue;
    left.set(`${header.device} ${key}`, {
      feed: feedId.device(header.device),
      // It may never have moved between feeds: to whoever has not received it, any move is a newer one.
      item: { kind: 'subject-left', subject: header.subject, move: Math.max(subject.move, 1) },
    });
  }
  return [...left.values()];
}

async function appendLinks(
  crypto: Crypto,
  tx: LedgerTransaction,
  items: readonly { feed: FeedId; item: FeedItem }[],
): Promise<void> {
  if (items.length === 0) return;
  const heads = await tx.lockFeeds([...new Set(items.map(({ feed }) => feed))].sort());
  const links: NewLink[] = items.map(({ feed, item }) => {
    const before: FeedHead = heads.get(feed) ?? { feed, position: 0, chain: CHAIN_START };
    const position = before.position + 1;
    const chain = nextFeedChain(crypto, before.chain, position, item);
    heads.set(feed, { feed, position, chain });
    return { feed, position, chain, item };
  });
  await tx.addLinks(links);
  await tx.saveFeeds([...heads.values()]);
}

const entryItem = (entry: StoredEntry, move: number): FeedItem => ({
  kind: 'entry',
  subject: entry.header.subject,
  move,
  entryHash: entry.hash,
  subjectSeq: entry.placement.subjectSeq ?? 0,
  outcome: entry.placement.outcome === 'applied' ? 'applied' : 'refused',
  refusal: entry.placement.refusal,
  receivedAt: entry.placement.receivedAt,
});
