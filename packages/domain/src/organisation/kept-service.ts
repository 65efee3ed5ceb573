import type { LocalDate, ServiceId, WorkerId } from '../shared/index.ts';
import type { OrganisationState, ServiceState, Verification } from './organisation.ts';
import { FACT_GROUPS, type FactGroup, type VerificationHow } from './service.ts';

/**
 * A service as the folded state keeps it: what is as usual is left out, and who verified it is a number in the
 * organisation's list. A directorate has a hundred services, and every laptop of the governorate holds its state, which
 * has 64 KB at most. `findService` and `servicesOf` give it back whole.
 */
export type KeptService = Pick<ServiceState, 'names'> &
  Partial<Omit<ServiceState, 'names' | 'verified'>> & { readonly verified?: KeptVerified };

/** `rest`: every fact that is not named beside it. */
type KeptVerified = { readonly [Fact in FactGroup | 'rest']?: KeptCheck };
type KeptCheck = readonly [on: LocalDate, verifier: number, how: VerificationHow];

const USUAL: Omit<ServiceState, 'names' | 'verified' | 'marks'> = {
  topics: [],
  words: null,
  places: [],
  schedules: [],
  eligibility: {},
  papers: [],
  cost: { kind: 'not-said' },
  languages: [],
  accessibility: [],
  methods: [],
  minimumFields: [],
  status: 'open',
  capacity: { placesLeft: null, waitingWeeks: null },
  fundedUntil: null,
};

type Keeping = Pick<OrganisationState, 'services' | 'verifiers'>;

/** A service of this organisation, whole. */
export function findService(state: Keeping, id: ServiceId): ServiceState | undefined {
  const kept = Object.hasOwn(state.services, id) ? state.services[id] : undefined;
  return kept && { ...USUAL, ...kept, verified: readVerified(kept.verified ?? {}, state.verifiers) };
}

/** All services of this organisation, whole, in the order in which they were added. */
export const servicesOf = (state: Keeping): readonly { readonly id: ServiceId; readonly service: ServiceState }[] =>
  (Object.keys(state.services) as ServiceId[]).flatMap((id) => {
    const service = findService(state, id);
    return service ? [{ id, service }] : [];
  });

/** The state with this service written over or added. */
export function withService(state: OrganisationState, id: ServiceId, service: ServiceState): OrganisationState {
  const workers = service.verified.map((record) => record.by);
  const verifiers = [...new Set([...state.verifiers, ...workers])];
  const { names, verified, ...facts } = service;
  const unusual = Object.entries(facts).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify((USUAL as Record<string, unknown>)[field]),
  );
  const kept: KeptService = {
    names,
    ...(Object.fromEntries(unusual) as Partial<typeof USUAL>),
    ...(verified.length > 0 ? { verified: keepVerified(verified, verifiers) } : {}),
  };
  return { ...state, verifiers, services: { ...state.services, [id]: kept } };
}

function keepVerified(records: readonly Verification[], verifiers: readonly WorkerId[]): KeptVerified {
  const check = (record: Verification): KeptCheck => [record.on, verifiers.indexOf(record.by), record.how];
  const count = records.reduce((sum, record) => sum + record.facts.length, 0);
  // Only where every fact is verified does one record stand for "the rest": else "not verified" would be lost.
  const most =
    count === FACT_GROUPS.length ? records.reduce((a, b) => (b.facts.length > a.facts.length ? b : a)) : null;
  const named = records.flatMap((record) =>
    record === most ? [] : record.facts.map((fact) => [fact, check(record)] as const),
  );
  return { ...(most ? { rest: check(most) } : {}), ...Object.fromEntries(named) };
}

/** One record for each check; facts in the order of the groups, the longest ago verified first. */
function readVerified(kept: KeptVerified, verifiers: readonly WorkerId[]): readonly Verification[] {
  const records = new Map<string, { on: LocalDate; by: WorkerId; how: VerificationHow; facts: FactGroup[] }>();
  for (const fact of FACT_GROUPS) {
    const check = kept[fact] ?? kept.rest;
    if (!check) continue;
    const [on, verifier, how] = check;
    const by = verifiers[verifier];
    if (by === undefined) continue;
    const record = records.get(check.join()) ?? { on, by, how, facts: [] };
    record.facts.push(fact);
    records.set(check.join(), record);
  }
  return [...records.values()].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}
