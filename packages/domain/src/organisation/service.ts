import { z } from 'zod';
import { CAME_BACK } from '../case/person.ts';
import { SHARED_FIELDS, SharedField } from '../consent/consent.ts';
import { DocumentKind } from '../document/document.ts';
import { Names } from '../governorate/governorate.ts';
import { TOPICS, Topic } from '../need/need.ts';
import { REFERRAL_METHODS, ReferralMethod } from '../referral/referral.ts';
import { LocalDate, Text } from '../shared/index.ts';
import { ProviderPhone, ServicePlaceId, ServiceWords } from './organisation.ts';

/** What a provider does, for whom, where and when: facts a rule can read, each corrected and verified on its own. */

/** p-code of a district, or an external id of a place configured by the governorate. */
const District = z.string().regex(/^[A-Za-z0-9-]{2,40}$/);

export const SERVICE_STATUSES = ['open', 'temporarily-closed', 'closed'] as const;
export const ServiceStatus = z.enum(SERVICE_STATUSES);
export type ServiceStatus = z.infer<typeof ServiceStatus>;

/** BCP 47: Arabic, Sorani, Badini, English, Turkmen (written as Turkish), Syriac. */
export const SERVICE_LANGUAGES = ['ar', 'ckb', 'kmr', 'en', 'tr', 'syr', 'other'] as const;
export const ServiceLanguage = z.enum(SERVICE_LANGUAGES);
export type ServiceLanguage = z.infer<typeof ServiceLanguage>;

export const ACCESSIBILITY = [
  'step-free',
  'accessible-toilet',
  'sign-language',
  'large-print',
  'home-visit',
  'transport-paid',
  'by-phone',
  'child-care',
  'women-staff',
] as const;
export const Accessibility = z.enum(ACCESSIBILITY);
export type Accessibility = z.infer<typeof Accessibility>;

/** Sunday is 0, as in `weekdayOf`. A time is wall time in Baghdad; `to` before `from` is after midnight. */
const Weekday = z.int().min(0).max(6);
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const Schedule = z.object({
  days: z.array(Weekday).min(1).max(7),
  from: TimeOfDay,
  to: TimeOfDay,
  /** A mobile team is in these districts on these days; absent for a place people come to. */
  districts: z.array(District).min(1).max(20).optional(),
});
export type Schedule = z.infer<typeof Schedule>;

/** A paper the provider asks for: before anything starts, or brought later. */
export const AskedPaper = z.object({ kind: DocumentKind, when: z.enum(['at-start', 'later']) });
export type AskedPaper = z.infer<typeof AskedPaper>;

/** Who is served, as data. An absent part is no condition. */
export const Eligibility = z.object({
  sexes: z
    .array(z.enum(['female', 'male']))
    .min(1)
    .max(2)
    .optional(),
  /** Years, both ends served. */
  ageFrom: z.int().min(0).max(120).optional(),
  ageTo: z.int().min(0).max(120).optional(),
  cameBack: z.array(z.enum(CAME_BACK)).min(1).max(CAME_BACK.length).optional(),
  /** Where the person has to live. */
  districts: z.array(District).min(1).max(40).optional(),
});
export type Eligibility = z.infer<typeof Eligibility>;

export const Cost = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('free') }),
  /** Iraqi dinars, without decimals */
  z.object({ kind: z.literal('fee'), iqd: z.int().min(1).max(1_000_000_000) }),
  /** Somebody has to ask. */
  z.object({ kind: z.literal('not-said') }),
]);
export type Cost = z.infer<typeof Cost>;

export const SERVICE_FIELDS = {
  names: Names,
  /** None: it stands in the directory and is offered for no need until somebody says what it is for. */
  topics: z.array(Topic).max(TOPICS.length),
  words: ServiceWords,
  /** None: at every place of the organisation. */
  places: z.array(ServicePlaceId).max(20),
  schedules: z.array(Schedule).max(14),
  eligibility: Eligibility,
  papers: z.array(AskedPaper).max(13),
  cost: Cost,
  languages: z.array(ServiceLanguage).max(SERVICE_LANGUAGES.length),
  accessibility: z.array(Accessibility).max(ACCESSIBILITY.length),
  /** How it wants to be asked, the preferred way first. */
  methods: z.array(ReferralMethod).max(REFERRAL_METHODS.length),
  /** The least a referral has to say; consent is asked for these and no more. */
  minimumFields: z.array(SharedField).max(SHARED_FIELDS.length),
} as const satisfies Record<string, z.ZodType>;
export type ServiceField = keyof typeof SERVICE_FIELDS;

export const ServiceFacts = z.object(SERVICE_FIELDS);
export type ServiceFacts = z.infer<typeof ServiceFacts>;

/** What is verified together, because one question asks it. `weekly`: still open, places, waiting, funded until. */
export const FACT_GROUPS = ['offer', 'where', 'when', 'who', 'cost', 'access', 'referral', 'weekly'] as const;
export const FactGroup = z.enum(FACT_GROUPS);
export type FactGroup = z.infer<typeof FactGroup>;

export const FACT_OF_FIELD: Readonly<Record<ServiceField, FactGroup>> = {
  names: 'offer',
  topics: 'offer',
  words: 'offer',
  places: 'where',
  schedules: 'when',
  eligibility: 'who',
  papers: 'who',
  cost: 'cost',
  languages: 'access',
  accessibility: 'access',
  methods: 'referral',
  minimumFields: 'referral',
};

/** We called them, we went there, they told us of themselves, it stands in a paper of theirs. */
export const VERIFICATION_HOWS = ['call', 'visit', 'provider', 'document'] as const;
export const VerificationHow = z.enum(VERIFICATION_HOWS);
export type VerificationHow = z.infer<typeof VerificationHow>;

export const SERVICE_PLACE_FIELDS = {
  names: Names,
  kind: z.enum(['site', 'mobile', 'remote']),
  district: District.nullable(),
  /** How people find it. Camps, detention and rehabilitation centres are not places of the directory. */
  landmark: Text(200),
  phone: ProviderPhone.nullable(),
  /** WGS 84, degrees */
  point: z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }).nullable(),
} as const satisfies Record<string, z.ZodType>;
export type ServicePlaceField = keyof typeof SERVICE_PLACE_FIELDS;
export const ServicePlace = z.object(SERVICE_PLACE_FIELDS);
export type ServicePlace = z.infer<typeof ServicePlace>;

/** The weekly facts. What is absent was not said; null is said: "we do not know", "no end". */
export const WeeklyFacts = z.object({
  status: ServiceStatus.optional(),
  placesLeft: z.int().min(0).max(100_000).nullable().optional(),
  waitingWeeks: z.int().min(0).max(520).nullable().optional(),
  fundedUntil: LocalDate.nullable().optional(),
});
export type WeeklyFacts = z.infer<typeof WeeklyFacts>;
