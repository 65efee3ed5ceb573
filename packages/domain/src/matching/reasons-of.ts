import { addDays, daysBetween, weekdayOf } from '../calendar/local-date.ts';
import type { DocumentStatus } from '../document/index.ts';
import { availabilityOf, type Freshness, freshnessOf, isAgreementOver, type Schedule } from '../organisation/index.ts';
import type { LocalDate } from '../shared/index.ts';
import type { MatchCandidate, MatchContext, PersonFacts } from './match-facts.ts';
import {
  type MatchAnswer,
  type MatchReason,
  type MatchReasonCode,
  type PersonQuestion,
  together,
} from './match-reasons.ts';

/** How far ahead an opening day is looked for: a team that comes once a month is still found. */
const OPENING_DAYS_AHEAD = 35;
/** Fewer referrals than this say nothing about a provider; half of them answered is the least we call "answers". Our own defaults. */
const TRACK_RECORD_MIN = 3;
const ANSWERED_SHARE_MIN = 0.5;
/** Money that ends within four weeks is said aloud: a course may last longer. Our own default. */
const FUNDING_SOON_DAYS = 28;

/** Every reason of one service for one person, those that decide first. */
export function reasonsOf(
  candidate: MatchCandidate,
  person: PersonFacts,
  context: MatchContext,
): readonly MatchReason[] {
  const freshness = freshnessOf(candidate.state, context.today, context.freshness);
  return [
    isOpen(candidate, context),
    factsAreFresh(freshness),
    ...whoItServes(candidate, person),
    papersAtStart(candidate, person),
    ...otherConditions(candidate),
    isNear(candidate, person, context),
    opensSoon(candidate, person, context),
    hasPlaces(candidate, freshness),
    staysFunded(candidate, context),
    isFree(candidate),
    speaksLanguage(candidate, person),
    ...accessNeeds(candidate, person),
    ...papersLater(candidate),
    answersReferrals(candidate),
    ...agreement(candidate, context),
    ...policeDesk(candidate),
  ];
}

const reason = (
  code: MatchReasonCode,
  answer: MatchAnswer,
  params?: MatchReason['params'],
  ask?: PersonQuestion,
): MatchReason => ({ code, answer, ...(ask && answer === 'unknown' ? { ask } : {}), ...(params ? { params } : {}) });

function isOpen({ state }: MatchCandidate, { today }: MatchContext): MatchReason {
  const availability = availabilityOf(state, today);
  return reason('is-open', availability === 'open' ? 'yes' : 'no', { availability });
}

/** A provider that closed months ago must not be offered as if it were open: what is doubtful has to be asked first. */
function factsAreFresh(freshness: Freshness): MatchReason {
  const facts = freshness.facts.filter((one) => one.level === 'doubtful').map((one) => one.fact);
  return reason('facts-are-fresh', facts.length > 0 ? 'unknown' : 'yes', {
    level: freshness.level,
    ...(freshness.days === null ? {} : { days: freshness.days }),
    ...(facts.length > 0 ? { facts: facts.join() } : {}),
  });
}

function whoItServes({ state }: MatchCandidate, person: PersonFacts): MatchReason[] {
  const { sexes, cameBack, districts } = state.eligibility;
  return [
    reason('serves-sex', isAmong(sexes, person.sex), listed('sexes', sexes), 'sex'),
    servesAge(state.eligibility, person),
    reason('serves-way-of-return', isAmong(cameBack, person.cameBack), listed('cameBack', cameBack), 'cameBack'),
    reason('serves-district', isAmong(districts, person.district), listed('districts', districts), 'district'),
  ];
}

const isAmong = (served: readonly string[] | undefined, value: string | undefined): MatchAnswer => {
  if (served === undefined) return 'yes';
  if (value === undefined) return 'unknown';
  return served.includes(value) ? 'yes' : 'no';
};

const listed = (name: string, codes: readonly string[] | undefined): MatchReason['params'] =>
  codes === undefined ? undefined : { [name]: codes.join() };

