import { z } from 'zod';
import { PublicKey } from '../ledger/index.ts';
import { DeviceId, Refusal } from '../shared/index.ts';
import { Epoch, PROTOCOL } from '../sync/index.ts';
import { AgeRecipient, BundleId } from './bundle.ts';

/**
 * How bundles pass between a laptop and a server that hear each other: piece by piece, whoever's they are. A laptop whose
 * workers are all signed out speaks with a key of its own for this, which opens nothing and signs no entry.
 */
const Protocol = z.literal([1, PROTOCOL]);

/** What a laptop and the server tell each other once, so that later they can seal to one another without a line. */
export const SealingKeysRequest = z.object({
  protocol: Protocol,
  device: DeviceId,
  /** What is sealed to this laptop. */
  inbox: AgeRecipient,
  /** Signs what the laptop says while everybody is signed out. */
  carrier: PublicKey,
});
export type SealingKeysRequest = z.infer<typeof SealingKeysRequest>;

export const SealingKeysAnswer = z.object({ epoch: Epoch, server: AgeRecipient });
export type SealingKeysAnswer = z.infer<typeof SealingKeysAnswer>;

/** Of the bytes, before base64: a bad line loses half a minute of 64 kbit/s at most. */
export const PIECE_BYTES = 256 * 1024;
const FileName = z.string().regex(/^[a-z0-9]{1,32}\.[a-z0-9]{1,8}$/);
const Piece = z.base64().max(Math.ceil(PIECE_BYTES / 3) * 4);

/** The next bytes of a file of a bundle for the server. Pieces come in order; one that is there already changes nothing. */
export const HandInRequest = z.object({
  protocol: Protocol,
  device: DeviceId,
  bundle: BundleId,
  name: FileName,
  offset: z.int().min(0),
  bytes: Piece,
  /** Whether the file ends with them. `done.jcs` is the last file. */
  last: z.boolean(),
});
export type HandInRequest = z.infer<typeof HandInRequest>;

export const HandInAnswer = z.object({
  /** How much of this file the server has: the next piece begins there. */
  have: z.int().min(0),
  /** Said when the last file is whole: it was taken in, or why it was not. */
  taken: z.boolean(),
  refusal: Refusal.nullable(),
});
export type HandInAnswer = z.infer<typeof HandInAnswer>;

/** Asks for what the server has for a laptop, itself or one this laptop carries for. */
export const HandOutRequest = z.object({
  protocol: Protocol,
  device: DeviceId,
  for: DeviceId,
  /** A bundle the asking laptop has whole now: it is not offered again. */
  have: BundleId.nullable(),
  /** null asks which bundle there is; then its files are asked for by name and offset. */
  piece: z.object({ bundle: BundleId, name: FileName, offset: z.int().min(0) }).nullable(),
});
export type HandOutRequest = z.infer<typeof HandOutRequest>;

export const HandOutAnswer = z.object({
  bundle: BundleId.nullable(),
  bytes: Piece,
  /** Of the file, so that the end is known. */
  size: z.int().min(0),
});
export type HandOutAnswer = z.infer<typeof HandOutAnswer>;
