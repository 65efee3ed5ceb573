import type { HistoryCut } from '@nrm/domain/governorate';
import { MAX_ACT_ENTRIES } from '@nrm/domain/ledger';
import { MAX_PUSH_ENTRIES, PushAnswer, type PushRequest } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import { beginAnew, reportLater } from '../ledger/begin-generation.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { nextPush } from '../ledger/outbox.ts';
import { receiveReceipts } from '../ledger/receive.ts';
import { createMessageSize, type MessageSize, timed } from './message-size.ts';
import { isKnownEpoch, readAnswer } from './read-answer.ts';
import { handBackForgotten, rejoinServer } from './rejoin-server.ts';
import type { Transport } from './transport.ts';

const FULL = MAX_PUSH_ENTRIES - MAX_ACT_ENTRIES;
/** Entries; an act is never cut, so a message may hold one act more. */
export const PUSH_SIZE = { first: FULL, least: 16, most: FULL };

/**
 * Where a referral leaves the laptop: sends everything the server has not acknowledged, in the order it was written,
 * message by message, and stores each receipt before the next message leaves. Nothing but the ledger says what waits.
 * When the server turns out to have gone back in time, or somebody else to have written in this laptop's name, what was
 * not proven to have arrived is offered again; nothing is sent twice as two.
 *
 * @returns whether anything was sent
 * @param onStored after each message whose receipts are stored
 * @param size how much the line was seen to bear, kept from one sending to the next
 * @throws Fault sync.fork, sync.chain-gap, sync.server-restored when that did not help; server.*
 */
export async function sendWaiting(
  ledger: LedgerContext,
  transport: Transport,
  signal: AbortSignal,
  onStored: () => void,
  size: MessageSize = createMessageSize(PUSH_SIZE),
): Promise<boolean> {
  reportLater(ledger);
  await handBackForgotten(ledger, transport, signal);
  let sent = false;
  let rejoined = false;
  let begun = 0;
  const rejoinOnce = async (fault: Fault) => {
    if (rejoined) throw fault;
    rejoined = true;
    await rejoinServer(ledger, transport, signal);
  };
  const next = () => nextPush(ledger.store, size.now);
  for (let request = next(); request && !signal.aborted; request = next()) {
    const message = request;
    const answer = readAnswer(PushAnswer, await timed(size, () => transport.push(message, signal)));
    if (signal.aborted) break; // the replica may be closed already; the server says it again when asked again
    if (!isKnownEpoch(ledger, answer.epoch)) {
      await rejoinOnce(new Fault('sync.server-restored'));
      continue;
    }
    requireHonestHead(ledger, request, answer);
    receiveReceipts(ledger, answer.receipts);
    sent = true;
    onStored();
    if (answer.stopped === 'gap' && !rejoined && transport.rejoin) await rejoinOnce(new Fault('sync.chain-gap'));
    else {
      const cutBy = findCut(ledger, request, answer);
      if (!cutBy) requireProgress(ledger, request);
      else if (begun++ === 2) throw new Fault(cutBy === 'gap' ? 'sync.chain-gap' : 'sync.fork');
      else beginAnew(ledger, cutBy, answer.generation);
    }
  }
  return sent;
}

/** Whoever takes our entries and says that they lead elsewhere is believed in nothing. @throws Fault sync.fork */
function requireHonestHead({ store }: LedgerContext, request: PushRequest, { chain, stopped }: PushAnswer): void {
  const own = store.get(
    'select hash from entries where own = 1 and generation = ? and device_seq = ?',
    request.generation,
    chain.seq,
  );
  if (stopped === null && own !== undefined && own.hash !== chain.hash)
    throw new Fault('sync.fork', { generation: request.generation });
}

/** The server echoes where it stands in this device's chain; a history that is not ours is never added to. */
function findCut({ store }: LedgerContext, request: PushRequest, answer: PushAnswer): HistoryCut | undefined {
  const { generation, chain, stopped } = answer;
  if (stopped === 'gap') return 'gap';
  const device = findThisDevice(store);
  const beyond = request.generation === device?.generation && chain.seq > device.seq;
  return stopped === 'fork' || generation !== request.generation || beyond ? 'fork' : undefined;
}

function requireProgress({ store }: LedgerContext, request: PushRequest): void {
  const [first] = request.entries;
  const waits = store.get(
    'select 1 from entries where own = 1 and outcome is null and header = ?',
    first?.header ?? null,
  );
  // Asking again would ask for ever.
  if (waits) throw new Fault('server.not-trusted', { reason: 'no-receipt' });
}
