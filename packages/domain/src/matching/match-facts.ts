import { partsOfDay } from '../calendar/local-date.ts';
import type { PersonState, PersonValue } from '../case/index.ts';
import type { DocumentKind, DocumentStatus } from '../document/index.ts';
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

/** An estimated year of birth may be two years off either way; our own default, since no paper says it. */
const ABOUT_YEARS = 2;

/** The years somebody born in a year can have completed on a day. */
export function ageFromYearOfBirth(
  born: PersonValue<'yearOfBirth'>,
  today: LocalDate,
): { readonly from: number; readonly to: number } {
  const years = partsOfDay(today).year - born.year;
  const about = born.precision === 'about' ? ABOUT_YEARS : 0;
  return { from: Math.max(0, years - 1 - about), to: Math.max(0, years + about) };
}

/** The facts of a case for matching. A field with two answers to choose from is not known yet. */
export function personFactsOf(person: PersonState, today: LocalDate): PersonFacts {
  const known = <Value>(field: Correctable<Value> | undefined): Value | undefined =>
    field === undefined || isContested(field) ? undefined : field.value;
  const born = known(person.yearOfBirth);
  return {
    sex: known(person.sex),
    age: born && ageFromYearOfBirth(born, today),
    cameBack: known(person.cameBack),
    district: known(person.district),
    language: known(person.language),
    prefersToSpeakWith: known(person.prefersToSpeakWith),
    missingPapers: known(person.missingPapers),
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
  /** Days on which nobody works. */
  readonly holidays?: ReadonlySet<string>;
  /** Districts that border one another, by p-code; absent where nobody drew the map. */
  readonly neighbours?: Readonly<Record<string, readonly string[]>>;
  readonly freshness?: FreshnessLimits;
}
