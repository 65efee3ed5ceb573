import type { z } from 'zod';
import { Fault } from '../faults.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';

/** What came through this door, and as what: a transport that parsed an answer need not be mistrusted by its caller. */
const readAs = new WeakMap<object, z.ZodType>();

/**
 * The door at which answers of the server are parsed, whichever transport carried them; once each.
 * @throws Fault `server.newer`: it is our server (the line was verified) and speaks what this release cannot read
 */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  if (typeof answer === 'object' && answer !== null && readAs.get(answer) === schema) return answer as z.output<Schema>;
  const read = schema.safeParse(answer);
  if (!read.success) throw new Fault('server.newer', { reason: 'answer' });
  if (typeof read.data === 'object' && read.data !== null) readAs.set(read.data, schema);
  return read.data;
}

/**
 * An epoch is one unbroken life of the server's ledger. Another one means that it was restored from a backup and may
 * have lost what it once acknowledged: nothing is mixed until this laptop has rejoined.
 */
export const isKnownEpoch = ({ store }: LedgerContext, epoch: string): boolean =>
  findThisDevice(store)?.epoch === epoch;
