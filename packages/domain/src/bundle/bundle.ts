import { z } from 'zod';
import { type Crypto, canonicalJson, Hash, type Json, parseCanonical } from '../ledger/index.ts';
import { DeviceId, GovernorateId, Instant, ok, type Refusal, type Result, refuse } from '../shared/index.ts';
import {
  ChainHead,
  Epoch,
  HandBackRequest,
  PROTOCOL,
  PullAnswer,
  PullRequest,
  PushAnswer,
  PushRequest,
  RejoinAnswer,
  RejoinRequest,
  Standing,
} from '../sync/index.ts';

/**
 * The messages of laptop and server as files: on a stick, in the hands of another laptop, or kept until somebody unlocks.
 * A bundle is a folder: sealed parts, `bundle.jcs` that names and signs them, and `done.jcs`, written last. It carries
 * nothing that does not travel over the network too, and the same doors take it in.
 */
export const BUNDLE_VERSION = 1;
export const HEADER_FILE = 'bundle.jcs';
export const DONE_FILE = 'done.jcs';
export const MAX_HEADER_BYTES = 64 * 1024;
export const MAX_PARTS = 64;
/** Sealed, as it lies on the stick. With 64 parts a bundle stays below what FAT32 holds in one file. */
export const MAX_PART_BYTES = 64 * 1024 * 1024;
/** Unpacked. One message can be 30 MB at worst, and no part is begun again before it is longer than 8 MB. */
export const MAX_PART_TEXT_BYTES = 96 * 1024 * 1024;
export const PART_TEXT_BYTES = 8 * 1024 * 1024;
export const BUNDLE_PULL_LINKS = 200;

/** FAT32 and Windows: short, lower case, no device of DOS (`con.age` opens the console). Says nothing about anybody. */
export const BundleFileName = z
  .string()
  .regex(/^[a-z0-9]{1,32}\.[a-z0-9]{1,8}$/)
  .refine((name) => !/^(con|prn|aux|nul|com\d|lpt\d)\./.test(name))
  .refine((name) => name !== HEADER_FILE && name !== DONE_FILE);

/** Name of the folder and of the bundle: 16 random bytes. */
export const BundleId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand<'BundleId'>();
export type BundleId = z.infer<typeof BundleId>;

/** The public half of an age X25519 key. */
export const AgeRecipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/);
export type AgeRecipient = z.infer<typeof AgeRecipient>;

/** A laptop, or the one server of the governorate. */
export const BundleParty = z.union([DeviceId, z.literal('server')]);
export type BundleParty = z.infer<typeof BundleParty>;

export const BundlePart = z.strictObject({
  name: BundleFileName,
  size: z.int().min(1).max(MAX_PART_BYTES),
  /** Of the sealed bytes. */
  sha256: Hash,
});
export type BundlePart = z.infer<typeof BundlePart>;

export const BundleHeader = z
  .strictObject({
    v: z.literal(BUNDLE_VERSION),
    protocol: z.int().min(1),
    kind: z.enum(['to-server', 'to-laptop']),
    id: BundleId,
    governorate: GovernorateId,
    from: BundleParty,
    to: BundleParty,
    epoch: Epoch,
    /** Of the laptop's chain. */
    generation: z.int().min(1),
    /** The laptop's chain before the first entry it carries, and after the last; to a laptop, where the server has it. */
    after: ChainHead,
    head: ChainHead,
    parts: z.array(BundlePart).min(1).max(MAX_PARTS),
    at: Instant,
    signature: z.string().max(200),
  })
  .refine(
    ({ kind, from, to }) => (kind === 'to-server') === (to === 'server') && (from === 'server') !== (to === 'server'),
  )
  .refine(({ parts }) => new Set(parts.map(({ name }) => name)).size === parts.length);
export type BundleHeader = z.infer<typeof BundleHeader>;

export const BundleDone = z.strictObject({ v: z.literal(BUNDLE_VERSION), bundle: BundleId, header: Hash });

/**
 * What a part holds, a line each: messages of the network, and beside the question where to seal its answer to. A laptop
 * always asks on a stick where both last remembered the same; it is answered where they do not.
 */
export const BundleMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hand-back'), message: HandBackRequest }),
  z.object({ kind: z.literal('push'), message: PushRequest }),
  z.object({ kind: z.literal('rejoin'), message: RejoinRequest, standing: Standing }),
  z.object({ kind: z.literal('pull'), message: PullRequest, inbox: AgeRecipient }),
  /** Before all other answers, with the standing it was asked from: it helps a laptop that still stands there, and no other. */
  z.object({ kind: z.literal('rejoin-answer'), message: RejoinAnswer, standing: Standing }),
  z.object({ kind: z.literal('push-answer'), message: PushAnswer }),
  z.object({ kind: z.literal('pull-answer'), message: PullAnswer }),
]);
export type BundleMessage = z.infer<typeof BundleMessage>;

/** What the header's author signs. */
export const bundleText = ({
  signature: _signature,
  ...header
}: Omit<BundleHeader, 'signature'> & { signature?: string }) => `nrm.bundle.1\n${canonicalJson(header as Json)}`;

export const isBundleSignedBy = (header: BundleHeader, publicKey: string, crypto: Crypto): boolean =>
  crypto.verify(publicKey, bundleText(header), header.signature);

export const bundleBytes = ({ parts }: BundleHeader): number => parts.reduce((sum, { size }) => sum + size, 0);

/** Reads the text of `bundle.jcs`; whether its signature is its author's is asked of whoever knows the author's key. */
export function readBundleHeader(text: string): Result<BundleHeader> {
  const value = parseCanonical(text);
  const parsed = BundleHeader.safeParse(value);
  if (parsed.success) return parsed.data.protocol > PROTOCOL ? refuse('bundle.newer') : ok(parsed.data);
  return { ok: false, refusal: headerTrouble(value, parsed.error) };
}

const Outline = z.object({ v: z.int(), parts: z.array(z.object({ name: z.string(), size: z.number() })) });

/** Why a header cannot be what it says, told apart because people do something else about each. */
function headerTrouble(value: unknown, error: z.ZodError): Refusal {
  const outline = Outline.partial().safeParse(value).data;
  if (outline?.v !== undefined && outline.v > BUNDLE_VERSION) return { code: 'bundle.newer' };
  const parts = outline?.parts ?? [];
  if (parts.some(({ name }) => !BundleFileName.safeParse(name).success)) return { code: 'bundle.unsafe' };
  if (parts.length > MAX_PARTS || parts.some(({ size }) => size > MAX_PART_BYTES)) return { code: 'bundle.too-large' };
  return { code: 'bundle.damaged', field: (error.issues[0]?.path ?? []).map(String).join('.').slice(0, 200) };
}
