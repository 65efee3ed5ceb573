import { PushAnswer, type PushRequest } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { nextPush } from '../ledger/outbox.ts';
import { receiveReceipts } from '../ledger/receive.ts';
import { readAnswer, requireKnownEpoch } from './read-answer.ts';
import type { Transport } from './transport.ts';

/**
 * Where a referral leaves the laptop: sends everything the server has not acknowledged, in the order it was written,
 * message by message, and stores each receipt before the next message leaves. Nothing but the ledger says what waits.
 *
 * @returns whether anything was sent
 * @param onStored after each message whose receipts are stored
 * @throws Fault sync.fork, sync.chain-gap, sync.server-restored, server.*
 */
export async function sendWaiting(
  ledger: LedgerContext,
  transport: Transport,
  signal: AbortSignal,
  onStored: () => void,
): Promise<boolean> {
  let sent = false;
  for (let request = nextPush(ledger.store); request && !signal.aborted; request = nextPush(ledger.store)) {
    const answer = readAnswer(PushAnswer, await transport.push(request, signal));
    if (signal.aborted) break; // the replica may be closed already; the server says it again when asked again
    requireKnownEpoch(ledger, answer.epoch);
    requireOneHistory(ledger, request, answer);
    receiveReceipts(ledger, answer.receipts);
    sent = true;
    onStored();
    requireProgress(ledger, request, answer);
  }
  return sent;
}

/** The server echoes where it stands in this device's chain; a history that is not ours is never added to. */
function requireOneHistory({ store }: LedgerContext, request: PushRequest, answer: PushAnswer): void {
  const { generation, chain, stopped } = answer;
  const own = store.get(
    'select hash from entries where own = 1 and generation = ? and device_seq = ?',
    request.generation,
    chain.seq,
  );
  const beyond = chain.seq > (findThisDevice(store)?.seq ?? 0);
  // An entry of ours that left with its subject is no longer here to compare with.
  const other = own !== undefined && own.hash !== chain.hash;
  if (stopped === 'fork' || generation !== request.generation || beyond || other)
    throw new Fault('sync.fork', { generation: request.generation });
}

function requireProgress({ store }: LedgerContext, request: PushRequest, { stopped, chain }: PushAnswer): void {
  if (stopped === 'gap') throw new Fault('sync.chain-gap', { serverHas: chain.seq });
  const [first] = request.entries;
  const waits = store.get(
    'select 1 from entries where own = 1 and outcome is null and header = ?',
    first?.header ?? null,
  );
  // Asking again would ask for ever.
  if (waits) throw new Fault('server.not-trusted', { reason: 'no-receipt' });
}
