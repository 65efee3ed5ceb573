import type { z } from 'zod';
import { Fault } from '../faults.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';

/**
 * The door at which answers of the server are parsed, whichever transport carried them.
 * @throws Fault `server.newer`: it is our server (the line was verified) and speaks what this release cannot read
 */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const read = schema.safeParse(answer);
  if (!read.success) throw new Fault('server.newer', { reason: 'answer' });
  return read.data;
}

/**
 * An epoch is one unbroken life of the server's ledger. Another one means that it was restored from a backup and may
 * have lost what it once acknowledged: nothing is mixed, nothing is thrown away, people are told.
 * @throws Fault `sync.server-restored`
 */
export function requireKnownEpoch({ store }: LedgerContext, epoch: string): void {
  if (findThisDevice(store)?.epoch !== epoch) throw new Fault('sync.server-restored');
}
