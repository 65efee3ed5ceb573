import type { CaseId, LocalDate, OrganisationId, ReferralId } from '@nrm/domain/shared';
import type { ReferralRow } from '../../../bridge/queries.ts';
import type { SqlRow, SqlValue } from '../../store/store.ts';
import type { Query } from '../query-context.ts';

/** The board of referrals of this office: what waits the longest stands first. */
export const listReferrals: Query<'referrals.list'> = ({ store, device, today }, args) => {
  const { show, ending, organisation, offset, limit } = args;
  const conditions: (readonly [sql: string, ...params: SqlValue[]])[] = [
    ['t.office = ?', device.office],
    ...(show === 'all' ? [] : [['r.stage = ?', show === 'past-date' ? 'waiting' : show] as const]),
    ...(show === 'past-date' ? [['r.due_on < ?', today] as const] : []),
    ...(ending ? [['r.ending = ?', ending] as const] : []),
    ...(organisation ? [['r.organisation = ?', organisation] as const] : []),
  ];
  const where = conditions.map(([sql]) => sql).join(' and ');
  const params = conditions.flatMap(([, ...given]) => given);
  const from = 'from referrals r join cases t on t.id = r.case_id';
  return {
    today,
    total: store.get(`select count(*) as total ${from} where ${where}`, ...params)?.total as number,
    rows: store
      .all(
        `select r.*, t.number, t.full_name ${from} where ${where}
         order by r.due_on is null, r.due_on, r.case_id, r.id limit ? offset ?`,
        ...params,
        limit,
        offset,
      )
      .map(referralRow),
  };
};

const referralRow = (row: SqlRow): ReferralRow => ({
  referral: row.id as ReferralId,
  case: row.case_id as CaseId,
  caseNumber: row.number as string,
  fullName: row.full_name as string,
  organisation: row.organisation as OrganisationId,
  organisationName: row.organisation_name as string,
  serviceName: row.service_name as string,
  topic: row.topic as ReferralRow['topic'],
  urgency: row.urgency as ReferralRow['urgency'],
  sending: row.sending as ReferralRow['sending'],
  answer: row.answer as ReferralRow['answer'],
  service: row.service_status as ReferralRow['service'],
  confirmation: row.confirmation as ReferralRow['confirmation'],
  ending: row.ending as ReferralRow['ending'],
  sentOn: row.sent_on as LocalDate | null,
  dueOn: row.due_on as LocalDate | null,
  slipCode: row.slip_code as string | null,
});
