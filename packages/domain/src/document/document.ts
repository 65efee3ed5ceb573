import { z } from 'zod';
import { westernDigits } from '../name/index.ts';
import { FilledText, LocalDate, ok, type Result, refuse, Text } from '../shared/index.ts';

/**
 * The papers people call المستمسكات. A paper that is missing is a fact with its own status, because getting it again is a
 * need of its own; numbers are text as printed, since leading zeros count and no checksum is published for most of them.
 */
export const DOCUMENT_KINDS = [
  'unified-national-card',
  'civil-status-id',
  'nationality-certificate',
  'residence-card',
  'ration-card',
  'passport',
  'voter-card',
  'laissez-passer',
  'birth-certificate',
  'marriage-contract',
  'death-certificate',
  'foreign-residence-permit',
  'other',
] as const;
export const DocumentKind = z.enum(DOCUMENT_KINDS);
export type DocumentKind = z.infer<typeof DocumentKind>;

export const DOCUMENT_STATUSES = ['held', 'lost', 'expired', 'confiscated', 'never-issued', 'in-process'] as const;
export const DocumentStatus = z.enum(DOCUMENT_STATUSES);
export type DocumentStatus = z.infer<typeof DocumentStatus>;

const about = {
  status: DocumentStatus,
  issuedOn: LocalDate.optional(),
  expiresOn: LocalDate.optional(),
  /** The name as on this paper, where it differs from what the person is called. */
  nameAsPrinted: FilledText(200).optional(),
  note: Text(300).optional(),
};
const number = FilledText(40).optional();

/** Twelve digits as text. The digits carry no published checksum, so none is demanded. */
export const NationalCardNumber = z
  .string()
  .regex(/^\d{12}$/)
  .brand<'NationalCardNumber'>();
export type NationalCardNumber = z.infer<typeof NationalCardNumber>;

/** One paper of a person; what was not asked is absent. */
export const IdentityDocument = z.discriminatedUnion('kind', [
  z.object({ ...about, kind: z.literal('unified-national-card'), number: NationalCardNumber.optional() }),
  z.object({
    ...about,
    kind: z.literal('civil-status-id'),
    number,
    /** السجل and الصحيفة, and the office that keeps them. */
    register: FilledText(20).optional(),
    page: FilledText(20).optional(),
    registryOffice: FilledText(120).optional(),
  }),
  z.object({
    ...about,
    kind: z.literal('nationality-certificate'),
    number,
    portfolio: FilledText(20).optional(),
    registryOffice: FilledText(120).optional(),
  }),
  z.object({ ...about, kind: z.literal('residence-card'), number, informationOffice: FilledText(120).optional() }),
  /** The PDS ration card names a household, not a person: equal numbers mean one household. */
  z.object({
    ...about,
    kind: z.literal('ration-card'),
    number,
    centre: FilledText(40).optional(),
    agent: FilledText(120).optional(),
  }),
  z.object({
    ...about,
    kind: z.literal('passport'),
    number,
    /** ISO 3166-1 alpha-3, or one of ICAO's own codes. */
    issuedBy: z
      .string()
      .regex(/^[A-Z]{1,3}$/)
      .optional(),
  }),
  z.object({ ...about, kind: z.literal('voter-card'), number }),
  z.object({ ...about, kind: z.literal('laissez-passer'), number, issuedByMission: FilledText(120).optional() }),
  z.object({ ...about, kind: z.literal('birth-certificate'), number }),
  z.object({ ...about, kind: z.literal('marriage-contract'), number }),
  z.object({ ...about, kind: z.literal('death-certificate'), number }),
  z.object({ ...about, kind: z.literal('foreign-residence-permit'), number }),
  z.object({ ...about, kind: z.literal('other'), number, what: FilledText(120) }),
]);
export type IdentityDocument = z.infer<typeof IdentityDocument>;

/** Reads the twelve digits as typed, in any digits; refuses `document.card-number-not-twelve-digits`. */
export function parseNationalCardNumber(text: string): Result<NationalCardNumber> {
  const digits = westernDigits(text).replace(/[\s\-\p{Cf}]/gu, '');
  const parsed = NationalCardNumber.safeParse(digits);
  return parsed.success ? ok(parsed.data) : refuse('document.card-number-not-twelve-digits');
}

/** Is getting the paper a need? Everything but a held one: services ask for a valid paper, so an expired one counts too. */
export const needsReplacing = (document: { status: DocumentStatus }): boolean => document.status !== 'held';

/** Held papers whose date has passed, although nobody has marked them yet. */
export const isPastExpiry = (
  document: { status: DocumentStatus; expiresOn?: LocalDate | undefined },
  today: LocalDate,
): boolean => document.status === 'held' && document.expiresOn !== undefined && document.expiresOn < today;

/** Two numbers of papers as the same key: digits western, letters capital, separators gone. Never displayed. */
export const documentKey = (text: string): string =>
  westernDigits(text.normalize('NFKC'))
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
