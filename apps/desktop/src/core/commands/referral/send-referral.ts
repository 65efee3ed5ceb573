import { DEFAULT_SOP, responseDueOn } from '@nrm/domain/calendar';
import type { CaseState } from '@nrm/domain/case';
import { formSlipCode, SLIP_RANDOM_DIGITS } from '@nrm/domain/case-number';
import type { GovernorateState } from '@nrm/domain/governorate';
import { dayInBaghdad, type LocalDate, ok, type ReferralId, type Result, refuse } from '@nrm/domain/shared';
import { z } from 'zod';
import type { ActStep } from '../../../bridge/commands.ts';
import { shownState } from '../../ledger/subject-rows.ts';
import type { CommandContext } from '../step-context.ts';

/**
 * `referral.send` needs the code of the client's slip, which has no name beside it, and the day by which the SOP wants
 * an answer, counted from the day it was sent.
 */
export function slipForReferral(
  { store, ledger, device }: CommandContext,
  step: ActStep,
): Result<{ slipCode: string; dueOn: LocalDate }> {
  const intent = z.looseObject({ referral: z.string() }).safeParse(step.intent);
  if (!intent.success) return refuse('form.invalid', { field: 'referral' });
  const referral = shownState<CaseState>(store, step.subject)?.referrals[intent.data.referral as ReferralId];
  if (!referral) return refuse('referral.unknown');
  const governorate = shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  const sentOn = step.occurredOn?.day ?? dayInBaghdad(ledger.now().instant);
  const digits = Array.from(ledger.random(SLIP_RANDOM_DIGITS), (byte) => byte % 10).join('');
  return ok({
    slipCode: formSlipCode(digits),
    dueOn: responseDueOn(DEFAULT_SOP, referral.urgency, sentOn, new Set(governorate?.holidays ?? [])),
  });
}
