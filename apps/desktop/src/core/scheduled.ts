import { join } from 'node:path';
import { NightlyHour } from '@nrm/domain/office';
import { z } from 'zod';
import { findFile, writeDurably } from './store/durable-file.ts';

/**
 * What the scheduler of this computer was told last: who keeps the night while the program is closed. Told by another part
 * of the program than the core, so it has a file of its own. Nothing of anybody.
 */
const Scheduled = z.object({
  /** `removed`: somebody took it away, and the program does not put it back by itself. */
  state: z.enum(['taken', 'not-taken', 'removed']),
  /** Of the task, where there is one. */
  program: z.string().optional(),
  hour: NightlyHour.optional(),
});
export type Scheduled = z.infer<typeof Scheduled>;

const scheduledPath = (folder: string) => join(folder, 'scheduled.json');

/** null: nobody told it anything, as far as is known. */
export function findScheduled(folder: string): Scheduled | null {
  try {
    return Scheduled.nullable().parse(JSON.parse(findFile(scheduledPath(folder))?.toString('utf8') ?? 'null'));
  } catch {
    return null;
  }
}

/** @throws Fault disk.full, disk.not-writable, disk.failed */
export const keepScheduled = (folder: string, scheduled: Scheduled): void =>
  writeDurably(scheduledPath(folder), JSON.stringify(scheduled));
