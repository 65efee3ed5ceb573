import { z } from 'zod';
import type { AuditExport } from '../audit/audit-export.ts';
import {
  prepareAuditExport,
  recordWrittenAuditExport,
  releaseAuditExport,
  withdrawAuditExport,
} from '../audit/audit-export-verbs.ts';
import type { Enquiry } from '../enquiry/enquiry.ts';
import { countEnquiry, markEnquiryEnteredInError } from '../enquiry/enquiry-verbs.ts';
import { administrationFeed, Names } from '../governorate/governorate.ts';
import type { SubjectKind } from '../ledger/subject.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { AuthorityId, FilledText, OfficeId, ok, refuse, Text } from '../shared/index.ts';
import { NightlyHour } from './nightly-hour.ts';

export { DEFAULT_NIGHTLY_HOUR, isNightDue, NIGHT_SPREAD_MS, NightlyHour, nightsAround } from './nightly-hour.ts';

/** A branch office: who runs it, how it is numbered on paper, which districts it serves. */
export interface OfficeState {
  readonly id: OfficeId;
  readonly names: Names;
  readonly authority: AuthorityId;
  /** Two digits that begin every case number of this office. */
  readonly number: number;
  readonly phone: string;
  readonly districts: readonly string[];
  /** When its laptops send and receive by themselves; absent where the usual hour holds. */
  readonly nightlyHour?: NightlyHour;
  /** The last ones that count, the newest last; absent where nobody has asked yet. */
  readonly enquiries?: readonly Enquiry[];
  /** The last ones, the newest last; absent where none was prepared yet. */
  readonly auditExports?: readonly AuditExport[];
}

const OpenOffice = z.object({
  office: OfficeId,
  names: Names,
  authority: AuthorityId,
  number: z.int().min(1).max(99),
  phone: Text(20),
  /** p-codes of the districts it serves */
  districts: z.array(FilledText(40)).max(40),
  nightlyHour: NightlyHour.optional(),
});

export const openOffice = defineVerb({
  type: 'office.open',
  version: 1,
  subject: 'office',
  nature: 'act',
  creates: true,
  payload: OpenOffice,
  intent: OpenOffice,
  propose: asEntered,
  judge: (_state, payload, context) =>
    payload.office === context.subject.id ? ok(null) : refuse('form.invalid', { field: 'office' }),
  apply: (_state: OfficeState, payload): OfficeState => {
    const { office, ...rest } = payload;
    return { id: office, ...rest };
  },
});

const CorrectOffice = OpenOffice.omit({ office: true, number: true }).partial();

export const correctOffice = defineVerb({
  type: 'office.correct',
  version: 1,
  subject: 'office',
  nature: 'act',
  payload: CorrectOffice,
  intent: CorrectOffice,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: OfficeState, payload): OfficeState => ({ ...state, ...payload }) as OfficeState,
});

export const officeKind: SubjectKind<OfficeState> = {
  kind: 'office',
  stateVersion: 2,
  verbs: [
    openOffice,
    correctOffice,
    countEnquiry,
    markEnquiryEnteredInError,
    prepareAuditExport,
    releaseAuditExport,
    withdrawAuditExport,
    recordWrittenAuditExport,
  ],
  feedOf: (_state, governorate) => administrationFeed(governorate),
  // Whoever administers does so for the whole governorate; workers of an office count at their own desk.
  officesOf: (state) => [state.id],
};
