import { drafts } from '@nrm/db-schema/sqlite';
import type { Instant } from '@nrm/domain/shared';
import { and, desc, eq } from 'drizzle-orm';
import type { Query } from '../query-context.ts';

/** What I have begun and not finished, the latest first. Nobody else's: a shared laptop keeps each one's own. */
export const listDrafts: Query<'draft.list'> = ({ store, worker }) =>
  store
    .select({ key: drafts.key, title: drafts.title, savedAt: drafts.savedAt })
    .from(drafts)
    .where(eq(drafts.worker, worker))
    .orderBy(desc(drafts.savedAt), drafts.key)
    .all()
    .map((draft) => ({ ...draft, savedAt: draft.savedAt as Instant }));

export const findDraft: Query<'draft.get'> = ({ store, worker }, { key }) => {
  const draft = store
    .select({ value: drafts.value, savedAt: drafts.savedAt })
    .from(drafts)
    .where(and(eq(drafts.worker, worker), eq(drafts.key, key)))
    .get();
  return draft ? { value: JSON.parse(draft.value), savedAt: draft.savedAt as Instant } : null;
};
