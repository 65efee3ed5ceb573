import { isConnectionKept } from '../core/connection.ts';
import { isFault } from '../core/faults.ts';
import { readLastContact } from '../core/last-contact.ts';
import { findScheduled } from '../core/scheduled.ts';
import { installSchedule, type NightTask, type ScheduleMachine, type ScheduleSystem } from './schedule.ts';

/**
 * The installed program tells the scheduler of its computer by itself: once the laptop is connected, and again when the
 * office has another hour, the program lies elsewhere, or the scheduler did not take it the last time. Nothing happens
 * where it knows already, or where somebody took the task away (`schedule remove`).
 * @param task what is to be started; the hour is the one this laptop knows
 */
export function scheduleNight(system: ScheduleSystem, task: Omit<NightTask, 'hour'>, machine: ScheduleMachine): void {
  const { folder } = machine;
  try {
    if (!isConnectionKept(folder)) return;
    const { nightlyHour: hour } = readLastContact(folder);
    const told = findScheduled(folder);
    if (told?.state === 'removed') return;
    if (told?.state === 'taken' && told.hour === hour && told.program === task.program) return;
    installSchedule(system, { ...task, hour }, machine);
  } catch (error) {
    // A disk without room keeps nobody from working; it is told at the next start.
    console.error('the scheduler was not told:', isFault(error) ? error.code : 'program.error');
  }
}
