import { z } from 'zod';
import { Names } from '../governorate/governorate.ts';
import { type EntryId, LocalDate, OfficeId, type ServiceId, Text, Uuid, type WorkerId } from '../shared/index.ts';
import type { Marks } from './corrections.ts';
import type { KeptService } from './kept-service.ts';
import type { FactGroup, ServiceFacts, ServicePlace, ServiceStatus, VerificationHow } from './service.ts';

/**
 * Who offers services: an office of the state, a centre of the community police, an association, an agency. What is here
 * is public knowledge about providers; nothing about a person ever stands in the directory.
 */
export const ORGANISATION_TYPES = [
  'state-body',
  'community-police',
  'womens-legal-office',
  'hlp-centre',
  'cso',
  'ngo-national',
  'ngo-international',
  'un-agency',
  'private',
  'other',
] as const;
export const OrganisationType = z.enum(ORGANISATION_TYPES);
export type OrganisationType = z.infer<typeof OrganisationType>;

export const ServicePlaceId = Uuid.brand<'ServicePlaceId'>();
export type ServicePlaceId = z.infer<typeof ServicePlaceId>;

/** A number people can dial: E.164, or a short code such as 122. */
export const ProviderPhone = z.string().regex(/^(\+[1-9]\d{6,14}|[1-9]\d{2,5})$/);

export const ORGANISATION_FIELDS = {
  names: Names,
  type: OrganisationType,
  phone: ProviderPhone.nullable(),
  /** The office whose weekly call asks them, so that a provider is asked once and not by every office. */
  leadOffice: OfficeId.nullable(),
  /** Last day of the written agreement with the operating authority; null where there is none or it has no end. */
  agreementUntil: LocalDate.nullable(),
  /** Shown as "police" in the choice, and read aloud when consent is asked. */
  policeDesk: z.boolean(),
} as const satisfies Record<string, z.ZodType>;
export type OrganisationField = keyof typeof ORGANISATION_FIELDS;

export const OrganisationFacts = z.object(ORGANISATION_FIELDS);
export type OrganisationFacts = z.infer<typeof OrganisationFacts>;

/** Who checked it, when (in the world, not when it was typed) and how. */
export interface Verified {
  readonly on: LocalDate;
  readonly by: WorkerId;
  readonly how: VerificationHow;
}

/** The facts verified in one go stand in one record; a fact stands in the latest one that names it, and in no other. */
export interface Verification extends Verified {
  readonly facts: readonly FactGroup[];
}

export interface Capacity {
  /** null: nobody said */
  readonly placesLeft: number | null;
  /** Weeks until somebody who comes today is served; null: nobody said */
  readonly waitingWeeks: number | null;
}

/** A service, folded. Descriptions and conditions in words stay in the entry that `words` names. */
export interface ServiceState extends Omit<ServiceFacts, 'words'> {
  /** The entry with the description and the conditions; null where nothing was written. */
  readonly words: WordsKept | null;
  readonly status: ServiceStatus;
  readonly capacity: Capacity;
  /** Last day for which there is money; null: nobody said, or it has no end. */
  readonly fundedUntil: LocalDate | null;
  readonly verified: readonly Verification[];
  readonly marks?: Marks;
}

export interface WordsKept {
  readonly entry: EntryId;
  /** There are conditions in words: somebody has to read them before choosing. */
  readonly conditions?: true;
}

export interface ServicePlaceState extends ServicePlace {
  readonly marks?: Marks;
}

export interface OrganisationState extends OrganisationFacts {
  readonly demonstration: boolean;
  readonly places: Readonly<Record<ServicePlaceId, ServicePlaceState>>;
  /** Kept small; `findService` and `servicesOf` give them whole. */
  readonly services: Readonly<Record<ServiceId, KeptService>>;
  /** Workers who verified something here. */
  readonly verifiers: readonly WorkerId[];
  readonly marks?: Marks;
}

/** The places where a service is given: those it names, or every place of its organisation when it names none. */
export function placesOf(
  organisation: Pick<OrganisationState, 'places'>,
  service: Pick<ServiceState, 'places'>,
): readonly ServicePlaceState[] {
  if (service.places.length === 0) return Object.values(organisation.places);
  return service.places.map((id) => organisation.places[id]).filter((place) => place !== undefined);
}

/** The written agreement has run out: shown beside the name, decided by nobody but people. */
export const isAgreementOver = (organisation: Pick<OrganisationState, 'agreementUntil'>, today: LocalDate): boolean =>
  organisation.agreementUntil !== null && organisation.agreementUntil < today;

/** Limits that keep the folded state small; a directorate with more services is registered by its departments. */
export const MAX_SERVICES = 100;
export const MAX_PLACES = 40;

/** A provider's words, which stay in the entry that brought them. */
export const ServiceWords = z.object({
  description: Text(4000),
  /** Who is served, in words, beyond what stands in the fields; somebody has to read it before choosing. */
  conditions: Text(2000),
});
export type ServiceWords = z.infer<typeof ServiceWords>;
