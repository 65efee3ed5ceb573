import type { CaseId, ReferralId } from '@nrm/domain/shared';

/** What a dialog has to know to write a report: which referral, and whom its title names. */
export interface ReportedReferral {
  readonly case: CaseId;
  readonly referral: ReferralId;
  readonly organisationName: string;
  readonly serviceName: string;
}
