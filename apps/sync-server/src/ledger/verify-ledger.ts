import type { GovernorateState } from '@nrm/domain/governorate';
import {
  CHAIN_START,
  type FeedItem,
  isSignedBy,
  linkSubjectChain,
  nextFeedChain,
  openEntry,
  type SubjectKindName,
  type SubjectRef,
} from '@nrm/domain/ledger';
import { applyEntry } from '@nrm/domain/registry';
import type pg from 'pg';
import type { LedgerContext } from './ledger-store.ts';

export interface LedgerCheck {
  readonly entries: number;
  readonly subjects: number;
  readonly links: number;
  /** Places only: a subject, a device or a feed with a position; never what an entry says. */
  readonly troubles: readonly { readonly what: string; readonly where: string }[];
}

/**
 * Reads the whole ledger again and compares it with itself: every entry opens and is signed by its device, device,
 * subject and feed chains hold, and every stored state is the fold of its entries. Changes nothing.
 */
export async function verifyLedger(
  { store, crypto, governorate }: Pick<LedgerContext, 'store' | 'crypto' | 'governorate'>,
  pool: pg.Pool,
): Promise<LedgerCheck> {
  const troubles: { what: string; where: string }[] = [];
  const stored = await store.findSubject({ kind: 'governorate', id: governorate });
  const devices = (stored?.state as GovernorateState | undefined)?.devices ?? {};
  let entries = 0;
  let links = 0;

  const { rows: deviceRows } = await pool.query(
    'select distinct device, generation from entries order by device, generation',
  );
  for (const { device, generation } of deviceRows) {
    let previous: string | null = null;
    let seq = 0;
    const { rows } = await pool.query(
      'select hash, header, signature, payload, salt, key_id, outcome from entries where device = $1 and generation = $2 order by device_seq',
      [device, generation],
    );
    for (const row of rows) {
      entries++;
      seq++;
      const where = `device ${device} entry ${seq}`;
      const open = openEntry(
        { header: row.header, signature: row.signature, payload: row.payload, salt: row.salt, keyId: row.key_id },
        crypto,
      );
      if (!open) {
        if (row.outcome !== 'quarantined') troubles.push({ what: 'entry altered', where });
      } else {
        if (open.hash !== row.hash) troubles.push({ what: 'hash differs', where });
        if (open.header.prev !== previous || open.header.deviceSeq !== seq)
          troubles.push({ what: 'device chain broken', where });
        const key = devices[open.header.device]?.publicKey;
        if (row.outcome !== 'quarantined' && !(key && isSignedBy(open, key, crypto)))
          troubles.push({ what: 'signature does not verify', where });
      }
      previous = row.hash;
    }
  }

  const { rows: subjectRows } = await pool.query('select kind, id from subjects order by kind, id');
  for (const { kind, id } of subjectRows) {
    const ref: SubjectRef = { kind: kind as SubjectKindName, id };
    const where = `${kind}/${id}`;
    const subject = await store.findSubject(ref);
    let chain = CHAIN_START;
    let state: unknown;
    let seq = 0;
    for (const entry of await store.transaction((tx) => tx.entriesOf(ref))) {
      seq++;
      if (entry.placement.subjectSeq !== seq)
        troubles.push({ what: 'subject order has a hole', where: `${where} at ${seq}` });
      chain = linkSubjectChain(crypto, chain, seq, entry.hash, entry.placement.outcome);
      if (entry.placement.outcome === 'applied') state = applyEntry(state, entry, seq, false);
    }
    if (subject?.seq !== seq || subject.chain !== chain) troubles.push({ what: 'subject chain broken', where });
    if (JSON.stringify(subject?.state) !== JSON.stringify(state))
      troubles.push({ what: 'stored state is not the fold of its entries', where });
  }

  const { rows: feedRows } = await pool.query('select feed, position, chain from feeds order by feed');
  for (const { feed, position, chain: headChain } of feedRows) {
    let chain = CHAIN_START;
    const { rows } = await pool.query('select position, chain, item from links where feed = $1 order by position', [
      feed,
    ]);
    rows.forEach((link, index) => {
      links++;
      chain = nextFeedChain(crypto, chain, link.position, link.item as FeedItem);
      if (link.position !== index + 1 || link.chain !== chain)
        troubles.push({ what: 'feed chain broken', where: `${feed} at ${link.position}` });
    });
    if (rows.length !== position || chain !== headChain) troubles.push({ what: 'feed head differs', where: feed });
  }
  return { entries, subjects: subjectRows.length, links, troubles };
}
