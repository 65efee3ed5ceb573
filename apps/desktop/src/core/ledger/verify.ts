import type { GovernorateState } from '@nrm/domain/governorate';
import {
  CHAIN_START,
  type FeedItem,
  isSignedBy,
  linkSubjectChain,
  nextFeedChain,
  openEntry,
  type SubjectRef,
} from '@nrm/domain/ledger';
import type { ReadableStore, SqlRow } from '../store/store.ts';
import { findThisDevice } from './ledger.ts';
import { nodeCrypto } from './node-crypto.ts';
import { readSubject, refoldSubject } from './subject-rows.ts';

export interface LaptopLedgerCheck {
  readonly entries: number;
  readonly subjects: number;
  readonly links: number;
  /** Places only; never what an entry says. */
  readonly troubles: readonly { readonly what: string; readonly where: string }[];
}

/** Reads the replica's ledger again and compares it with itself. Signatures too, which the server verified at arrival. */
export function verifyLaptopLedger(store: ReadableStore): LaptopLedgerCheck {
  const steps = verifyInSteps(store);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const ENTRIES_IN_STEP = 100;

/** The same in steps of milliseconds, between which the replica may be written to: nothing is read across two of them. */
export function* verifyInSteps(store: ReadableStore): Generator<undefined, LaptopLedgerCheck> {
  const troubles: { what: string; where: string }[] = [];
  const device = findThisDevice(store);
  const governorate =
    device &&
    (readSubject(store, { kind: 'governorate', id: device.governorate }).state as GovernorateState | undefined);
  let entries = 0;
  for (const row of inPages(store)) {
    if (row === undefined) {
      yield;
      continue;
    }
    entries++;
    const where = `device ${row.device} entry ${row.device_seq}`;
    const open = openEntry(
      {
        header: row.header as string,
        signature: row.signature as string,
        payload: row.payload as string | null,
        salt: row.salt as string | null,
        keyId: row.keyId as string | null,
      },
      nodeCrypto,
    );
    if (!open || open.hash !== row.hash) troubles.push({ what: 'entry altered', where });
    else {
      const key = governorate?.devices[open.header.device]?.publicKey;
      if (key && !isSignedBy(open, key, nodeCrypto)) troubles.push({ what: 'signature does not verify', where });
    }
  }
  const subjects = store.all('select kind, id from subjects') as unknown as SubjectRef[];
  for (const ref of subjects) {
    yield;
    const where = `${ref.kind}/${ref.id}`;
    const stored = readSubject(store, ref);
    let chain = CHAIN_START;
    let seq = 0;
    const placed = store.all(
      'select hash, outcome, subject_seq as seq from entries where subject_kind = ? and subject_id = ? and placed = 1 and left_at is null order by subject_seq',
      ref.kind,
      ref.id,
    );
    for (const row of placed) {
      seq++;
      if (row.seq !== seq) troubles.push({ what: 'subject order has a hole', where: `${where} at ${seq}` });
      chain = linkSubjectChain(nodeCrypto, chain, seq, row.hash as string, row.outcome as 'applied' | 'refused');
    }
    if (stored.seq !== seq || stored.chain !== chain) troubles.push({ what: 'subject chain broken', where });
    if (JSON.stringify(stored.state) !== JSON.stringify(refoldSubject(store, ref).state))
      troubles.push({ what: 'stored state is not the fold of its entries', where });
  }
  let links = 0;
  for (const { feed } of store.all('select feed from feeds')) {
    let chain = CHAIN_START;
    let position = 0;
    for (;;) {
      const page = store.all(
        'select position, item from links where feed = ? and position > ? order by position limit ?',
        feed as string,
        position,
        ENTRIES_IN_STEP,
      );
      for (const link of page) {
        links++;
        position++;
        chain = nextFeedChain(nodeCrypto, chain, position, JSON.parse(link.item as string) as FeedItem);
        if (link.position !== position) troubles.push({ what: 'feed has a hole', where: `${feed} at ${position}` });
        position = link.position as number;
      }
      if (page.length < ENTRIES_IN_STEP) break;
      yield;
    }
    const head = store.get('select position, chain from feeds where feed = ?', feed as string);
    if (head && (position !== head.position || chain !== head.chain))
      troubles.push({ what: 'feed chain broken', where: String(feed) });
  }
  return { entries, subjects: subjects.length, links, troubles };
}

/** Every entry, and undefined between two pages of them. */
function* inPages(store: ReadableStore) {
  for (let last = 0; ; ) {
    const page: readonly SqlRow[] = store.all(
      `select rowid as place, hash, device, device_seq, header, signature, payload, salt, key_id as keyId from entries
       where rowid > ? order by rowid limit ?`,
      last,
      ENTRIES_IN_STEP,
    );
    yield* page;
    if (page.length < ENTRIES_IN_STEP) return;
    last = page.at(-1)?.place as number;
    yield undefined;
  }
}
