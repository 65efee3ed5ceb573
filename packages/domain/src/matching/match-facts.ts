import { ageOn } from '../calendar/index.ts';
import { bornOf, type PersonState, type PersonValue, paperField } from '../case/index.ts';
import { DOCUMENT_KINDS, type DocumentKind, type DocumentStatus } from '../document/index.ts';
import { type Correctable, isContested } from '../ledger/contested.ts';
import type {
  Accessibility,
  FreshnessLimits,
  OrganisationState,
  ServicePlaceState,
  ServiceState,
} from '../organisation/index.ts';
import { findService, placesOf } from '../organisation/index.ts';
import type { LocalDate, OrganisationId, ServiceId } from '../shared/index.ts';

/** What is known of a person that a provider asks about. An absent part was not asked yet: it answers "unknown", never "no". */
export interface PersonFacts {
  readonly sex?: PersonValue<'sex'> | undefined;
  /** Completed years, both ends possible. */
  readonly age?: { readonly from: number; readonly to: number } | undefined;
  readonly cameBack?: PersonValue<'cameBack'> | undefined;
  readonly district?: string | undefined;
  readonly language?: PersonValue<'language'> | undefined;
  readonly prefersToSpeakWith?: PersonValue<'prefersToSpeakWith'> | undefined;
  /** Whether any paper is missing at all. */
  readonly missingPapers?: boolean | undefined;
  readonly papers?: { readonly [Kind in DocumentKind]?: DocumentStatus } | undefined;
  /** What the person needs to get in and be understood. */
  readonly accessNeeds?: readonly Accessibility[] | undefined;
}

/** The facts of a case for matching. A field with two answers to choose from is not known yet. */
export function personFactsOf(person: PersonState, today: LocalDate): PersonFacts {
  const known = <Value>(field: Correctable<Value> | undefined): Value | undefined =>
    field === undefined || isContested(field) ? undefined : field.value;
  const isBirthOpen = [person.birthDate, person.yearOfBirth].some((field) => field !== undefined && isContested(field));
  const born = isBirthOpen ? undefined : bornOf(person);
  const age = born && ageOn(born, today);
  const papers = DOCUMENT_KINDS.flatMap((kind) => {
    const paper = known<{ readonly status: DocumentStatus }>(person[paperField(kind)]);
    return paper ? [[kind, paper.status] as const] : [];
  });
  return {
    sex: known(person.sex),
    age: age && { from: age.least, to: age.most },
    cameBack: known(person.cameBack),
    district: known(person.district),
    language: known(person.language),
    prefersToSpeakWith: known(person.prefersToSpeakWith),
    missingPapers: known(person.missingPapers),
    papers: Object.fromEntries(papers),
  };
}

/** How a provider answered our referrals so far, over the time the caller counts. */
export interface TrackRecord {
  readonly sent: number;
  /** With any answer before the deadline. */
  readonly answered: number;
  /** Provider's outcome and person's confirmation. */
  readonly closed: number;
  /** Days to the answer; null where there was none. */
  readonly medianAnswerDays: number | null;
}

export interface MatchCandidate {
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
  readonly organisationState: Pick<OrganisationState, 'policeDesk' | 'agreementUntil'>;
  readonly state: ServiceState;
  readonly places: readonly Pick<ServicePlaceState, 'district' | 'kind'>[];
  readonly trackRecord: TrackRecord | null;
}

/** A service of an organisation as a candidate; undefined when it is not one of its services. */
export function findCandidate(
  organisation: OrganisationId,
  state: OrganisationState,
  service: ServiceId,
  trackRecord: TrackRecord | null,
): MatchCandidate | undefined {
  const found = findService(state, service);
  return (
    found && {
      organisation,
      service,
      organisationState: state,
      state: found,
      places: placesOf(state, found),
      trackRecord,
    }
  );
}

export interface MatchContext {
  readonly today: LocalDate;
  /** HH:MM of the place: what closes at or before it is not open today any more. */
  readonly time?: string;
  /** Days on which nobody works. */
  readonly holidays?: ReadonlySet<string>;
  /** Districts that border one another, by p-code; absent where nobody drew the map. */
  readonly neighbours?: Readonly<Record<string, readonly string[]>>;
  readonly freshness?: FreshnessLimits;
}
