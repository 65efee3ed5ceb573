import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  installSchedule,
  removeSchedule,
  type ScheduleMachine,
  scheduleText,
  systemdUnits,
  windowsTask,
} from './schedule.ts';

const TASK = { program: '/opt/nrm/nrm', args: ['--sync-signed-out'], hour: '20:30' };

function machine(code: number | null = 0): ScheduleMachine & { readonly ran: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-schedule-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ran: string[] = [];
  return {
    folder,
    unitFolder: join(folder, 'units'),
    ran,
    run(tool, args) {
      ran.push([tool, ...args].join(' ').replaceAll(folder, '~'));
      return code;
    },
  };
}

/** Each folder has a task of its own. */
const keyOf = ({ folder }: ScheduleMachine) => createHash('sha256').update(folder).digest('hex').slice(0, 8);

it('tells Windows the hour of Baghdad, a moment of its own, and to make up for a missed night', () => {
  const text = windowsTask({
    program: 'C:\\Program Files\\N&M\\NRM.exe',
    args: ['--data', 'D:\\Office <1>\\laptop of the desk\\', 'sync', '--signed-out'],
    hour: '20:30',
  });
  for (const line of [
    '<StartBoundary>2026-01-01T20:30:00+03:00</StartBoundary>',
    '<RandomDelay>PT30M</RandomDelay>',
    '<StartWhenAvailable>true</StartWhenAvailable>',
    '<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '<Command>C:\\Program Files\\N&amp;M\\NRM.exe</Command>',
    '<Arguments>--data &quot;D:\\Office &lt;1&gt;\\laptop of the desk\\\\&quot; sync --signed-out</Arguments>',
  ])
    expect(text).toContain(line);
  // The order that the schema asks for.
  expect(text.indexOf('<RandomDelay>')).toBeGreaterThan(text.indexOf('<Enabled>'));
  expect(text.indexOf('<ScheduleByDay>')).toBeGreaterThan(text.indexOf('<RandomDelay>'));
});

it('tells systemd the same, and nothing in a path means anything to it', () => {
  const { timer, service } = systemdUnits({
    program: '/opt/n r m/nrm',
    args: ['--data', '/home/100% $HOME "office"\\x', 'sync', '--signed-out'],
    hour: '20:30',
  });
  expect(timer).toContain('OnCalendar=*-*-* 20:30:00 Asia/Baghdad\nRandomizedDelaySec=30min\nPersistent=true\n');
  expect(service).toContain(
    'ExecStart="/opt/n r m/nrm" "--data" "/home/100%% $$HOME \\"office\\"\\\\x" "sync" "--signed-out"\n',
  );
  expect(scheduleText('linux', TASK)).toContain('# nrm-night.timer\n[Unit]');
});

it('hands it to the scheduler of Windows in the letters it reads, and takes it away again', () => {
  const windows = machine();
  expect(installSchedule('windows', TASK, windows)).toEqual({ ok: true, sentence: 'Every night at 20:30.' });
  const bytes = readFileSync(join(windows.folder, 'night.xml'));
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
  expect(bytes.subarray(2).toString('utf16le').replaceAll('\r\n', '\n')).toBe(windowsTask(TASK));
  expect(removeSchedule('windows', windows)).toMatchObject({ ok: true });
  expect(readdirSync(windows.folder)).toEqual(['scheduled.json']);
  expect(windows.ran).toEqual([
    `schtasks.exe /Create /TN NRM\\Night-${keyOf(windows)} /XML ~/night.xml /F`,
    `schtasks.exe /Delete /TN NRM\\Night-${keyOf(windows)} /F`,
  ]);
});

it('hands it to systemd of the user, and takes it away again', () => {
  const linux = machine();
  expect(installSchedule('linux', TASK, linux)).toMatchObject({ ok: true });
  expect(readdirSync(linux.unitFolder).sort()).toEqual([
    `nrm-night-${keyOf(linux)}.service`,
    `nrm-night-${keyOf(linux)}.timer`,
  ]);
  expect(removeSchedule('linux', linux)).toMatchObject({ ok: true });
  expect(readdirSync(linux.unitFolder)).toEqual([]);
  expect(linux.ran).toEqual([
    'systemctl --user daemon-reload',
    `systemctl --user enable --now nrm-night-${keyOf(linux)}.timer`,
    `systemctl --user disable --now nrm-night-${keyOf(linux)}.timer`,
  ]);
});

it.each([
  [null, 'The scheduler of this computer did not take it: it is not there.'],
  [1, 'The scheduler of this computer did not take it: it ended with 1.'],
])('says so when the scheduler did not take it: %s', (code, sentence) => {
  for (const system of ['windows', 'linux'] as const)
    expect(installSchedule(system, TASK, machine(code))).toEqual({ ok: false, sentence });
});