function servesAge({ ageFrom, ageTo }: MatchCandidate['state']['eligibility'], { age }: PersonFacts): MatchReason {
  if (ageFrom === undefined && ageTo === undefined) return reason('serves-age', 'yes');
  const [least, most] = [ageFrom ?? 0, ageTo ?? Infinity];
  const params = { ...(ageFrom === undefined ? {} : { ageFrom }), ...(ageTo === undefined ? {} : { ageTo }) };
  if (age === undefined) return reason('serves-age', 'unknown', params, 'age');
  if (age.to < least || age.from > most) return reason('serves-age', 'no', params);
  return reason('serves-age', age.from >= least && age.to <= most ? 'yes' : 'unknown', params, 'age');
}

const PAPER_ANSWERS: Readonly<Record<DocumentStatus, MatchAnswer>> = {
  held: 'yes',
  lost: 'no',
  confiscated: 'no',
  'never-issued': 'no',
  // Some desks take an expired card or the receipt of an application; only they can say.
  expired: 'unknown',
  'in-process': 'unknown',
};

function papersAtStart({ state }: MatchCandidate, person: PersonFacts): MatchReason {
  const asked = state.papers.filter((paper) => paper.when === 'at-start').map((paper) => paper.kind);
  if (asked.length === 0) return reason('papers-at-start', 'yes');
  const answers = asked.map((kind): MatchAnswer => {
    const status = person.papers?.[kind];
    if (status !== undefined) return PAPER_ANSWERS[status];
    return person.missingPapers === false ? 'yes' : 'unknown';
  });
  const open = asked.filter((_kind, index) => answers[index] !== 'yes');
  const papers = (open.length > 0 ? open : asked).join();
  return reason('papers-at-start', together(answers), { papers }, 'papers');
}

function papersLater({ state }: MatchCandidate): MatchReason[] {
  const papers = state.papers.filter((paper) => paper.when === 'later').map((paper) => paper.kind);
  return papers.length > 0 ? [reason('papers-later', 'yes', { papers: papers.join() })] : [];
}

/** Conditions in words: no rule can read them, so a person has to. */
const otherConditions = ({ state }: MatchCandidate): MatchReason[] =>
  state.words?.conditions ? [reason('other-conditions', 'unknown')] : [];

function isNear({ state, places }: MatchCandidate, person: PersonFacts, context: MatchContext): MatchReason {
  const visited = state.schedules.flatMap((schedule) => schedule.districts ?? []);
  const standing = places.flatMap((place) => (place.district === null ? [] : [place.district]));
  const districts = [...new Set([...standing, ...visited])];
  if (places.some((place) => place.kind === 'remote')) return reason('is-near', 'yes', { nearness: 'remote' });
  if (districts.length === 0) return reason('is-near', 'unknown');
  const params = { districts: districts.join() };
  if (person.district === undefined) return reason('is-near', 'unknown', params, 'district');
  const { district } = person;
  if (visited.includes(district)) return reason('is-near', 'yes', { nearness: 'comes-there', ...params });
  if (standing.includes(district)) return reason('is-near', 'yes', { nearness: 'same', ...params });
  const near = districts.some((one) => context.neighbours?.[district]?.includes(one));
  return reason('is-near', near ? 'yes' : 'no', { nearness: near ? 'neighbour' : 'far', ...params });
}

function opensSoon({ state }: MatchCandidate, person: PersonFacts, context: MatchContext): MatchReason {
  if (state.schedules.length === 0) return reason('opens-soon', 'unknown');
  const here = state.schedules.filter(
    ({ districts }) => districts === undefined || person.district === undefined || districts.includes(person.district),
  );
  const next = findOpening(here, context);
  if (!next) return reason('opens-soon', 'no');
  const { day, schedule } = next;
  return reason('opens-soon', 'yes', { day, from: schedule.from, to: schedule.to });
}

