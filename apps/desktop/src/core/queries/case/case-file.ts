import { rolesNow } from '@nrm/domain/access';
import type { CaseState } from '@nrm/domain/case';
import { fullName } from '@nrm/domain/name';
import type { CaseId, OfficeId, WorkerId } from '@nrm/domain/shared';
import { compareTasks, tasksOf } from '@nrm/domain/task';
import type { CaseFile } from '../../../bridge/queries.ts';
import { readSubject } from '../../ledger/subject-rows.ts';
import { nameOf } from '../../read-models/case-projector.ts';
import type { Query, QueryContext } from '../query-context.ts';
import { findGovernorate, nameOfWorker } from '../worker-names.ts';
import { STORY_COLUMNS, storyReader } from './story.ts';

/** One person's file: what holds now, and the story of how it came to be, this laptop's waiting entries with it. */
export const caseFile: Query<'case.file'> = (context, { case: id }) => {
  const { store, today } = context;
  const { shown, frozenAt } = readSubject(store, { kind: 'case', id });
  if (shown === undefined) return null;
  const state = shown as CaseState;
  const story = storyOf(context, id);
  return {
    id,
    state,
    fullName: fullName(nameOf(state)),
    responsibleName: nameOfWorker(context, state.responsible),
    staff: staffOf(context, state.office),
    waiting: story.some(({ outcome }) => outcome === null),
    needsUpdate: frozenAt !== null,
    story,
    tasks: [...tasksOf(state)].sort(compareTasks(today)),
  };
};

function staffOf(context: QueryContext, office: OfficeId): CaseFile['staff'] {
  const governorate = findGovernorate(context);
  const workers = Object.keys(governorate?.workers ?? {}) as WorkerId[];
  return workers
    .filter((worker) => governorate && rolesNow(governorate, worker).some((held) => held.office === office))
    .map((worker) => ({ worker, name: nameOfWorker(context, worker) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'ar'));
}

/** In the order the server gave; behind it what this laptop wrote and the server has not placed. */
function storyOf(context: QueryContext, id: CaseId) {
  const read = storyReader(context);
  return context.store
    .all(
      `select ${STORY_COLUMNS} from entries where subject_kind = 'case' and subject_id = ?
       order by placed desc, case when placed = 1 then subject_seq end, generation, device_seq`,
      id,
    )
    .map(read);
}
