import { daysBetween } from '@nrm/domain/calendar';
import type { CaseState } from '@nrm/domain/case';
import {
  findCandidate,
  type MatchCandidate,
  matchServices,
  personFactsOf,
  type TrackRecord,
} from '@nrm/domain/matching';
import type { OrganisationState } from '@nrm/domain/organisation';
import { assert, type LocalDate, type OrganisationId, type ServiceId, timeInBaghdad } from '@nrm/domain/shared';
import { shownState } from '../../ledger/subject-rows.ts';
import type { ReadableStore } from '../../store/store.ts';
import { serviceRow } from '../directory/service-row.ts';
import type { Query } from '../query-context.ts';
import { findGovernorate } from '../worker-names.ts';

/** The services for a need, ranked with their reasons; how each provider answered this office so far is one of them. */
export const matchReferral: Query<'referral.match'> = (context, { case: id, need: needId }) => {
  const { store, today, now } = context;
  const state = shownState<CaseState>(store, { kind: 'case', id });
  const need = state?.needs[needId];
  if (!state || !need) return { today, services: [] };
  const candidates = candidatesFor(store, need.topic, today);
  const matched = matchServices(need.topic, personFactsOf(state.person, today), candidates, {
    today,
    time: timeInBaghdad(now),
    holidays: new Set(findGovernorate(context)?.holidays ?? []),
  });
  return {
    today,
    services: matched.map((match) => ({ ...match, row: rowOf(store, match.organisation, match.service, today) })),
  };
};

function candidatesFor(store: ReadableStore, topic: string, today: LocalDate): readonly MatchCandidate[] {
  const organisations = new Map<unknown, OrganisationState | undefined>();
  return store
    .all('select organisation, service from service_topics where topic = ? order by organisation, service', topic)
    .flatMap(({ organisation, service }) => {
      if (!organisations.has(organisation))
        organisations.set(organisation, shownState(store, { kind: 'organisation', id: String(organisation) }));
      const state = organisations.get(organisation);
      if (!state) return [];
      const record = trackRecordOf(store, organisation as OrganisationId, service as ServiceId, today);
      return findCandidate(organisation as OrganisationId, state, service as ServiceId, record) ?? [];
    });
}

function rowOf(store: ReadableStore, organisation: OrganisationId, service: ServiceId, today: LocalDate) {
  const row = store.get('select * from services where organisation = ? and service = ?', organisation, service);
  assert(row, 'a service with a topic has its row');
  return serviceRow(row, today);
}

/**
 * What this laptop knows of a service: every referral that was sent to it and was answered, or should have been by now.
 * null when there was none: who was asked this morning has not been silent.
 */
export function trackRecordOf(
  store: ReadableStore,
  organisation: OrganisationId,
  service: ServiceId,
  today: LocalDate,
): TrackRecord | null {
  const sent = store.all(
    'select sent_on, answered_on, answered_on <= coalesce(due_on, answered_on) as in_time, ending from referrals where organisation = ? and service = ? and sent_on is not null and (answered_on is not null or due_on < ?)',
    organisation,
    service,
    today,
  );
  if (sent.length === 0) return null;
  const days = sent
    .filter(({ answered_on }) => answered_on !== null)
    .map(({ sent_on, answered_on }) => Math.max(0, daysBetween(sent_on as LocalDate, answered_on as LocalDate)))
    .sort((a, b) => a - b);
  return {
    sent: sent.length,
    answered: sent.filter(({ in_time }) => in_time === 1).length,
    closed: sent.filter(({ ending }) => ending === 'closed-both').length,
    medianAnswerDays: median(days),
  };
}

function median(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
