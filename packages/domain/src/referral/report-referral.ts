import { z } from 'zod';
import type { CaseState } from '../case/case.ts';
import { asEntered, defineVerb, type Fact, type Verdict } from '../ledger/verb.ts';
import { EntryId, FilledText, LocalDate, ok, ReferralId, refuse, Text } from '../shared/index.ts';
import { Answer, DECLINE_REASONS, type Reported, ServiceStatus, Source } from './referral.ts';
import { withReferral } from './referral-state.ts';

/**
 * What the world says about a referral. Never refused for state: a late yes after silence, an attendance nobody
 * announced, a person who says it is done while the provider is silent are all facts. The latest placed one holds, all
 * stand in the story, and contradictions become a task.
 */
const judgeKnown = (state: CaseState, payload: { referral: ReferralId }): Verdict =>
  state.referrals[payload.referral] ? ok(null) : refuse('referral.unknown');

const reported = <Status>(
  status: Status,
  reason: string | null,
  source: z.infer<typeof Source>,
  fact: Fact,
): Reported<Status> => ({
  status,
  reason,
  source,
  on: fact.occurredOn.day,
  entry: fact.entry,
});

const ReportAnswer = z
  .object({
    referral: ReferralId,
    answer: Answer,
    reason: z.enum(DECLINE_REASONS).nullable(),
    words: Text(2000),
    source: Source,
  })
  .refine((report) => (report.answer === 'declined') === (report.reason !== null), {
    path: ['reason'],
    message: 'form.invalid',
  });

/** The provider's answer, or that there was none by the day it was due. It leaves a task until the person has been told. */
export const reportAnswer = defineVerb({
  type: 'referral.report-answer',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: ReportAnswer,
  intent: ReportAnswer,
  propose: asEntered,
  judge: (state: CaseState, payload) => judgeKnown(state, payload),
  apply: (state: CaseState, payload, fact): CaseState =>
    withReferral(state, payload.referral, (referral) => ({
      ...referral,
      answer: reported(payload.answer, payload.reason, payload.source, fact),
      toTell: payload.answer === 'delivered' ? referral.toTell : [...referral.toTell, fact.entry],
    })),
});

const ReportService = z
  .object({
    referral: ReferralId,
    status: ServiceStatus,
    /** Why not attended, on hold or failed. */
    reason: FilledText(300).nullable(),
    /** Day of the appointment where one is scheduled. */
    appointmentOn: LocalDate.nullable(),
    words: Text(2000),
    source: Source,
  })
  .refine((report) => report.status !== 'failed' || report.reason !== null, {
    path: ['reason'],
    message: 'form.invalid',
  });

export const reportService = defineVerb({
  type: 'referral.report-service',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: ReportService,
  intent: ReportService,
  propose: asEntered,
  judge: (state: CaseState, payload) => judgeKnown(state, payload),
  apply: (state: CaseState, payload, fact): CaseState =>
    withReferral(state, payload.referral, (referral) => ({
      ...referral,
      service: reported(payload.status, payload.reason, payload.source, fact),
      // An appointment is an answer for the person too.
      toTell: payload.status === 'scheduled' ? [...referral.toTell, fact.entry] : referral.toTell,
    })),
});

const Attempt = z.object({ on: LocalDate, hour: z.int().min(0).max(23) });

const ReportConfirmation = z.discriminatedUnion('confirmation', [
  z.object({ referral: ReferralId, confirmation: z.literal('confirmed'), words: Text(2000), source: Source }),
  z.object({ referral: ReferralId, confirmation: z.literal('disputed'), words: FilledText(2000), source: Source }),
  z.object({
    referral: ReferralId,
    confirmation: z.literal('not-reached'),
    words: Text(2000),
    source: Source,
    /** Three attempts on different days and hours (SOP of the NRM, 1-product "A referral is four small tables"). */
    attempts: z
      .array(Attempt)
      .max(20)
      .refine(
        (attempts) =>
          distinct(attempts.map((attempt) => attempt.on)) >= 3 && distinct(attempts.map((a) => a.hour)) >= 2,
        {
          message: 'referral.too-few-attempts',
        },
      ),
  }),
]);

/** What the person says: yes, it helped as promised; no, it did not; or nobody could reach them. */
export const reportConfirmation = defineVerb({
  type: 'referral.report-confirmation',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: ReportConfirmation,
  intent: ReportConfirmation,
  propose: asEntered,
  judge: (state: CaseState, payload) => judgeKnown(state, payload),
  apply: (state: CaseState, payload, fact): CaseState =>
    withReferral(state, payload.referral, (referral) => ({
      ...referral,
      confirmation: reported(payload.confirmation, null, payload.source, fact),
    })),
});

const TellPerson = z.object({ referral: ReferralId, about: EntryId, words: Text(2000) });

/** The person has been told of an answer: the task it left is done. */
export const tellPerson = defineVerb({
  type: 'referral.tell-person',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: TellPerson,
  intent: TellPerson,
  propose: asEntered,
  judge: (state: CaseState, payload) => judgeKnown(state, payload),
  apply: (state: CaseState, payload): CaseState =>
    withReferral(state, payload.referral, (referral) => ({
      ...referral,
      toTell: referral.toTell.filter((entry) => entry !== payload.about),
    })),
});

const distinct = (values: readonly unknown[]) => new Set(values).size;
