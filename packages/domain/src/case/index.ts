import * as consentVerbs from '../consent/consent-verbs.ts';
import * as followUpVerbs from '../followup/index.ts';
import { feedId } from '../ledger/feed.ts';
import type { SubjectKind } from '../ledger/subject.ts';
import type { AnyVerb } from '../ledger/verb.ts';
import * as needVerbs from '../need/need-verbs.ts';
import { draftReferral } from '../referral/draft-referral.ts';
import * as endSending from '../referral/end-sending.ts';
import { reportAnswer, reportConfirmation, reportService, tellPerson } from '../referral/report-referral.ts';
import { sendReferral } from '../referral/send-referral.ts';
import type { CaseState } from './case.ts';
import { correctCase, settleAnswers } from './correct-case.ts';
import * as followCase from './follow-case.ts';
import { registerCase } from './register-case.ts';

export * from './case.ts';
export * from './correct-case.ts';
export * from './follow-case.ts';
export * from './person.ts';
export * from './register-case.ts';

export const caseKind: SubjectKind<CaseState> = {
  kind: 'case',
  stateVersion: 1,
  verbs: [
    registerCase,
    correctCase,
    settleAnswers,
    ...Object.values(followCase),
    ...Object.values(consentVerbs),
    ...Object.values(needVerbs),
    draftReferral,
    sendReferral,
    ...Object.values(endSending),
    reportAnswer,
    reportService,
    reportConfirmation,
    tellPerson,
    followUpVerbs.recordFollowUp,
    followUpVerbs.recordContactAttempt,
  ] as AnyVerb[],
  feedOf: (state) => feedId.office(state.office),
  // The office that has it, and every office that had it at or after what the author had seen.
  officesOf: (state, basis) =>
    state.offices
      .filter((_stay, index) => {
        const next = state.offices[index + 1];
        return next === undefined || next.seq > basis;
      })
      .map((stay) => stay.office),
};
