import type { Topic } from '../need/index.ts';
import { type Availability, availabilityOf, type Freshness, freshnessOf } from '../organisation/index.ts';
import type { OrganisationId, ServiceId } from '../shared/index.ts';
import type { MatchCandidate, MatchContext, PersonFacts } from './match-facts.ts';
import {
  MATCH_ANSWERS,
  MATCH_REASONS,
  type MatchAnswer,
  type MatchReason,
  type MatchReasonCode,
  verdictOf,
} from './match-reasons.ts';
import { reasonsOf } from './reasons-of.ts';

export interface MatchedService {
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
  /** `no` is listed all the same, greyed, with its reason: who is not told why asks again. */
  readonly verdict: MatchAnswer;
  readonly reasons: readonly MatchReason[];
  readonly availability: Availability;
  readonly freshness: Pick<Freshness, 'level' | 'days'>;
  /** Named "police" in the choice and in the consent read aloud. */
  readonly policeDesk: boolean;
}

/**
 * The services for a need, the best first, each with its reasons. Services for other needs are not in the answer; those
 * that cannot serve this person are, at the end. The same facts give the same order, whatever order they come in.
 */
export function matchServices(
  topic: Topic,
  person: PersonFacts,
  candidates: readonly MatchCandidate[],
  context: MatchContext,
): readonly MatchedService[] {
  return candidates
    .filter((candidate) => candidate.state.topics.includes(topic))
    .map((candidate) => matchService(candidate, person, context))
    .sort(compareMatches);
}

function matchService(candidate: MatchCandidate, person: PersonFacts, context: MatchContext): MatchedService {
  const reasons = reasonsOf(candidate, person, context);
  const { level, days } = freshnessOf(candidate.state, context.today, context.freshness);
  return {
    organisation: candidate.organisation,
    service: candidate.service,
    verdict: verdictOf(reasons),
    reasons,
    availability: availabilityOf(candidate.state, context.today),
    freshness: { level, days },
    policeDesk: candidate.organisationState.policeDesk,
  };
}

/**
 * What moves a service up, in this order: the verdict; how few questions stay open; then one question after the other,
 * yes before unknown before no; then the shorter wait; last the ids, so that no two places are ever the same.
 */
export const RANKED_BY = [
  'is-near',
  'has-places',
  'answers-referrals',
  'is-free',
  'speaks-language',
  'meets-access-need',
  'woman-to-speak-with',
  'opens-soon',
  'stays-funded',
  'agreement-holds',
] as const satisfies readonly MatchReasonCode[];

/** A total order: negative when `a` comes first, and zero only for the same service of the same organisation. */
export function compareMatches(a: MatchedService, b: MatchedService): number {
  const [first, second] = [rankOf(a), rankOf(b)];
  for (const [index, value] of first.entries()) {
    const other = second[index] ?? 0;
    if (value !== other) return value - other;
  }
  return compareText(a.service, b.service) || compareText(a.organisation, b.organisation);
}

/** Smaller is better. Public, so that a screen can say why one stands before the other. */
export const rankOf = (match: MatchedService): readonly number[] => [
  MATCH_ANSWERS.indexOf(match.verdict),
  match.reasons.filter(({ code, answer }) => MATCH_REASONS[code] === 'decides' && answer !== 'yes').length,
  ...RANKED_BY.map((code) => worstOf(match.reasons, code)),
  waitingWeeksOf(match.reasons),
];

function worstOf(reasons: readonly MatchReason[], code: MatchReasonCode): number {
  const answers = reasons
    .filter((reason) => reason.code === code)
    .map((reason) => MATCH_ANSWERS.indexOf(reason.answer));
  return Math.max(0, ...answers);
}

/** Nobody said: after everybody who did. */
const LONGEST_WAIT_WEEKS = 1000;
function waitingWeeksOf(reasons: readonly MatchReason[]): number {
  const weeks = reasons.find((reason) => reason.code === 'has-places')?.params?.['waitingWeeks'];
  return typeof weeks === 'number' ? weeks : LONGEST_WAIT_WEEKS;
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
