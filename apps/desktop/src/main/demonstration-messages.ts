import { z } from 'zod';

/**
 * What `npm start` and the window of the demonstration say to each other, over the pipe between the two: the addresses
 * hold launch tokens, and arguments can be read by every program of the computer.
 */
const Surroundings = z.object({
  password: z.string(),
  otherLaptop: z.url().nullable(),
  telephone: z.url(),
  guide: z
    .object({ worker: z.string(), colleague: z.string(), supervisor: z.string(), auditorKey: z.string() })
    .nullable(),
});

export const ToWindow = z.discriminatedUnion('kind', [
  /** The answer to `listening`. */
  z.object({ kind: z.literal('begin'), folder: z.string().min(1), surroundings: Surroundings }),
  /** The core lets the folder of the laptop go and touches it no more until `take-up`. */
  z.object({ kind: z.literal('let-go') }),
  z.object({ kind: z.literal('take-up') }),
  z.object({ kind: z.literal('close') }),
]);
export type ToWindow = z.infer<typeof ToWindow>;

export const FromWindow = z.discriminatedUnion('kind', [
  /** Hears what is said from now on. */
  z.object({ kind: z.literal('listening') }),
  z.object({ kind: z.literal('shown') }),
  z.object({ kind: z.literal('let-go') }),
  z.object({ kind: z.literal('start-again') }),
]);
export type FromWindow = z.infer<typeof FromWindow>;
