import type { OrganisationState } from '@nrm/domain/organisation';
import { shownState } from '../../ledger/subject-rows.ts';
import type { Query } from '../query-context.ts';

/** One provider with its places and services; null when this laptop has not received it. */
export const findOrganisation: Query<'directory.organisation'> = ({ store, today }, { organisation: id }) => {
  const state = shownState<OrganisationState>(store, { kind: 'organisation', id });
  return state ? { id, state, today } : null;
};
