import type { CaseState } from '@nrm/domain/case';
import type { CaseId } from '@nrm/domain/shared';
import type { TaskKind } from '@nrm/domain/task';
import type { CallRow, TaskRow } from '../../../bridge/queries.ts';
import { shownState } from '../../ledger/subject-rows.ts';
import type { Query, QueryContext } from '../query-context.ts';
import { tasksFor } from './my-day.ts';

/** Tasks that are done by speaking with the person. */
const SPOKEN: readonly TaskKind[] = ['tell-person', 'refer-again', 'confirm-with-person', 'contradiction', 'follow-up'];
const MOST_CALLS = 200;

/**
 * Whom I should call today, the most pressing first, each person once, with how to call without harm. Who said that
 * calling is not safe, and who has no telephone, is only counted: they do not stand in a list of people to call.
 */
export const callList: Query<'call-list'> = (context) => {
  const people = new Map<CaseId, TaskRow[]>();
  for (const task of tasksFor(context, false)) {
    if (!SPOKEN.includes(task.kind)) continue;
    const tasks = people.get(task.case) ?? [];
    tasks.push(task);
    people.set(task.case, tasks);
  }
  const found = [...people.values()].slice(0, MOST_CALLS).map((tasks) => callFor(context, tasks));
  return {
    today: context.today,
    calls: found.filter((call) => call !== undefined && call !== 'not-by-telephone'),
    notByTelephone: found.filter((call) => call === 'not-by-telephone').length,
  };
};

function callFor({ store }: QueryContext, tasks: readonly TaskRow[]): CallRow | 'not-by-telephone' | undefined {
  const [first] = tasks;
  const state = first && shownState<CaseState>(store, { kind: 'case', id: first.case });
  if (!state) return undefined;
  const contact = state.person.safeContact?.value;
  if (!contact || contact.phone === null || contact.safeToCall === 'no') return 'not-by-telephone';
  return {
    case: first.case,
    caseNumber: first.caseNumber,
    fullName: first.fullName,
    priority: first.priority,
    phone: contact.phone,
    safeToCall: contact.safeToCall,
    mayLeaveMessage: contact.mayLeaveMessage,
    hours: contact.hours,
    codeWord: contact.codeWord,
    why: [...new Set(tasks.map(({ kind }) => kind))],
    attempts: state.followUp.attempts,
  };
}
