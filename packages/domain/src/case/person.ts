import { z } from 'zod';
import { BirthDate } from '../calendar/index.ts';
import { DOCUMENT_KINDS, type DocumentKind, IdentityDocument } from '../document/index.ts';
import { FilledText, Text } from '../shared/index.ts';

/**
 * What may be written about a person, field by field: each is corrected, contested and settled on its own. Clearance,
 * affiliation, tribe, sect, relatives' deeds and places finer than the district are not fields and never become one.
 */
const Name = FilledText(80);
const OptionalName = Text(80);

export const CAME_BACK = [
  'from-abroad-assisted',
  'from-abroad-unassisted',
  'from-displacement',
  'still-displaced',
] as const;
export const PRIORITIES = ['ordinary', 'medium', 'high', 'urgent'] as const;
export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;
export const CLIENT_LANGUAGES = ['ar', 'ckb', 'en', 'other'] as const;

export const SafeContact = z.object({
  by: z.enum(['phone', 'visit', 'through-someone', 'comes-to-office']),
  /** E.164; null when they are not reached by phone */
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .nullable(),
  safeToCall: z.enum(['yes', 'no', 'not-asked']),
  mayLeaveMessage: z.enum(['yes', 'no', 'not-asked']),
  hours: Text(120),
  codeWord: Text(60),
});
export type SafeContact = z.infer<typeof SafeContact>;

type PaperOf<Kind extends DocumentKind> = Extract<IdentityDocument, { kind: Kind }>;
export type PaperField = `paper-${DocumentKind}`;
export const paperField = <Kind extends DocumentKind>(kind: Kind) => `paper-${kind}` as const;

/**
 * One field for each kind of paper, so that two laptops which write down two papers never meet, and a paper whose status
 * was told twice is chosen like any other field. A second paper of one kind is said in the note of the first.
 */
const PAPER_FIELDS = Object.fromEntries(
  IdentityDocument.options.map((option) => [paperField(option.shape.kind.value), option]),
) as unknown as { readonly [Kind in DocumentKind as `paper-${Kind}`]: z.ZodType<PaperOf<Kind>> };

export const JOURNEY_RETURNS = [
  'from-abroad-assisted',
  'from-abroad-unassisted',
] as const satisfies readonly (typeof CAME_BACK)[number][];

/** A stay abroad: the country and the year of coming back, and nothing finer; routes and reasons are nobody's business. */
export const Journey = z.object({
  /** ISO 3166-1 alpha-2; ZZ for a country that was not said. */
  country: z.string().regex(/^[A-Z]{2}$/),
  year: z.int().min(1950).max(2100).nullable(),
  cameBack: z.enum(JOURNEY_RETURNS).nullable(),
});
export type Journey = z.infer<typeof Journey>;

export const PERSON_FIELDS = {
  givenName: Name,
  fatherName: OptionalName,
  grandfatherName: OptionalName,
  greatGrandfatherName: OptionalName,
  familyName: OptionalName,
  /** Her given name. */
  motherName: OptionalName,
  motherFatherName: OptionalName,
  motherGrandfatherName: OptionalName,
  latinName: Text(160),
  knownAs: OptionalName,
  sex: z.enum(['female', 'male']),
  yearOfBirth: z.object({ year: z.int().min(1900).max(2100), precision: z.enum(['exact', 'about']) }),
  /** As far as it is known. The year stands in `yearOfBirth` too, for whoever reads only that; see `bornOf`. */
  birthDate: BirthDate,
  /** p-code of a district, or an external id of a place configured by the governorate */
  district: z.string().regex(/^[A-Za-z0-9-]{2,40}$/),
  cameBack: z.enum(CAME_BACK),
  safeContact: SafeContact,
  language: z.enum(CLIENT_LANGUAGES),
  prefersToSpeakWith: z.enum(['woman', 'man', 'anyone']),
  householdSize: z.int().min(1).max(60),
  missingPapers: z.boolean(),
  priority: Priority,
  journeys: z.array(Journey).max(20),
  ...PAPER_FIELDS,
} as const satisfies Record<string, z.ZodType>;

export type PersonField = keyof typeof PERSON_FIELDS;
export const PERSON_FIELD_NAMES = Object.keys(PERSON_FIELDS) as PersonField[];
export const PAPER_FIELD_NAMES: readonly PaperField[] = DOCUMENT_KINDS.map(paperField);
export const isPaperField = (field: PersonField): field is PaperField =>
  (PAPER_FIELD_NAMES as readonly string[]).includes(field);
export type PersonValue<Field extends PersonField> = z.infer<(typeof PERSON_FIELDS)[Field]>;

/** Any of the fields; an absent one was "not asked yet" and is never an error. */
export const PersonFields = z.object(PERSON_FIELDS).partial();
export type PersonFields = z.infer<typeof PersonFields>;

/** The eight fields of a registration less the need, which is an entry of its own. */
export const RegisteredPerson = PersonFields.required({
  givenName: true,
  sex: true,
  district: true,
  cameBack: true,
  safeContact: true,
});
