import { z } from 'zod';
import { feedId } from '../ledger/feed.ts';
import type { SubjectKind } from '../ledger/subject.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { Names } from '../governorate/governorate.ts';
import { ok } from '../shared/index.ts';

export interface OrganisationState {
  readonly names: Names;
}

const RegisterOrganisation = z.object({ names: Names });

export const registerOrganisation = defineVerb({
  type: 'organisation.register',
  version: 1,
  subject: 'organisation',
  nature: 'act',
  creates: true,
  payload: RegisterOrganisation,
  intent: RegisterOrganisation,
  propose: asEntered,
  judge: () => ok(null),
  apply: (_state: OrganisationState, payload): OrganisationState => ({ names: payload.names }),
});

export const organisationKind: SubjectKind<OrganisationState> = {
  kind: 'organisation',
  stateVersion: 1,
  verbs: [registerOrganisation],
  feedOf: (_state, governorate) => feedId.directory(governorate),
  officesOf: () => null,
};
