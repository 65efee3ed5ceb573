import type { GovernorateState } from '../governorate/governorate.ts';
import type { Language } from '../language/language.ts';
import { type EntryId, type LocalDate, ok, type Result, refuse, type WorkerId } from '../shared/index.ts';
import type { Auditor, AuditorId } from './auditor.ts';

/** Cases in one export: as many as two people can answer for, and small enough for one entry. */
export const MAX_EXPORT_CASES = 200;

/**
 * Case files on their way to an auditor: prepared by one person, released by another, then written to a medium. Which
 * cases they are, and why, stays in the entry that prepared it.
 */
export interface AuditExport {
  /** The entry that prepared it. */
  readonly entry: EntryId;
  readonly preparedBy: WorkerId;
  readonly preparedOn: LocalDate;
  readonly auditor: AuditorId;
  readonly language: Language;
  /** How many. */
  readonly cases: number;
  readonly releasedBy: WorkerId | null;
  readonly releasedOn: LocalDate | null;
  /** By whoever prepared it, or by a supervisor; absent where nobody did. */
  readonly withdrawn?: { readonly by: WorkerId; readonly on: LocalDate };
  /** How many times it was written, and the last: SHA-256 of the bag's `tagmanifest-sha256.txt`, which names all the rest. */
  readonly written: { readonly times: number; readonly on: LocalDate; readonly bag: string } | null;
}

/** How many of the last exports stand in the state of an office. All of them stay in the entries. */
export const EXPORTS_KEPT = 24;

/** The auditor's key, if files may be sealed to it on a day. Refuses auditor.unknown, auditor.withdrawn, auditor.expired. */
export function usableAuditor(
  administration: GovernorateState | undefined,
  auditor: AuditorId,
  day: LocalDate,
): Result<Auditor> {
  const key = administration?.auditors?.[auditor];
  if (!key) return refuse('auditor.unknown');
  if (key.withdrawn) return refuse('auditor.withdrawn');
  return day > key.validUntil ? refuse('auditor.expired') : ok(key);
}
