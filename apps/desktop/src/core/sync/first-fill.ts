import { setImmediate as nextTurn } from 'node:timers/promises';
import { FillAnswer, type FillRequest, MAX_PULL_LINKS } from '@nrm/domain/sync';
import type { LedgerContext } from '../ledger/ledger.ts';
import { fillBehind, needsFill, nextFill, receiveFill } from '../ledger/receive-fill.ts';
import { createMessageSize, LEAST_LINKS } from './message-size.ts';
import { isKnownEpoch, readAnswer } from './read-answer.ts';
import { rejoinServer } from './rejoin-server.ts';
import type { Transport } from './transport.ts';

/**
 * A laptop that holds nothing yet is filled by subject, at one head, before it asks what is new since. This passes rxdb
 * by: there is nothing to replicate against until the replica is whole. A page is asked for while the one before it is
 * stored, so that a far server costs its distance once. Pages begin small, so that the first people can be worked with
 * soon, and grow as far as the line carries them.
 * @param limit links in a page of an ordinary pull
 * @throws Fault server.*, sync.server-restored
 */
export async function fillFirst(
  ledger: LedgerContext,
  transport: Transport,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  if (!transport.fill || !needsFill(ledger.store)) return;
  const fill = transport.fill.bind(transport);
  const done = new AbortController();
  const within = AbortSignal.any([signal, done.signal]);
  const most = Math.min(limit * 4, MAX_PULL_LINKS);
  const size = createMessageSize({ first: Math.ceil(limit / 2), least: LEAST_LINKS, most });
  const ask = (request: FillRequest) => {
    const asked = performance.now();
    const answer = fill(request, within).then((given) => ({
      answer: readAnswer(FillAnswer, given),
      tookMs: performance.now() - asked,
    }));
    answer.catch(() => undefined); // told to whoever waits for it, if anybody still does
    return { request, answer };
  };
  try {
    let page = ask(nextFill(ledger.store, size.now));
    for (;;) {
      const { answer, tookMs } = await page.answer;
      // The replica may be closed by now, or whole: a stick can bring the rest.
      if (signal.aborted || !needsFill(ledger.store)) return;
      if (!isKnownEpoch(ledger, answer.epoch)) {
        await rejoinServer(ledger, transport, signal);
        if (signal.aborted || !needsFill(ledger.store)) return;
        page = ask(nextFill(ledger.store, size.now));
        continue;
      }
      size.took(tookMs);
      const behind = fillBehind(page.request, answer, size.now);
      if (behind) {
        page = ask(behind);
        await nextTurn(); // storing keeps this thread busy: the question has to have left before
        if (signal.aborted) return;
      }
      if (receiveFill(ledger, answer) || !behind) return;
    }
  } finally {
    done.abort();
  }
}
