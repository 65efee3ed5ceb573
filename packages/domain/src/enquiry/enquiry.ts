import { z } from 'zod';
import { TOPICS } from '../need/need.ts';
import type { EntryId, LocalDate } from '../shared/index.ts';

/** What people ask about at the front desk; `other` is what no service of the directory is for. */
export const ENQUIRY_TOPICS = [...TOPICS, 'other'] as const;
export const EnquiryTopic = z.enum(ENQUIRY_TOPICS);
export type EnquiryTopic = z.infer<typeof EnquiryTopic>;

/**
 * Somebody asked and left. Topic, district, sex and day are counted and nothing else: no name, no words, no number to
 * find the person by. What they did not want to say is null.
 */
export interface Enquiry {
  readonly entry: EntryId;
  readonly on: LocalDate;
  readonly topic: EnquiryTopic;
  /** p-code, or an external id of a place configured by the governorate */
  readonly district: string | null;
  readonly sex: 'female' | 'male' | null;
}

/**
 * How many of the last enquiries stand in the state of an office: several full days of a busy desk, in less than the
 * 64 KB a state may have. All of them stay in the entries.
 */
export const ENQUIRIES_KEPT = 300;
