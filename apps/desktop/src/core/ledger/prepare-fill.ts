import {
  type FeedId,
  type FeedItem,
  type FeedLink,
  itemText,
  openEntry,
  type SubjectRef,
  subjectKey,
} from '@nrm/domain/ledger';
import type { OfficeId } from '@nrm/domain/shared';
import type { FillAnswer } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import type { DerivedRows } from '../read-models/projector.ts';
import type { SqlValue } from '../store/store.ts';
import { placedValues } from './entry-rows.ts';
import { nodeCrypto } from './node-crypto.ts';
import { EMPTY_SUBJECT, type SubjectTexts, textOf, withPlaced } from './subject-rows.ts';

/**
 * A page of a first fill with everything done that needs no look into the replica: opened, hashed, folded, derived. Plain
 * values, so that it can be made in a thread of its own while the page before it is written.
 */
export interface PreparedFill extends Pick<FillAnswer, 'epoch' | 'heads' | 'next'> {
  readonly runs: readonly PreparedRun[];
}

/** Links of one feed that belong together: entries of one subject, or anything else. */
export interface PreparedRun {
  readonly feed: FeedId;
  readonly links: readonly PreparedLink[];
  /** What the links make of a subject of which nothing is known yet; null when they do not tell it from its beginning. */
  readonly subject: {
    readonly ref: SubjectRef;
    readonly row: SubjectTexts;
    readonly derived: DerivedRows;
  } | null;
}

export interface PreparedLink {
  readonly position: number;
  /** In canonical form. */
  readonly item: string;
  /** The row of its entry; null where none is carried. */
  readonly placed: readonly SqlValue[] | null;
}

/** From a state to its rows in the read models; see `deriveRows`. */
export type Derive = (ref: SubjectRef, shown: unknown, here: OfficeId | undefined) => DerivedRows;

type EntryLink = FeedLink & { readonly item: FeedItem & { kind: 'entry' } };
const isEntryLink = (link: FeedLink): link is EntryLink => link.item.kind === 'entry' && link.entry !== null;

/**
 * Pure: the same page gives the same.
 * @param here the office of this laptop
 * @throws Fault server.not-trusted for an entry that is not what its link says
 */
export function prepareFill(answer: FillAnswer, here: OfficeId | undefined, derive: Derive): PreparedFill {
  const { epoch, heads, next } = answer;
  const runs = answer.feeds.flatMap(({ feed, links }) =>
    runsOf(links).map((run) => (run.every(isEntryLink) ? prepareEntries(feed, run, here, derive) : carry(feed, run))),
  );
  return { epoch, heads, next, runs };
}

function runsOf(links: readonly FeedLink[]): FeedLink[][] {
  const runs: FeedLink[][] = [];
  let last: string | undefined;
  for (const link of links) {
    const belongsTo = isEntryLink(link) ? subjectKey(link.item.subject) : '';
    const run = runs.at(-1);
    if (run && belongsTo === last) run.push(link);
    else runs.push([link]);
    last = belongsTo;
  }
  return runs;
}

const carry = (feed: FeedId, links: readonly FeedLink[]): PreparedRun => ({
  feed,
  links: links.map(({ position, item }) => ({ position, item: itemText(item), placed: null })),
  subject: null,
});

function prepareEntries(
  feed: FeedId,
  run: readonly EntryLink[],
  here: OfficeId | undefined,
  derive: Derive,
): PreparedRun {
  let row: Parameters<typeof withPlaced>[0] | null = EMPTY_SUBJECT;
  const links = run.map(({ position, item, entry }): PreparedLink => {
    const open = entry && openEntry(entry, nodeCrypto);
    if (!open || open.hash !== item.entryHash) throw new Fault('server.not-trusted', { reason: 'entry-altered' });
    row = row && item.subjectSeq === row.seq + 1 ? withPlaced(row, feed, item, open) : null;
    return { position, item: itemText(item), placed: placedValues(item, open) };
  });
  const ref = run[0]?.item.subject;
  if (!ref || !row) return { feed, links, subject: null };
  const state = (row as { readonly state: unknown }).state;
  return {
    feed,
    links,
    subject: {
      ref,
      row: { ...(row as typeof EMPTY_SUBJECT), state: textOf(state), shown: null },
      derived: derive(ref, state, here),
    },
  };
}
