import { z } from 'zod';
import { EntryId, Refusal } from '../shared/index.ts';

/** What became of an entry at the server. Recorded once; nobody judges a confirmed entry again, not even after an upgrade. */
export const OUTCOMES = ['applied', 'refused', 'held', 'quarantined'] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

/** `applied` and `refused` entries have a place in their subject; `held` and `quarantined` ones have none (yet). */
export const Receipt = z.object({
  entry: EntryId,
  outcome: Outcome,
  refusal: Refusal.nullable(),
  subjectSeq: z.int().min(1).nullable(),
});
export type Receipt = z.infer<typeof Receipt>;

export const isPlaced = (outcome: Outcome): outcome is 'applied' | 'refused' =>
  outcome === 'applied' || outcome === 'refused';
