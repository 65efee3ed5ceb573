import { z } from 'zod';
import { AgeRecipient } from '../bundle/bundle.ts';
import { FilledText, LocalDate, Slug } from '../shared/index.ts';

/** A body that may read case files which an office hands over: named by the governorate, never by an office. */
export const AuditorId = Slug.brand<'AuditorId'>();
export type AuditorId = z.infer<typeof AuditorId>;

/** Every export is sealed to the key kept under this id too, where there is one: the national root. */
export const NATIONAL_AUDITOR = 'national' as AuditorId;

export const AuditorKey = z.object({
  auditor: AuditorId,
  /** As it stands on the letter that asked for the files. */
  name: FilledText(200),
  recipient: AgeRecipient,
  /** The last day on which files may be sealed to it. */
  validUntil: LocalDate,
});

export interface Auditor {
  readonly name: string;
  readonly recipient: AgeRecipient;
  readonly validUntil: LocalDate;
  readonly withdrawn: boolean;
}
