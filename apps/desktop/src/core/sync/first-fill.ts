import { setImmediate as nextTurn } from 'node:timers/promises';
import { FillCursor, type FillRequest, MAX_PULL_LINKS } from '@nrm/domain/sync';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import type { PreparedFill } from '../ledger/prepare-fill.ts';
import { fillBehind, needsFill, nextFill, receiveFill } from '../ledger/receive-fill.ts';
import { startFillPreparer } from './fill-preparer.ts';
import { createMessageSize, LEAST_LINKS } from './message-size.ts';
import { isKnownEpoch } from './read-answer.ts';
import { rejoinServer } from './rejoin-server.ts';
import type { Transport } from './transport.ts';

/** One page being asked for, one being prepared, one being written: a fourth would only wait. */
const MOST_PAGES = 4;

interface Page {
  readonly request: FillRequest;
  readonly prepared: Promise<PreparedFill>;
  /** As far as can be guessed before the page was read; undefined before it is here. */
  behind?: FillRequest | undefined;
}

/**
 * A laptop that holds nothing yet is filled by subject, at one head, before it asks what is new since. This passes rxdb
 * by: there is nothing to replicate against until the replica is whole. While one page is stored, the next is prepared in
 * a thread of its own and the one behind it is under way: a far server costs its distance once. Pages begin small, so
 * that the first people can be worked with soon, and grow as far as the line carries them.
 * @param limit links in a page of an ordinary pull
 * @param program see `startFillPreparer`
 * @throws Fault server.*, sync.server-restored
 */
export async function fillFirst(
  ledger: LedgerContext,
  transport: Transport,
  limit: number,
  signal: AbortSignal,
  program?: URL,
): Promise<void> {
  if (!transport.fill || !needsFill(ledger.store)) return;
  const fill = transport.fill.bind(transport);
  const done = new AbortController();
  const within = AbortSignal.any([signal, done.signal]);
  const most = Math.min(limit * 4, MAX_PULL_LINKS);
  const size = createMessageSize({ first: Math.ceil(limit / 2), least: LEAST_LINKS, most });
  const returnToLog = ledger.store.withoutLog();
  const preparer = startFillPreparer(findThisDevice(ledger.store)?.office, program);
  let pages: Page[] = [];

  function ask(request: FillRequest): void {
    const asked = performance.now();
    const page: Page = {
      request,
      prepared: fill(request, within).then((answer) => {
        size.took(performance.now() - asked);
        page.behind = guessBehind(request, answer, size.now);
        askAhead();
        return preparer.prepare(answer);
      }),
    };
    page.prepared.catch(() => undefined); // told to whoever waits for it, if anybody still does
    pages.push(page);
  }
  function askAhead(): void {
    const behind = pages.at(-1)?.behind;
    if (behind && pages.length < MOST_PAGES) ask(behind);
  }
  function askFrom(request: FillRequest): void {
    pages = [];
    ask(request);
  }

  try {
    ask(nextFill(ledger.store, size.now));
    for (;;) {
      const page = pages[0];
      if (!page) return;
      const prepared = await page.prepared;
      pages.shift();
      const behind = fillBehind(page.request, prepared, size.now);
      if (!behind) pages = [];
      else if (isSamePlace(pages[0]?.request, behind)) askAhead();
      else askFrom(behind);
      await nextTurn(); // storing keeps this thread busy: the question has to have left before
      // The replica may be closed by now, or whole: a stick can bring the rest. From here to the storing nobody else has a turn.
      if (signal.aborted || !needsFill(ledger.store)) return;
      if (!isKnownEpoch(ledger, prepared.epoch)) {
        await rejoinServer(ledger, transport, signal);
        if (signal.aborted || !needsFill(ledger.store)) return;
        askFrom(nextFill(ledger.store, size.now));
        continue;
      }
      if (receiveFill(ledger, prepared)) return;
    }
  } finally {
    done.abort();
    preparer.end();
    returnToLog();
  }
}

const NEXT = Buffer.from('"next":');

/**
 * Where a page ends, without reading all of it: the last thing our servers say. Only a guess, and none on the first page,
 * whose heads are needed to ask on: when the page was read and says otherwise, the right question is asked.
 */
function guessBehind(request: FillRequest, answer: unknown, limit: number): FillRequest | undefined {
  if (request.at === null) return undefined;
  const next = FillCursor.safeParse(nextOf(answer)).data;
  return next && fillBehind(request, { heads: null, next }, limit);
}

function nextOf(answer: unknown): unknown {
  if (!(answer instanceof Uint8Array)) return (answer as { readonly next?: unknown } | null)?.next;
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  try {
    return JSON.parse(bytes.toString('utf8', bytes.lastIndexOf(NEXT) + NEXT.length, bytes.byteLength - 1));
  } catch {
    return undefined;
  }
}

/** Whether two questions go on at the same place; how much they ask for may differ. */
const isSamePlace = (one: FillRequest | undefined, other: FillRequest): boolean =>
  JSON.stringify(one?.after) === JSON.stringify(other.after);
