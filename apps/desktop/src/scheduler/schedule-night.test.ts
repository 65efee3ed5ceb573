import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keepLastContact } from '../core/last-contact.ts';
import { findScheduled } from '../core/scheduled.ts';
import { removeSchedule, type ScheduleMachine } from './schedule.ts';
import { scheduleNight } from './schedule-night.ts';

function computer(code: number | null = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-schedule-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ran: string[] = [];
  const machine: ScheduleMachine = {
    folder,
    unitFolder: join(folder, 'units'),
    run(tool) {
      ran.push(tool);
      return code;
    },
  };
  const start = (program = 'C:\\NRM\\NRM.exe') => {
    ran.length = 0;
    scheduleNight('windows', { program, args: ['--sync-signed-out'] }, machine);
    return ran.length;
  };
  return { folder, machine, start, connect: () => writeFileSync(join(folder, 'connection.json'), '{}') };
}

it('tells the scheduler once the laptop is connected, and again only for another hour or place', () => {
  const { folder, start, connect } = computer();
  expect(start()).toBe(0);
  expect(findScheduled(folder)).toBeNull();
  connect();
  expect(start()).toBe(1);
  expect(findScheduled(folder)).toEqual({ state: 'taken', program: 'C:\\NRM\\NRM.exe', hour: '20:00' });
  expect(start()).toBe(0);
  keepLastContact(folder, { nightlyHour: '21:30' });
  expect(start()).toBe(1);
  expect(start()).toBe(0);
  expect(start('D:\\NRM\\NRM.exe')).toBe(1);
  expect(findScheduled(folder)).toMatchObject({ program: 'D:\\NRM\\NRM.exe', hour: '21:30' });
});

it('says that a scheduler did not take it, and asks again at every start', () => {
  const { folder, start, connect } = computer(null);
  connect();
  expect([start(), start()]).toEqual([1, 1]);
  expect(findScheduled(folder)?.state).toBe('not-taken');
});

it('does not put back what somebody took away', () => {
  const { folder, machine, start, connect } = computer();
  connect();
  start();
  removeSchedule('windows', machine);
  expect(start()).toBe(0);
  expect(findScheduled(folder)).toEqual({ state: 'removed' });
});
