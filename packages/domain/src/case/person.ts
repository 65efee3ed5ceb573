import { z } from 'zod';
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

export const PERSON_FIELDS = {
  givenName: Name,
  fatherName: OptionalName,
  grandfatherName: OptionalName,
  greatGrandfatherName: OptionalName,
  familyName: OptionalName,
  motherName: OptionalName,
  latinName: Text(160),
  knownAs: OptionalName,
  sex: z.enum(['female', 'male']),
  yearOfBirth: z.object({ year: z.int().min(1900).max(2100), precision: z.enum(['exact', 'about']) }),
  /** p-code of a district, or an external id of a place configured by the governorate */
  district: z.string().regex(/^[A-Za-z0-9-]{2,40}$/),
  cameBack: z.enum(CAME_BACK),
  safeContact: SafeContact,
  language: z.enum(CLIENT_LANGUAGES),
  prefersToSpeakWith: z.enum(['woman', 'man', 'anyone']),
  householdSize: z.int().min(1).max(60),
  missingPapers: z.boolean(),
  priority: Priority,
} as const satisfies Record<string, z.ZodType>;

export type PersonField = keyof typeof PERSON_FIELDS;
export const PERSON_FIELD_NAMES = Object.keys(PERSON_FIELDS) as PersonField[];
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
