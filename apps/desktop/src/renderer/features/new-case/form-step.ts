import type { LocalDate } from '@nrm/domain/shared';
import type { NewCase, RequiredField } from './new-case.ts';

/** What every step of the form gets. */
export interface FormStep {
  readonly form: NewCase;
  readonly change: (change: Partial<NewCase>) => void;
  readonly today: LocalDate;
  /** Somebody wanted to open the file and these are missing: said beside each field. */
  readonly asked: readonly RequiredField[];
}
