import { type OrganisationState, ServiceWords, servicesOf } from '@nrm/domain/organisation';
import type { EntryId, OrganisationId, ServiceId } from '@nrm/domain/shared';
import { z } from 'zod';
import { findWritten } from '../../ledger/entry-rows.ts';
import { shownState } from '../../ledger/subject-rows.ts';
import type { ReadableStore } from '../../store/store.ts';
import type { Query } from '../query-context.ts';

/** One provider with its places and services; null when this laptop has not received it. */
export const findOrganisation: Query<'directory.organisation'> = ({ store, today }, { organisation: id }) => {
  const state = shownState<OrganisationState>(store, { kind: 'organisation', id });
  if (!state) return null;
  const words: Record<ServiceId, ServiceWords> = {};
  for (const { id: service, service: one } of servicesOf(state)) {
    const found = one.words && findWords(store, id, one.words.entry);
    if (found) words[service] = found;
  }
  return { id, state, words, today };
};

/** The two verbs that bring words: one adds a service, one puts it right. */
const WithWords = z.union([
  z.looseObject({ facts: z.looseObject({ words: ServiceWords }) }).transform(({ facts }) => facts.words),
  z.looseObject({ changes: z.looseObject({ words: ServiceWords }) }).transform(({ changes }) => changes.words),
]);

/** Undefined where they were struck out. */
function findWords(store: ReadableStore, id: OrganisationId, entry: EntryId): ServiceWords | undefined {
  const payload = findWritten(store, { kind: 'organisation', id }, entry)?.payload;
  return payload ? WithWords.safeParse(JSON.parse(payload)).data : undefined;
}