function findOpening(
  schedules: readonly Schedule[],
  { today, time = '', holidays }: MatchContext,
): { readonly day: LocalDate; readonly schedule: Schedule } | undefined {
  for (let ahead = 0; ahead < OPENING_DAYS_AHEAD; ahead++) {
    const day = addDays(today, ahead);
    if (holidays?.has(day)) continue;
    const schedule = schedules.find((one) => one.days.includes(weekdayOf(day)) && (ahead > 0 || one.to > time));
    if (schedule) return { day, schedule };
  }
  return undefined;
}

/** A number somebody gave months ago is not a number of today. */
function hasPlaces({ state }: MatchCandidate, freshness: Freshness): MatchReason {
  const { placesLeft, waitingWeeks } = state.capacity;
  const weekly = freshness.facts.find((one) => one.fact === 'weekly');
  const params = {
    ...(placesLeft === null ? {} : { placesLeft }),
    ...(waitingWeeks === null ? {} : { waitingWeeks }),
    ...(typeof weekly?.days === 'number' ? { days: weekly.days } : {}),
  };
  if (placesLeft === null || weekly?.level === 'doubtful') return reason('has-places', 'unknown', params);
  return reason('has-places', placesLeft > 0 ? 'yes' : 'no', params);
}

function staysFunded({ state }: MatchCandidate, { today }: MatchContext): MatchReason {
  if (state.fundedUntil === null) return reason('stays-funded', 'unknown');
  const days = daysBetween(today, state.fundedUntil);
  return reason('stays-funded', days >= FUNDING_SOON_DAYS ? 'yes' : 'no', { until: state.fundedUntil, days });
}

function isFree({ state }: MatchCandidate): MatchReason {
  switch (state.cost.kind) {
    case 'free':
      return reason('is-free', 'yes');
    case 'fee':
      return reason('is-free', 'no', { iqd: state.cost.iqd });
    case 'not-said':
      return reason('is-free', 'unknown');
  }
}

function speaksLanguage({ state }: MatchCandidate, { language }: PersonFacts): MatchReason {
  const params = { languages: state.languages.join() };
  if (state.languages.length === 0) return reason('speaks-language', 'unknown');
  // "other" names no language, so nobody can say whether the two are the same.
  if (language === undefined || language === 'other') return reason('speaks-language', 'unknown', params, 'language');
  return reason('speaks-language', state.languages.includes(language) ? 'yes' : 'no', params);
}

/** What a provider does not mention may still be there: only "yes" or a question. */
function accessNeeds({ state }: MatchCandidate, person: PersonFacts): MatchReason[] {
  const needs = (person.accessNeeds ?? []).map((need) =>
    reason('meets-access-need', state.accessibility.includes(need) ? 'yes' : 'unknown', { need }),
  );
  if (person.prefersToSpeakWith !== 'woman') return needs;
  return [...needs, reason('woman-to-speak-with', state.accessibility.includes('women-staff') ? 'yes' : 'unknown')];
}

function answersReferrals({ trackRecord }: MatchCandidate): MatchReason {
  if (trackRecord === null) return reason('answers-referrals', 'unknown');
  const { sent, answered, closed, medianAnswerDays } = trackRecord;
  const params = { sent, answered, closed, ...(medianAnswerDays === null ? {} : { days: medianAnswerDays }) };
  if (sent < TRACK_RECORD_MIN) return reason('answers-referrals', 'unknown', params);
  return reason('answers-referrals', answered / sent >= ANSWERED_SHARE_MIN ? 'yes' : 'no', params);
}

function agreement({ organisationState }: MatchCandidate, { today }: MatchContext): MatchReason[] {
  const { agreementUntil } = organisationState;
  if (agreementUntil === null) return [];
  return [
    reason('agreement-holds', isAgreementOver(organisationState, today) ? 'no' : 'yes', { until: agreementUntil }),
  ];
}

/** Never hidden and never decided for the person: police desks are named, and the person says whether that is all right. */
const policeDesk = ({ organisationState }: MatchCandidate): MatchReason[] =>
  organisationState.policeDesk ? [reason('is-civilian-desk', 'no')] : [];
