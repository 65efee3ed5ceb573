import { HandBackAnswer, RejoinAnswer } from '@nrm/domain/sync';
import { Fault, isFault } from '../faults.ts';
import { forgottenOf } from '../ledger/hand-back.ts';
import type { LedgerContext } from '../ledger/ledger.ts';
import { nextRejoin, rejoin } from '../ledger/rejoin.ts';
import { readAnswer } from './read-answer.ts';
import type { Transport } from './transport.ts';

/**
 * The server no longer remembers what this laptop remembers of it: asks for the last shared point, goes back to it, and
 * hands back what the server itself had written since, so that roles and laptops are known before anything is judged.
 * @throws Fault sync.server-restored over a line that cannot carry the question; server.*
 */
export async function rejoinServer(ledger: LedgerContext, transport: Transport, signal: AbortSignal): Promise<void> {
  if (!transport.rejoin) throw new Fault('sync.server-restored');
  const answer = readAnswer(RejoinAnswer, await transport.rejoin(nextRejoin(ledger.store), signal));
  if (signal.aborted) return; // the replica may be closed already
  rejoin(ledger, answer);
  handedBack.delete(ledger);
  await handBackForgotten(ledger, transport, signal);
}

/** Whom the server has heard all it forgot from, in this session. */
const handedBack = new WeakSet<LedgerContext>();

/** What the server itself had written and a restore made it forget; again in the next session where it is still missing. */
export async function handBackForgotten(
  ledger: LedgerContext,
  transport: Transport,
  signal: AbortSignal,
): Promise<void> {
  if (handedBack.has(ledger)) return;
  if (ledger.store.get('select 1 from entries where placed = 0 and left_at is null and own = 0'))
    await handBack(ledger, transport, signal, 'set-aside');
  if (!signal.aborted) handedBack.add(ledger);
}

/**
 * A laptop that was connected after the backup was made is a stranger to a server restored from it: the entry by which
 * the server itself introduced it is handed back, and it asks once more.
 */
export async function asKnownDevice<Answer>(
  ledger: LedgerContext,
  transport: Transport,
  signal: AbortSignal,
  exchange: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await exchange();
  } catch (error) {
    const isStranger = isFault(error, 'server.refused-device') && !signal.aborted;
    if (!isStranger || !(await handBack(ledger, transport, signal, 'governorate'))) throw error;
    return exchange();
  }
}

async function handBack(
  { store }: LedgerContext,
  transport: Transport,
  signal: AbortSignal,
  which: Parameters<typeof forgottenOf>[1],
): Promise<boolean> {
  if (!transport.handBack) return false;
  let written = 0;
  for (const message of forgottenOf(store, which)) {
    if (signal.aborted) break;
    written += readAnswer(HandBackAnswer, await transport.handBack(message, signal)).written;
  }
  return written > 0;
}
