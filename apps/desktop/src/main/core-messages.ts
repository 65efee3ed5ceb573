import { z } from 'zod';
import type { BridgeAnswer, BridgeEvent } from '../bridge/answer.ts';

/**
 * What the main process and the process of the core say to each other. Secrets travel here and nowhere else: over the
 * pipe between two processes of one program, never in arguments or environment, which other programs can read.
 */
const Secret = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.byteLength === 32);

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

export const ToCore = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    folder: z.string().min(1),
    /** null: this machine has none yet; 'unavailable': the operating system cannot keep one */
    deviceSecret: Secret.nullable().or(z.literal('unavailable')),
    networkOn: z.boolean(),
  }),
  z.object({ kind: z.literal('invoke'), id: z.int(), name: z.string().max(60), args: z.unknown() }),
  z.object({ kind: z.literal('device-secret-created'), deviceSecret: Secret.nullable() }),
  /** A printed page; null where it could not be printed. */
  z.object({ kind: z.literal('printed'), id: z.int(), pdf: Bytes.nullable() }),
  z.object({ kind: z.literal('end') }),
]);
export type ToCore = z.infer<typeof ToCore>;

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
/** The envelope only: what an answer holds is for the window, and the main process does not look into it. */
const Answer = z.custom<BridgeAnswer<unknown>>((value) =>
  ['value', 'refusal', 'fault'].includes(String(kindOf(value))),
);
const Event = z.custom<BridgeEvent>((value) =>
  ['changed', 'session', 'sync', 'leaving'].includes(String(kindOf(value))),
);

export const FromCore = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.int(), answer: Answer }),
  z.object({ kind: z.literal('event'), event: Event }),
  z.object({ kind: z.literal('create-device-secret') }),
  /** Only the main process has a window to print in. */
  z.object({ kind: z.literal('print'), id: z.int(), html: z.string() }),
  z.object({ kind: z.literal('ended'), networkOn: z.boolean() }),
]);
export type FromCore = z.infer<typeof FromCore>;
