import type { Result } from '@nrm/domain/shared';
import { ok } from '@nrm/domain/shared';
import type { ActStep } from '../../bridge/commands.ts';
import type { LedgerContext, ThisDevice } from '../ledger/ledger.ts';
import type { ReadableStore } from '../store/store.ts';
import { filesOfThisOffice } from './audit/prepare-audit-export.ts';
import { numberForCase } from './case/register-case.ts';
import { slipForReferral } from './referral/send-referral.ts';

/** What a command may look at when it prepares what only this laptop knows. */
export interface CommandContext {
  /** As it stands inside the transaction, with the steps before this one. */
  readonly store: ReadableStore;
  readonly ledger: LedgerContext;
  readonly device: ThisDevice;
}

/**
 * Verbs whose proposal needs more than the person's intent. Every other verb goes straight through the door of the
 * ledger (`ledger/append-act.ts`), which proposes, judges and writes it: a file that only forwards would say nothing.
 */
const CONTEXTS: Readonly<Record<string, (context: CommandContext, step: ActStep) => Result<unknown>>> = {
  'audit-export.prepare': filesOfThisOffice,
  'case.register': numberForCase,
  'referral.send': slipForReferral,
};

export const contextOf = (context: CommandContext, step: ActStep): Result<unknown> =>
  CONTEXTS[step.type]?.(context, step) ?? ok(undefined);
