import { z } from 'zod';
import { type LocalDate, NeedId, Text } from '../shared/index.ts';

/** What people come for; the services of a provider are described in the same words. */
export const TOPICS = [
  'small-business',
  'job-placement',
  'vocational-training',
  'education',
  'school-enrolment',
  'housing',
  'legal',
  'civil-documentation',
  'protection',
  'medical',
  'mhpss',
] as const;
export const Topic = z.enum(TOPICS);
export type Topic = z.infer<typeof Topic>;

export const URGENCIES = ['emergency', 'urgent', 'normal'] as const;
export const Urgency = z.enum(URGENCIES);
export type Urgency = z.infer<typeof Urgency>;

export const NEED_SETTLEMENTS = ['met', 'met-otherwise', 'no-longer-wanted', 'cannot-be-met'] as const;

export const IdentifyNeed = z.object({
  need: NeedId,
  topic: Topic,
  urgency: Urgency,
  /** "Write what the person needs, not what people say about the person." */
  words: Text(4000),
});
export const SettleNeed = z.object({ need: NeedId, how: z.enum(NEED_SETTLEMENTS), words: Text(2000) });

export interface Need {
  readonly topic: Topic;
  readonly urgency: Urgency;
  readonly identifiedOn: LocalDate;
  readonly settled: { readonly how: (typeof NEED_SETTLEMENTS)[number]; readonly on: LocalDate } | null;
}
