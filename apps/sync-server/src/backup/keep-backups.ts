/** Which backups are kept: the newest of each of the last days, weeks and months, and always the newest that was proved. */
import type { Instant } from '@nrm/domain/shared';

export interface Retention {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

export const DEFAULT_RETENTION: Retention = { daily: 7, weekly: 4, monthly: 12 };

export interface KeptBackup {
  readonly madeAt: Instant;
  /** Somebody restored it once and found no trouble. */
  readonly isProved: boolean;
}

const DAY_MS = 86_400_000;
const dayOf = (at: Instant): number => Math.floor(Date.parse(at) / DAY_MS);

/**
 * Days, weeks (from Monday) and months are those of UTC in which there is a backup at all: a server that stood still for a
 * year loses nothing by it. The newest is always kept, also where `keep` says nothing at all.
 */
export function backupsToKeep<Backup extends KeptBackup>(backups: readonly Backup[], keep: Retention): Set<Backup> {
  const newestFirst = [...backups].sort((a, b) => Date.parse(b.madeAt) - Date.parse(a.madeAt));
  const kept = new Set<Backup>(newestFirst.slice(0, 1));
  const proved = newestFirst.find(({ isProved }) => isProved);
  if (proved) kept.add(proved);
  const spans: readonly [number, (at: Instant) => string | number][] = [
    [keep.daily, dayOf],
    [keep.weekly, (at) => Math.floor((dayOf(at) + 3) / 7)], // 1 January 1970 was a Thursday
    [keep.monthly, (at) => new Date(at).toISOString().slice(0, 7)],
  ];
  for (const [count, spanOf] of spans) {
    const seen = new Set<string | number>();
    for (const backup of newestFirst) {
      const span = spanOf(backup.madeAt);
      if (seen.has(span)) continue;
      if (seen.size >= count) break;
      seen.add(span);
      kept.add(backup);
    }
  }
  return kept;
}
