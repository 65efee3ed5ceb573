import { feedId } from '../ledger/feed.ts';
import type { SubjectKind } from '../ledger/subject.ts';
import type { AnyVerb } from '../ledger/verb.ts';
import type { OrganisationState } from './organisation.ts';
import * as organisationVerbs from './organisation-verbs.ts';
import * as placeVerbs from './place-verbs.ts';
import * as serviceVerbs from './service-verbs.ts';

export { directoryChoices, type Mark, type Marks } from './corrections.ts';
export * from './freshness.ts';
export { findService, type KeptService, servicesOf } from './kept-service.ts';
export * from './organisation.ts';
export * from './organisation-verbs.ts';
export * from './place-verbs.ts';
export * from './service.ts';
export * from './service-verbs.ts';
export { MAX_ORGANISATION_BYTES } from './state-size.ts';

export const organisationKind: SubjectKind<OrganisationState> = {
  kind: 'organisation',
  stateVersion: 1,
  verbs: [
    ...Object.values(organisationVerbs),
    ...Object.values(placeVerbs),
    ...Object.values(serviceVerbs),
  ] as AnyVerb[],
  feedOf: (_state, governorate) => feedId.directory(governorate),
  officesOf: () => null, // who keeps the directory does so for the whole governorate
};
