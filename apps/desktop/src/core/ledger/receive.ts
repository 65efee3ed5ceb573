import {
  CHAIN_START,
  type FeedHead,
  type FeedId,
  type FeedItem,
  type FeedLink,
  headsText,
  isPlaced,
  itemText,
  nextFeedChain,
  type OpenEntry,
  openEntry,
  type Receipt,
  type SubjectRef,
  subjectKey,
} from '@nrm/domain/ledger';
import { assert, type Instant, instantFromMs } from '@nrm/domain/shared';
import type { PullAnswer } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import type { WriteTransaction } from '../store/store.ts';
import { beginGeneration } from './begin-generation.ts';
import { entryOfPlaced, placeEntry, placeNewEntry } from './entry-rows.ts';
import { findThisDevice, type LedgerContext } from './ledger.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { PreparedRun } from './prepare-fill.ts';
import { keepSignedHeads } from './signed-heads.ts';
import { readSubject, type SubjectRow, saveSubject, withPlaced, writeSubjectRow } from './subject-rows.ts';

/**
 * Where an answer arrives: takes what the feeds gave, in one transaction. The chain of every feed is followed link by
 * link and compared with the head the server signed; whatever does not fit is turned away whole.
 *
 * @throws Fault `server.not-trusted` when a chain or a signature is not what it should be
 */
export function receiveLinks(ledger: LedgerContext, answer: PullAnswer): void {
  const generation = findThisDevice(ledger.store)?.generation;
  const changed = ledger.store.write((tx) => {
    const device = findThisDevice(tx);
    assert(device, 'this laptop is not connected');
    // Whoever rejoined meanwhile stands elsewhere now; what was on its way before is asked for again.
    if (answer.epoch !== device.epoch) throw new Fault('sync.server-restored');
    const { signature, ...unsigned } = answer.heads;
    if (!nodeCrypto.verify(device.serverPublicKey, headsText(unsigned), signature))
      throw new Fault('server.not-trusted', { reason: 'heads' });
    const reception = new Reception(ledger, tx, answer.heads.issuedAt);
    tx.run(
      `delete from entries where left_at < ? and outcome in ('applied', 'refused')`,
      keptSince(answer.heads.issuedAt),
    );
    for (const { feed, links } of answer.feeds) reception.takeFeed(feed, links, answer.heads.heads);
    keepSignedHeads(tx, answer.heads);
    return reception.finish();
  });
  const device = findThisDevice(ledger.store);
  if (device && device.generation !== generation) ledger.seal(device);
  ledger.announce(changed);
}

/** Stores what the server said of our own entries. From then on, and not before, it has them. */
export function receiveReceipts(ledger: LedgerContext, receipts: readonly Receipt[]): void {
  const changed = ledger.store.write((tx) => {
    const reception = new Reception(ledger, tx, null);
    for (const receipt of receipts) reception.takeReceipt(receipt);
    return reception.finish();
  });
  ledger.announce(changed);
}

/** Longer than the oldest backup a server may be restored from. */
const KEPT_AFTER_LEAVING_MS = 35 * 24 * 60 * 60 * 1000;

/** By the server's clock alone: a laptop whose own is years ahead must not throw anything away early. */
const keptSince = (now: Instant): Instant => instantFromMs(Date.parse(now) - KEPT_AFTER_LEAVING_MS);

export class Reception {
  private readonly ledger: LedgerContext;
  private readonly tx: WriteTransaction;
  /** The server's time; null where nothing is received but receipts. */
  private readonly at: Instant | null;
  private waitsWithHole = false;
  private readonly touched = new Map<string, { readonly ref: SubjectRef; row: Omit<SubjectRow, 'shown'> }>();
  private readonly left = new Map<string, SubjectRef>();
  private readonly whole: SubjectRef[] = [];

  constructor(ledger: LedgerContext, tx: WriteTransaction, at: Instant | null) {
    this.ledger = ledger;
    this.tx = tx;
    this.at = at;
  }

  takeFeed(feed: FeedId, links: readonly FeedLink[], heads: readonly FeedHead[]): void {
    const row = this.tx.get('select position, chain from feeds where feed = ?', feed);
    let head = {
      position: (row?.position as number | undefined) ?? 0,
      chain: (row?.chain as string | undefined) ?? CHAIN_START,
    };
    for (const link of links) {
      if (link.position <= head.position) continue; // met before: advances nothing, changes nothing
      if (link.position !== head.position + 1) throw new Fault('server.not-trusted', { reason: 'feed-gap' });
      head = { position: link.position, chain: nextFeedChain(nodeCrypto, head.chain, link.position, link.item) };
      const isNew = this.keepLink(feed, link.position, itemText(link.item));
      assert(isNew, 'a link behind the head of its feed was here already');
      this.takeLink(feed, link);
    }
    const signed = heads.find((other) => other.feed === feed);
    if (signed?.position === head.position && signed.chain !== head.chain)
      throw new Fault('server.not-trusted', { reason: 'feed-chain' });
    this.tx.run(
      'insert into feeds (feed, position, chain) values (?, ?, ?) on conflict (feed) do update set position = excluded.position, chain = excluded.chain',
      feed,
      head.position,
      head.chain,
    );
  }

