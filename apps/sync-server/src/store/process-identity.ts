/**
 * Tells whether the process that wrote its identity into a file still runs. The number alone is not enough: after a
 * restart of the computer it soon belongs to somebody else, and a killed process may linger as a zombie.
 */
import { readFileSync } from 'node:fs';
import { errorCode } from '../faults.ts';

/** `<pid>` or, where the system tells, `<pid> <start in clock ticks since boot>`; undefined when no such process runs. */
export function findProcessIdentity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid < 1 || !answersSignals(pid)) return undefined;
  try {
    // proc(5): after the name in brackets come the state (3rd field) and the start time (22nd).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${pid} ${fields[19]}`;
  } catch {
    return String(pid);
  }
}

export const isRunning = (pid: number): boolean => findProcessIdentity(pid) !== undefined;

/** @param identity as `findProcessIdentity` gave it, perhaps in another life */
export const isStillThere = (identity: string): boolean =>
  findProcessIdentity(Number(identity.split(' ')[0])) === identity;

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
