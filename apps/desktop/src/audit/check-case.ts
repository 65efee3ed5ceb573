import {
  CHAIN_START,
  type Crypto,
  canonicalJson,
  type FeedItem,
  isSignedBy,
  type Json,
  linkSubjectChain,
  type OpenEntry,
  openEntry,
} from '@nrm/domain/ledger';
import { applyEntry, isReadable } from '@nrm/domain/registry';
import type { CaseId } from '@nrm/domain/shared';
import { z } from 'zod';
import { CaseDocument, LedgerLine, ReceiptLine } from './export-format.ts';
import type { CheckedCase, Troubles } from './report.ts';

type EntryItem = FeedItem & { kind: 'entry' };
type Read = <Schema extends z.ZodType>(path: string, schema: Schema) => z.output<Schema> | undefined;

interface CaseFiles {
  readonly id: CaseId;
  readonly folder: string;
  readonly readDocument: Read;
  readonly readLines: <Schema extends z.ZodType>(path: string, schema: Schema) => z.output<Schema>[] | undefined;
  readonly told: (path: string) => string;
}

interface Known {
  readonly crypto: Crypto;
  /** Public keys by device, each proved by the entry that introduced it. */
  readonly keys: ReadonlyMap<string, string>;
  /** What the office's feed, up to the signed head, says of this case. */
  readonly places: ReadonlyMap<number, EntryItem>;
  /** Folded by rules of another version: the state is not compared. */
  readonly isOtherRelease: boolean;
}

const Numbered = z.object({ number: z.string() });

/** One case: its entries against the feed, each against its signature, and what is said to follow from them. */
export function checkCase(
  { id, folder, readDocument, readLines, told }: CaseFiles,
  { crypto, keys, places, isOtherRelease }: Known,
  troubles: Troubles,
): CheckedCase {
  const path = `${folder}/ledger.ndjson`;
  const lines = readLines(path, LedgerLine);
  const said = readDocument(`${folder}/case.json`, CaseDocument);
  const receipts = readLines(`${folder}/receipts.ndjson`, ReceiptLine);
  const number = Numbered.safeParse(said?.state).data?.number ?? '';
  if (!lines || !said || !receipts) {
    troubles.add('case.missing', told(folder));
    return { folder, number, entries: 0, waiting: 0, struck: 0 };
  }
  if (said.case !== id) troubles.add('case.state', told(`${folder}/case.json`));
  checkOrder();
  const opened = lines.map(({ entry, placement }, index) => {
    const where = `${told(path)} ${index + 1}`;
    const open = openEntry(entry, crypto);
    if (!open || open.header.subject.kind !== 'case' || open.header.subject.id !== id) {
      troubles.add('case.entry-altered', where);
      return undefined;
    }
    const key = keys.get(open.header.device);
    if (!key || !isSignedBy(open, key, crypto)) troubles.add('case.entry-signature', where);
    const item = placement && places.get(placement.subjectSeq);
    if (item && item.entryHash !== open.hash) troubles.add('case.entry-altered', where);
    if (item && placement && !saysTheSame(item, placement)) troubles.add('case.entry-outcome', where);
    return open;
  });
  checkReceipts();
  checkState();
  return {
    folder,
    number,
    entries: lines.filter(({ placement }) => placement !== null).length,
    waiting: lines.filter(({ placement }) => placement === null).length,
    struck: lines.filter(({ entry }) => entry.payload === null).length,
  };

  /** Every place the feed knows, once, in its order; what waits stands behind. */
  function checkOrder(): void {
    const given = (lines ?? []).map(({ placement }) => placement?.subjectSeq ?? null);
    const placed = given.filter((seq) => seq !== null);
    const missing = [...places.keys()].filter((seq) => !placed.includes(seq));
    for (const seq of missing) troubles.add('case.entry-missing', `${told(path)} ${seq}`);
    for (const [index, seq] of given.entries()) {
      const where = `${told(path)} ${index + 1}`;
      if (seq !== null && (!places.has(seq) || given.indexOf(seq) !== index)) troubles.add('case.entry-added', where);
    }
    const ordered = [...placed].sort((a, b) => a - b);
    const isOrdered = given.every((seq, index) => (index < placed.length ? seq === ordered[index] : seq === null));
    if (!isOrdered) troubles.add('case.entry-order', told(path));
    if (places.size === 0) troubles.add('case.entry-missing', told(path));
    // The server counts without holes: a hole would be one of its own.
    for (let seq = 1; seq <= places.size; seq++)
      if (!places.has(seq)) troubles.add('case.entry-missing', `${told(path)} ${seq}`);
  }

  function checkReceipts(): void {
    const expected = (lines ?? []).flatMap(({ placement }, index) => {
      const open = opened[index];
      if (!open || !placement) return [];
      const { outcome, refusal, subjectSeq } = placement;
      return [canonicalJson({ entry: open.header.id, outcome, refusal, subjectSeq } as Json)];
    });
    const given = (receipts ?? []).map((receipt) => canonicalJson(receipt as Json));
    if (expected.join('\n') !== given.join('\n')) troubles.add('case.receipts', told(`${folder}/receipts.ndjson`));
  }

  function checkState(): void {
    const where = told(`${folder}/case.json`);
    let chain = CHAIN_START;
    let seq = 0;
    let state: unknown;
    let isWhole = true;
    for (const [index, { placement }] of (lines ?? []).entries()) {
      const open: OpenEntry | undefined = opened[index];
      if (!placement || !open) continue;
      seq++;
      chain = linkSubjectChain(crypto, chain, placement.subjectSeq, open.hash, placement.outcome);
      isWhole &&= isReadable(open);
      if (placement.outcome === 'applied') state = applyEntry(state, open, placement.subjectSeq, false);
    }
    if (said?.seq !== seq || said.chain !== chain) troubles.add('case.state', where);
    else if (!isOtherRelease && isWhole && canonicalJson(said.state as Json) !== canonicalJson((state ?? null) as Json))
      troubles.add('case.state', where);
  }
}

const saysTheSame = (item: EntryItem, placement: NonNullable<LedgerLine['placement']>): boolean =>
  canonicalJson([item.outcome, item.refusal, item.receivedAt] as Json) ===
  canonicalJson([placement.outcome, placement.refusal, placement.receivedAt] as Json);