  /**
   * Links of a first fill come by subject and not by position: their chain is checked when all of them are there. What was
   * prepared of a subject is written as it is when nothing of it is here yet; everything else goes the way of all links.
   */
  takeRun({ feed, links, subject }: PreparedRun): void {
    const fresh = links.filter(({ position, item }) => this.keepLink(feed, position, item));
    if (subject && fresh.length === links.length && this.holdsNothingOf(subject.ref)) {
      for (const { placed } of links)
        if (!placed || !placeNewEntry(this.tx, placed))
          throw new Fault('server.not-trusted', { reason: 'entry-altered' });
      writeSubjectRow(this.tx, subject.ref, subject.row);
      this.ledger.projectDerived(this.tx, subject.ref, subject.derived);
      this.whole.push(subject.ref);
      return;
    }
    for (const { position, item, placed } of fresh)
      this.takeLink(feed, { position, item: JSON.parse(item) as FeedItem, entry: placed && entryOfPlaced(placed) });
  }

  /** @returns whether it was not here before */
  private readonly keepLink = (feed: FeedId, position: number, item: string): boolean =>
    this.tx.run(
      'insert into links (feed, position, item) values (?, ?, ?) on conflict (feed, position) do nothing',
      feed,
      position,
      item,
    ).changes > 0;

  private holdsNothingOf(ref: SubjectRef): boolean {
    const key = subjectKey(ref);
    if (this.touched.has(key) || this.left.has(key)) return false;
    const held = this.tx.get(
      `select exists (select 1 from subjects where kind = ? and id = ?)
        or exists (select 1 from entries where subject_kind = ? and subject_id = ?) as held`,
      ref.kind,
      ref.id,
      ref.kind,
      ref.id,
    );
    return held?.held === 0;
  }

  private takeLink(feed: FeedId, { item, entry }: FeedLink): void {
    switch (item.kind) {
      case 'receipt':
        return this.takeReceipt(item.receipt);
      case 'subject-left':
        return this.takeLeaving(item);
      case 'entry': {
        if (entry === null) return; // withheld: it went elsewhere, and the chain above still counts it
        const open = openEntry(entry, nodeCrypto);
        if (!open || open.hash !== item.entryHash) throw new Fault('server.not-trusted', { reason: 'entry-altered' });
        return this.takeEntry(feed, item, open);
      }
    }
  }

  private takeEntry(feed: FeedId, item: FeedItem & { kind: 'entry' }, open: OpenEntry): void {
    const subject = this.load(item.subject);
    const row = subject.row;
    if (item.subjectSeq <= row.seq) {
      // The same entry through another feed: the subject moved there.
      if (item.move >= row.move) subject.row = { ...row, feed, move: item.move };
      return;
    }
    if (item.subjectSeq !== row.seq + 1) throw new Fault('server.not-trusted', { reason: 'subject-gap' });
    if (row.seq === 0) this.takeBack(item.subject);
    if (placeEntry(this.tx, item, open)) this.waitsWithHole = true;
    subject.row = withPlaced(row, feed, item, open);
    this.left.delete(subjectKey(item.subject));
  }

  /** The subject belongs to others now. What this laptop wrote and the server has not heard of stays until it has. */
  private takeLeaving(item: FeedItem & { kind: 'subject-left' }): void {
    const subject = this.load(item.subject);
    if (subject.row.move >= item.move) return; // it came back, or is held through another feed, since
    const { kind, id } = item.subject;
    this.tx.run('delete from entries where subject_kind = ? and subject_id = ? and own = 0 and placed = 1', kind, id);
    this.tx.run(
      'update entries set left_at = ? where subject_kind = ? and subject_id = ? and own = 1',
      this.at,
      kind,
      id,
    );
    this.touched.delete(subjectKey(item.subject));
    this.left.set(subjectKey(item.subject), item.subject);
    this.tx.run('delete from subjects where kind = ? and id = ?', item.subject.kind, item.subject.id);
  }

  /** It left and comes again: what waits in it is seen again. */
  private takeBack({ kind, id }: SubjectRef): void {
    this.tx.run(
      'update entries set left_at = null where subject_kind = ? and subject_id = ? and own = 1 and outcome is null',
      kind,
      id,
    );
  }

  takeReceipt(receipt: Receipt): void {
    const row = this.tx.get(
      'select subject_kind as kind, subject_id as id, outcome, placed from entries where id = ? and own = 1',
      receipt.entry,
    );
    // Placed entries say the same with more; anything older than what is known changes nothing.
    if (!row || row.placed === 1 || (row.outcome !== null && row.outcome !== 'held')) return;
    this.tx.run(
      'update entries set outcome = ?, refusal = ?, subject_seq = ? where id = ? and own = 1',
      receipt.outcome,
      receipt.refusal === null ? null : JSON.stringify(receipt.refusal),
      isPlaced(receipt.outcome) ? receipt.subjectSeq : null,
      receipt.entry,
    );
    this.load({ kind: row.kind, id: row.id } as SubjectRef);
  }

  private load(ref: SubjectRef): { readonly ref: SubjectRef; row: Omit<SubjectRow, 'shown'> } {
    const key = subjectKey(ref);
    const known = this.touched.get(key);
    if (known) return known;
    const { shown: _shown, ...row } = readSubject(this.tx, ref);
    const subject = { ref, row };
    this.touched.set(key, subject);
    return subject;
  }

  /** Each touched subject is folded and projected once, whatever the batch held of it. */
  finish(): readonly SubjectRef[] {
    for (const { ref, row } of this.touched.values()) {
      const shown = saveSubject(this.tx, ref, row);
      this.ledger.project(this.tx, ref, shown);
    }
    for (const ref of this.left.values()) this.ledger.project(this.tx, ref, undefined);
    if (this.waitsWithHole) beginGeneration(this.ledger, this.tx, 'fork');
    return [...[...this.touched.values()].map(({ ref }) => ref), ...this.left.values(), ...this.whole];
  }
}
