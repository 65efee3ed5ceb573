import { z } from 'zod';
import { asEntered, defineVerb, type Fact, type Verdict } from '../ledger/verb.ts';
import { ok, refuse, ServiceId } from '../shared/index.ts';
import { correctFields, judgeSettlements, saysSomething, settlementsOf } from './corrections.ts';
import { findService, withService } from './kept-service.ts';
import type { OrganisationState, ServiceState, Verification, WordsKept } from './organisation.ts';
import {
  FACT_GROUPS,
  FACT_OF_FIELD,
  FactGroup,
  SERVICE_FIELDS,
  ServiceFacts,
  type ServiceField,
  VerificationHow,
  WeeklyFacts,
} from './service.ts';
import { hasRoomForService, judgeSize } from './state-size.ts';

/** How the author knows what they write; null where nobody has checked it. What is known this way counts as verified. */
const Learned = VerificationHow.nullable();

const AddService = z.object({
  service: ServiceId,
  facts: ServiceFacts,
  /** As it is on the day it is added. */
  weekly: WeeklyFacts,
  learned: Learned,
});

export const addService = defineVerb({
  type: 'service.add',
  version: 1,
  subject: 'organisation',
  nature: 'act',
  payload: AddService,
  intent: AddService,
  propose: asEntered,
  judge: (state: OrganisationState, payload) => {
    if (state.services[payload.service]) return refuse('directory.service-already-added');
    if (!hasRoomForService(state)) return refuse('directory.organisation-full');
    const facts = judgeFacts(state, payload.facts, 'facts');
    if (!facts.ok) return facts;
    const { words: _inTheEntry, ...kept } = payload.facts;
    return judgeSize(state, { ...kept, weekly: payload.weekly });
  },
  apply: (state: OrganisationState, payload, fact): OrganisationState => {
    if (state.services[payload.service] || !hasRoomForService(state)) return state;
    const { words, ...facts } = payload.facts;
    const service: ServiceState = {
      ...facts,
      words: wordsKept(words, fact),
      status: 'open',
      capacity: { placesLeft: null, waitingWeeks: null },
      fundedUntil: null,
      verified: payload.learned === null ? [] : verifiedBy([], FACT_GROUPS, payload.learned, fact),
    };
    return withService(state, payload.service, withWeekly(service, payload.weekly));
  },
});

const FIELDS = Object.keys(SERVICE_FIELDS) as ServiceField[];

const CorrectService = z
  .object({
    service: ServiceId,
    changes: ServiceFacts.partial(),
    settled: settlementsOf(FIELDS),
    learned: Learned,
  })
  .refine(saysSomething, { message: 'form.invalid', path: ['changes'] });

/** Puts facts of a service right, or chooses between two answers. The weekly facts have a verb of their own. */
export const correctService = defineVerb({
  type: 'service.correct',
  version: 1,
  subject: 'organisation',
  nature: 'act',
  payload: CorrectService,
  intent: CorrectService,
  propose: asEntered,
  judge: (state: OrganisationState, payload) => {
    const service = findService(state, payload.service);
    if (!service) return refuse('directory.service-unknown');
    const facts = judgeFacts(state, payload.changes, 'changes');
    if (!facts.ok) return facts;
    const settled = judgeSettlements(service, payload.settled);
    if (!settled.ok) return settled;
    const { words: _inTheEntry, ...kept } = payload.changes;
    return judgeSize(state, kept, service);
  },
  apply: (state: OrganisationState, payload, fact): OrganisationState => {
    const service = findService(state, payload.service);
    if (!service) return state;
    const { words, ...changes } = payload.changes;
    const kept = words === undefined ? changes : { ...changes, words: wordsKept(words, fact) };
    const corrected = correctFields(service, kept, payload.settled, fact);
    const groups = FACT_GROUPS.filter((group) =>
      FIELDS.some((field) => payload.changes[field] !== undefined && FACT_OF_FIELD[field] === group),
    );
    if (payload.learned === null || groups.length === 0) return withService(state, payload.service, corrected);
    const verified = verifiedBy(service.verified, groups, payload.learned, fact);
    return withService(state, payload.service, { ...corrected, verified });
  },
});

