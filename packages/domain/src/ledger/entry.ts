import { z } from 'zod';
import { Role } from '../access/role.ts';
import { ActId, assert, DeviceId, EntryId, Instant, OccurredOn, Slug, Uuid, WorkerId } from '../shared/index.ts';
import { canonicalJson, type Json, parseCanonical } from './canonical.ts';
import type { Crypto, Sign } from './crypto.ts';
import { HASH, SALT, SIGNATURE } from './forms.ts';
import { isPlainHeader } from './plain-header.ts';

/**
 * An entry: somebody did something, at a time, on a device; written once and never changed. Header and payload travel
 * as the canonical text their author hashed and signed, never re-serialised.
 */
export const Hash = z.string().regex(HASH);
export const Base64Url = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(4096);
/** Ed25519 (RFC 8032) as base64url. The last character holds unused bits: only zeros, so that a key has one spelling. */
export const PublicKey = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);
export const Signature = z.string().regex(SIGNATURE);
export const Salt = z.string().regex(SALT);

export const SUBJECT_KINDS = ['case', 'organisation', 'office', 'governorate'] as const;
export const SubjectKindName = z.enum(SUBJECT_KINDS);
export type SubjectKindName = z.infer<typeof SubjectKindName>;

const SUBJECT_IDS = { case: Uuid, organisation: Uuid, office: Slug, governorate: Slug } as const;

/** The unit of order, of judging, of feeds and of erasure. */
export const SubjectRef = z
  .object({ kind: SubjectKindName, id: z.string().max(64) })
  .refine(({ kind, id }) => SUBJECT_IDS[kind].safeParse(id).success, { path: ['id'] });
export type SubjectRef = z.infer<typeof SubjectRef>;
export const subjectKey = (subject: SubjectRef): string => `${subject.kind}/${subject.id}`;

/** Acts are limited so that a whole one always fits into one message. */
export const MAX_ACT_ENTRIES = 64;
/**
 * A payload is one act of a person, not an attachment; files travel apart. The writer counts UTF-16 units of its canonical
 * text, the door code points (as zod does), so whatever is written passes.
 */
export const MAX_PAYLOAD_LENGTH = 64_000;
/** Counted likewise; today's headers have about 900. The rest is for what later versions add. */
export const MAX_HEADER_LENGTH = 8_000;

export const EntryHeader = z.looseObject({
  id: EntryId,
  subject: SubjectRef,
  type: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/)
    .max(60),
  version: z.int().min(1).max(999),
  act: z
    .object({ id: ActId, index: z.int().min(0), count: z.int().min(1).max(MAX_ACT_ENTRIES) })
    .refine((act) => act.index < act.count, { path: ['index'] }),
  occurredOn: OccurredOn.optional(),
  at: z.object({ instant: Instant, clock: z.enum(['ok', 'suspect']) }),
  /** The role is what the author claims to act as; the server checks it against the grants at `basis`. */
  author: z.object({ worker: WorkerId, role: Role }),
  device: DeviceId,
  generation: z.int().min(1),
  deviceSeq: z.int().min(1),
  /** Hash of this device's previous entry; null for the first of a generation. */
  prev: Hash.nullable(),
  /** What the device had applied when this was written: subjectSeq of the governorate and of the subject itself. */
  basis: z.object({ administration: z.int().min(0), subject: z.int().min(0) }),
  payloadHash: Hash,
});
export type EntryHeader = z.infer<typeof EntryHeader>;

/** An entry as it is stored and sent. `payload` and `salt` go together when the content is erased; the chain stays whole. */
export const Entry = z.object({
  header: z.string().max(MAX_HEADER_LENGTH),
  signature: Signature,
  payload: z.string().max(MAX_PAYLOAD_LENGTH).nullable(),
  salt: Salt.nullable(),
  /**
   * Reserved for payloads sealed to named workers; null means the key of the whole replica. Not signed, because sealing
   * again under another key must not change the entry.
   */
  keyId: z.string().max(64).nullable(),
});
export type Entry = z.infer<typeof Entry>;

/** An entry whose header was read and whose hash was computed. Its signature is not thereby verified. */
export interface OpenEntry {
  readonly entry: Entry;
  readonly hash: string;
  readonly header: EntryHeader;
}

const signedText = (hash: string) => `nrm.entry.1\n${hash}`;

export const payloadHash = (crypto: Crypto, salt: string, payload: string): string => crypto.sha256(salt + payload);

export interface Draft extends Omit<EntryHeader, 'payloadHash'> {
  readonly payload: Json;
}

/**
 * Forms and signs an entry.
 * @param salt 16 random bytes as hex, fresh for every entry
 * @throws Bug when the draft is not what a door would accept: intents are parsed long before
 */
export function signEntry(draft: Draft, salt: string, crypto: Crypto, sign: Sign): OpenEntry {
  const { payload: value, ...rest } = draft;
  const payload = canonicalJson(value);
  const header = EntryHeader.parse({ ...rest, payloadHash: payloadHash(crypto, salt, payload) });
  const headerText = canonicalJson(header as Json);
  assert(
    payload.length <= MAX_PAYLOAD_LENGTH && headerText.length <= MAX_HEADER_LENGTH,
    'an entry too long to be sent',
  );
  assert(Salt.safeParse(salt).success, 'a salt is 16 bytes as hex');
  const hash = crypto.sha256(headerText);
  return { entry: { header: headerText, signature: sign(signedText(hash)), payload, salt, keyId: null }, hash, header };
}

/**
 * Reads an entry that came from outside; undefined when its header is not canonical, its payload is not what was hashed,
 * or one of payload and salt is there without the other.
 */
export function openEntry(entry: Entry, crypto: Crypto): OpenEntry | undefined {
  const header = readHeader(parseCanonical(entry.header));
  if (!header || (entry.payload === null) !== (entry.salt === null)) return undefined;
  if (entry.payload !== null && entry.salt !== null) {
    // The fixed length of the salt is what keeps the border between it and the payload where the author put it.
    if (!SALT.test(entry.salt)) return undefined;
    if (payloadHash(crypto, entry.salt, entry.payload) !== header.payloadHash) return undefined;
  }
  return { entry, hash: crypto.sha256(entry.header), header };
}

const readHeader = (value: Json | undefined): EntryHeader | undefined =>
  isPlainHeader(value) ? (value as unknown as EntryHeader) : EntryHeader.safeParse(value).data;

export const isSignedBy = (open: OpenEntry, publicKey: string, crypto: Crypto): boolean =>
  crypto.verify(publicKey, signedText(open.hash), open.entry.signature);
