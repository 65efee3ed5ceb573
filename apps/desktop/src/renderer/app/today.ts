import { dayInBaghdad, instantFromMs, type LocalDate } from '@nrm/domain/shared';

/** The day in Baghdad by the clock of this laptop: what a form proposes, never what a rule counts from. */
export const today = (): LocalDate => dayInBaghdad(instantFromMs(Date.now()));
