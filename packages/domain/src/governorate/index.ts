import { registerAuditorKey, withdrawAuditorKey } from '../audit/auditor-verbs.ts';
import type { SubjectKind } from '../ledger/subject.ts';
import { administrationFeed, type GovernorateState } from './governorate.ts';
import * as verbs from './governorate-verbs.ts';

export * from './governorate.ts';
export * from './governorate-verbs.ts';

export const governorateKind: SubjectKind<GovernorateState> = {
  kind: 'governorate',
  stateVersion: 1,
  verbs: [...Object.values(verbs), registerAuditorKey, withdrawAuditorKey],
  feedOf: (_state, governorate) => administrationFeed(governorate),
  officesOf: () => null,
};