const VerifyService = z.object({
  service: ServiceId,
  facts: z.array(FactGroup).min(1).max(FACT_GROUPS.length),
  how: VerificationHow,
});

/** "All this is still so": on the day it was heard, which is not always the day it was typed. */
export const verifyService = defineVerb({
  type: 'service.verify',
  version: 1,
  subject: 'organisation',
  nature: 'report',
  payload: VerifyService,
  intent: VerifyService,
  propose: asEntered,
  judge: (state: OrganisationState, payload) => judgeKnown(state, payload),
  apply: (state: OrganisationState, payload, fact): OrganisationState =>
    changeService(state, payload.service, (service) => ({
      ...service,
      verified: verifiedBy(service.verified, payload.facts, payload.how, fact),
    })),
});

const ChangeCapacity = z
  .object({ service: ServiceId, ...WeeklyFacts.shape, how: VerificationHow })
  .refine(({ service: _service, how: _how, ...said }) => Object.keys(said).length > 0, { message: 'form.invalid' });

/** What the weekly call hears. Two calls are two reports of the world, not two answers: the latest placed one holds. */
export const changeCapacity = defineVerb({
  type: 'service.change-capacity',
  version: 1,
  subject: 'organisation',
  nature: 'report',
  payload: ChangeCapacity,
  intent: ChangeCapacity,
  propose: asEntered,
  judge: (state: OrganisationState, payload) => judgeKnown(state, payload),
  apply: (state: OrganisationState, payload, fact): OrganisationState =>
    changeService(state, payload.service, (service) => ({
      ...withWeekly(service, payload),
      verified: verifiedBy(service.verified, ['weekly'], payload.how, fact),
    })),
});

/** What the fields cannot say on their own: places that are not of this organisation, an age that is nobody's. */
function judgeFacts(state: OrganisationState, facts: Partial<ServiceFacts>, path: string): Verdict {
  const strange = facts.places?.findIndex((place) => !state.places[place]) ?? -1;
  if (strange >= 0) return refuse('directory.place-unknown', { field: `${path}.places.${strange}` });
  const { ageFrom, ageTo } = facts.eligibility ?? {};
  if (ageFrom !== undefined && ageTo !== undefined && ageFrom > ageTo)
    return refuse('directory.age-range', { field: `${path}.eligibility.ageTo`, params: { ageFrom, ageTo } });
  return ok(null);
}

const judgeKnown = (state: OrganisationState, payload: { readonly service: ServiceId }): Verdict =>
  state.services[payload.service] ? ok(null) : refuse('directory.service-unknown');

const wordsKept = (words: ServiceFacts['words'], fact: Fact): WordsKept | null =>
  `${words.description}${words.conditions}`.trim() === ''
    ? null
    : { entry: fact.entry, ...(words.conditions.trim() === '' ? {} : { conditions: true as const }) };

const withWeekly = (service: ServiceState, said: WeeklyFacts): ServiceState => ({
  ...service,
  status: said.status ?? service.status,
  capacity: {
    placesLeft: said.placesLeft === undefined ? service.capacity.placesLeft : said.placesLeft,
    waitingWeeks: said.waitingWeeks === undefined ? service.capacity.waitingWeeks : said.waitingWeeks,
  },
  fundedUntil: said.fundedUntil === undefined ? service.fundedUntil : said.fundedUntil,
});

/** A fact leaves the record it stood in and joins the new one; records left without facts go. */
function verifiedBy(
  before: readonly Verification[],
  facts: readonly FactGroup[],
  how: VerificationHow,
  fact: Fact,
): readonly Verification[] {
  const kept = before
    .map((record) => ({ ...record, facts: record.facts.filter((one) => !facts.includes(one)) }))
    .filter((record) => record.facts.length > 0);
  const verified = FACT_GROUPS.filter((group) => facts.includes(group));
  return [...kept, { on: fact.occurredOn.day, by: fact.author.worker, how, facts: verified }];
}

function changeService(
  state: OrganisationState,
  id: ServiceId,
  change: (service: ServiceState) => ServiceState,
): OrganisationState {
  const service = findService(state, id);
  return service ? withService(state, id, change(service)) : state;
}
