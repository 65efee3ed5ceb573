import type { CaseState } from '@nrm/domain/case';
import { ENQUIRIES_KEPT } from '@nrm/domain/enquiry';
import type { OfficeState } from '@nrm/domain/office';
import type { CaseId, ReferralId } from '@nrm/domain/shared';
import type { ExpectedPerson } from '../../../bridge/queries.ts';
import { findWritten } from '../../ledger/entry-rows.ts';
import { shownState } from '../../ledger/subject-rows.ts';
import type { Query, QueryContext } from '../query-context.ts';

/** Today at the front desk of this office: what was asked and only counted, and who is expected. */
export const frontDesk: Query<'front-desk'> = (context) => {
  const { store, device, today } = context;
  const kept = shownState<OfficeState>(store, { kind: 'office', id: device.office })?.enquiries ?? [];
  return {
    today,
    enquiries: kept.filter(({ on }) => on === today).reverse(),
    // The state remembers the last ones only: where all of them are of one day, there may have been more.
    mayBeMore: kept.length === ENQUIRIES_KEPT && kept.every(({ on }) => on === today),
    expected: [...followUpsOf(context), ...appointmentsOf(context)],
  };
};

/** Whoever is to be followed up today, those who come to the office first. */
function followUpsOf({ store, device, today }: QueryContext): readonly ExpectedPerson[] {
  const people = store
    .all(
      `select t.id, t.number, t.full_name from tasks k join cases t on t.id = k.case_id
       where k.due_on = ? and k.kind = 'follow-up' and t.office = ? order by t.name_key, t.id`,
      today,
      device.office,
    )
    .map(
      (row): ExpectedPerson => ({
        ...personOf(row),
        why: 'follow-up',
        comesToOffice:
          shownState<CaseState>(store, { kind: 'case', id: row.id as string })?.person.safeContact?.value.by ===
          'comes-to-office',
        serviceName: null,
      }),
    );
  return people.sort((a, b) => Number(b.comesToOffice) - Number(a.comesToOffice));
}

/** Whoever has an appointment with a provider today: they may come by for the slip, or be reminded. */
function appointmentsOf({ store, device, today }: QueryContext): readonly ExpectedPerson[] {
  return store
    .all(
      `select r.id as referral, r.service_name, t.id, t.number, t.full_name from referrals r join cases t on t.id = r.case_id
       where r.service_status = 'scheduled' and r.stage <> 'ended' and t.office = ? order by t.name_key, t.id`,
      device.office,
    )
    .flatMap((row): ExpectedPerson[] => {
      const state = shownState<CaseState>(store, { kind: 'case', id: row.id as string });
      const report = state?.referrals[row.referral as ReferralId]?.service?.entry;
      const payload = report && findWritten(store, { kind: 'case', id: row.id as string }, report)?.payload;
      const { appointmentOn } = payload ? (JSON.parse(payload) as { appointmentOn?: string }) : {};
      if (appointmentOn !== today) return [];
      return [{ ...personOf(row), why: 'appointment', comesToOffice: false, serviceName: row.service_name as string }];
    });
}

const personOf = (row: Readonly<Record<string, unknown>>) => ({
  case: row.id as CaseId,
  caseNumber: row.number as string,
  fullName: row.full_name as string,
});
