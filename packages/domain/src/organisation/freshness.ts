import { daysBetween } from '../calendar/local-date.ts';
import type { LocalDate } from '../shared/index.ts';
import type { ServiceState, Verified } from './organisation.ts';
import { FACT_GROUPS, type FactGroup } from './service.ts';

/** A directory ages by itself: what was true when it was written may have closed since. */
export const FRESHNESS_LEVELS = ['fresh', 'ageing', 'doubtful'] as const;
export type FreshnessLevel = (typeof FRESHNESS_LEVELS)[number];

/** Days since the last verification up to which a fact is fresh, and up to which it is ageing; after that it is doubtful. */
export interface FreshnessLimit {
  readonly freshDays: number;
  readonly ageingDays: number;
}
export type FreshnessLimits = Readonly<Record<FactGroup, FreshnessLimit>>;

const SLOW: FreshnessLimit = { freshDays: 90, ageingDays: 180 };

/**
 * Defaults of our standard operating procedure, configuration and not law: the weekly facts are asked once a week and
 * stand for two weeks, a month at most; what changes slowly is looked at every quarter, twice a year at least.
 */
export const DEFAULT_FRESHNESS: FreshnessLimits = {
  offer: SLOW,
  where: SLOW,
  when: SLOW,
  who: SLOW,
  cost: SLOW,
  access: SLOW,
  referral: SLOW,
  weekly: { freshDays: 14, ageingDays: 30 },
};

export interface FactFreshness {
  readonly fact: FactGroup;
  readonly level: FreshnessLevel;
  /** Whole days since it was verified; null when it never was. A day in the future counts as today. */
  readonly days: number | null;
  readonly verified: Verified | null;
}

export interface Freshness {
  /** That of the least fresh fact. */
  readonly level: FreshnessLevel;
  /** Days since the fact that was verified longest ago; null when one never was. */
  readonly days: number | null;
  readonly facts: readonly FactFreshness[];
}

/** Who last verified a fact, when and how; undefined when nobody did. */
export const findVerified = (service: Pick<ServiceState, 'verified'>, fact: FactGroup): Verified | undefined =>
  service.verified.find((record) => record.facts.includes(fact));

export function freshnessOf(
  service: Pick<ServiceState, 'verified'>,
  today: LocalDate,
  limits: FreshnessLimits = DEFAULT_FRESHNESS,
): Freshness {
  const facts = FACT_GROUPS.map((fact): FactFreshness => {
    const record = findVerified(service, fact);
    if (!record) return { fact, level: 'doubtful', days: null, verified: null };
    const { on, by, how } = record;
    const days = Math.max(0, daysBetween(on, today));
    return { fact, level: levelAt(days, limits[fact]), days, verified: { on, by, how } };
  });
  const worst = FRESHNESS_LEVELS.findLast((level) => facts.some((one) => one.level === level)) ?? 'fresh';
  const days = facts.map((one) => one.days);
  return { level: worst, days: days.includes(null) ? null : Math.max(...days.filter((one) => one !== null)), facts };
}

const levelAt = (days: number, limit: FreshnessLimit): FreshnessLevel =>
  days <= limit.freshDays ? 'fresh' : days <= limit.ageingDays ? 'ageing' : 'doubtful';

/** Whether the service can be had at all today. What is closed stays in the directory, greyed, so that nobody adds it again. */
export const AVAILABILITIES = ['open', 'temporarily-closed', 'funding-ended', 'closed'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** The last day with money is still a day with money. */
export function availabilityOf(service: Pick<ServiceState, 'status' | 'fundedUntil'>, today: LocalDate): Availability {
  if (service.status === 'closed') return 'closed';
  if (service.fundedUntil !== null && service.fundedUntil < today) return 'funding-ended';
  return service.status;
}
