import { PrepareAuditExport } from '@nrm/domain/audit';
import type { CaseState } from '@nrm/domain/case';
import { ok, type Result } from '@nrm/domain/shared';
import type { ActStep } from '../../../bridge/commands.ts';
import { shownState } from '../../ledger/subject-rows.ts';
import type { CommandContext } from '../step-context.ts';

/** Those of the chosen cases that are files of this office: what was transferred away belongs to another desk. */
export function filesOfThisOffice({ store, device }: CommandContext, step: ActStep): Result<readonly string[]> {
  const { cases } = PrepareAuditExport.parse(step.intent);
  return ok(cases.filter((id) => shownState<CaseState>(store, { kind: 'case', id })?.office === device.office));
}
