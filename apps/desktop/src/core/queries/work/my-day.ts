import { rolesNow } from '@nrm/domain/access';
import { daysBetween } from '@nrm/domain/calendar';
import { findVerified, freshnessOf, type OrganisationState, type ServiceState } from '@nrm/domain/organisation';
import type { CaseId, LocalDate, OrganisationId, ServiceId, WorkerId } from '@nrm/domain/shared';
import { compareTasks, SUPERVISOR_TASKS, type Task } from '@nrm/domain/task';
import type { QueryAnswers, TaskRow } from '../../../bridge/queries.ts';
import type { Query, QueryContext } from '../query-context.ts';
import { findGovernorate } from '../worker-names.ts';

type DirectoryCheck = QueryAnswers['my-day']['directoryChecks'][number];

const MOST_CHECKS = 50;

/** What is due today or past its date, and what has no date: of my files, or of the whole office. */
export const myDay: Query<'my-day'> = (context, { everybody }) => ({
  today: context.today,
  tasks: tasksFor(context, everybody),
  directoryChecks: checksFor(context),
});

/** Due tasks of open work at this office, the most pressing first. */
export function tasksFor(context: QueryContext, everybody: boolean): readonly TaskRow[] {
  const { store, worker, device, today } = context;
  const supervises = isSupervisor(context);
  const rows = store.all(
    `select k.task, t.id, t.number, t.full_name, t.priority, t.responsible, r.service_name, r.organisation_name
     from tasks k join cases t on t.id = k.case_id
     left join referrals r on r.case_id = k.case_id and r.id = json_extract(k.task, '$.referral')
     where (k.due_on is null or k.due_on <= ?) and t.office = ?
       and (t.responsible = ? or ? or k.kind in (${SUPERVISOR_TASKS.map((kind) => `'${kind}'`).join(', ')}))`,
    today,
    device.office,
    worker,
    everybody ? 1 : 0,
  );
  return rows
    .map(
      (row): TaskRow => ({
        ...(JSON.parse(row.task as string) as Task),
        case: row.id as CaseId,
        caseNumber: row.number as string,
        fullName: row.full_name as string,
        priority: row.priority as TaskRow['priority'],
        responsible: row.responsible as WorkerId,
        serviceName: row.service_name as string | null,
        organisationName: row.organisation_name as string | null,
      }),
    )
    .filter((task) => !SUPERVISOR_TASKS.includes(task.kind) || (supervises && task.proposedBy !== worker))
    .sort(compareTasks(today));
}

function isSupervisor(context: QueryContext): boolean {
  const governorate = findGovernorate(context);
  const roles = governorate ? rolesNow(governorate, context.worker) : [];
  return roles.some(({ role, office }) => role === 'supervisor' && office === context.device.office);
}

/** Services that this office asks every week and whose weekly facts have become doubtful; the longest unasked first. */
function checksFor({ store, device, today }: QueryContext): readonly DirectoryCheck[] {
  const rows = store.all(
    `select organisation, service, organisation_state, state from services where lead_office = ? and status <> 'closed'`,
    device.office,
  );
  return rows
    .map((row) => ({
      row,
      state: JSON.parse(row.state as string) as ServiceState,
      organisation: JSON.parse(row.organisation_state as string) as Pick<OrganisationState, 'names'>,
    }))
    .filter(({ state }) =>
      freshnessOf(state, today).facts.some(({ fact, level }) => fact === 'weekly' && level === 'doubtful'),
    )
    .map(({ row, state, organisation }) => ({
      organisation: row.organisation as OrganisationId,
      service: row.service as ServiceId,
      serviceNames: state.names,
      organisationNames: organisation.names,
      verifiedDaysAgo: daysAgo(findVerified(state, 'weekly')?.on, today),
    }))
    .sort(
      (a, b) => (b.verifiedDaysAgo ?? Infinity) - (a.verifiedDaysAgo ?? Infinity) || (a.service < b.service ? -1 : 1),
    )
    .slice(0, MOST_CHECKS);
}

const daysAgo = (on: LocalDate | undefined, today: LocalDate): number | null =>
  on === undefined ? null : Math.max(0, daysBetween(on, today));
