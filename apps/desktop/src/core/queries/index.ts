import type { QueryAnswers, QueryName } from '../../bridge/queries.ts';
import { chosenFiles } from './audit/chosen-files.ts';
import { caseFile } from './case/case-file.ts';
import { directoryNames } from './directory/directory-names.ts';
import { findOrganisation } from './directory/find-organisation.ts';
import { searchDirectory } from './directory/search-directory.ts';
import { findDraft, listDrafts } from './draft/drafts.ts';
import { frontDesk } from './front-desk/front-desk.ts';
import { findSimilarPeople } from './people/find-similar.ts';
import { searchPeople } from './people/search-people.ts';
import type { ParsedQuery, Query, QueryContext } from './query-context.ts';
import { listReferrals } from './referral/list-referrals.ts';
import { matchReferral } from './referral/match-referral.ts';
import { syncItems } from './sync/sync-items.ts';
import { callList } from './work/call-list.ts';
import { myDay } from './work/my-day.ts';

export type { ParsedQuery, Query, QueryContext } from './query-context.ts';

/** Questions about the laptop itself are answered by the laptop, also while nobody is signed in. */
export type StoredQueryName = Exclude<QueryName, 'session.state' | 'sync.state' | 'bundle.state' | 'audit.state'>;

const ANSWERS = {
  'people.search': searchPeople,
  'people.similar': findSimilarPeople,
  'case.file': caseFile,
  'my-day': myDay,
  'call-list': callList,
  'front-desk': frontDesk,
  'referrals.list': listReferrals,
  'referral.match': matchReferral,
  'directory.search': searchDirectory,
  'directory.organisation': findOrganisation,
  'directory.names': directoryNames,
  'audit.chosen': chosenFiles,
  'sync.items': syncItems,
  'draft.list': listDrafts,
  'draft.get': findDraft,
} as const satisfies { readonly [Name in StoredQueryName]: Query<Name> };

/** @param args what `QUERIES[name]` parsed: the door does that, and nobody asks past the door */
export function answerQuery<Name extends StoredQueryName>(
  context: QueryContext,
  name: Name,
  args: unknown,
): QueryAnswers[Name] {
  const answer = ANSWERS[name] as unknown as Query<Name>;
  return answer(context, args as ParsedQuery<Name>);
}
