import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NIGHT_SPREAD_MS, type NightlyHour } from '@nrm/domain/office';
import { keepScheduled } from '../core/scheduled.ts';

/**
 * The night for a computer on which everybody is signed out and the program is closed: what the scheduler of the operating
 * system is told. Nothing secret stands in it; the key for carrying lies with the laptop.
 */
export interface NightTask {
  readonly program: string;
  readonly args: readonly string[];
  /** Of the office, in Baghdad. */
  readonly hour: NightlyHour;
}
export type ScheduleSystem = 'windows' | 'linux';

const WORDS = 'NRM: sends and receives at night what is sealed, while everybody is signed out';
/** A task for each laptop folder: two users of one computer, or two folders of one user, do not take each other's away. */
const keyOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 8);
const taskOf = (folder: string): string => `NRM\\Night-${keyOf(folder)}`;
const unitOf = (folder: string): string => `nrm-night-${keyOf(folder)}`;
const SPREAD_MINUTES = NIGHT_SPREAD_MS / 60_000;
/** A line that is down at the hour may be there a little later. */
const AGAIN_MINUTES = 15;
const AGAIN_TIMES = 8;
/** Somebody waits for the window, or for the program to end. */
const ANSWER_MS = 10_000;

/**
 * Task Scheduler 1.2 (https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema). It runs as whoever is at
 * Windows, because the system keeps the secret of the machine for them; a missed hour is made up for.
 */
export function windowsTask({ program, args, hour }: NightTask): string {
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${escapeXml(WORDS)}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T${hour}:00+03:00</StartBoundary>
      <Enabled>true</Enabled>
      <RandomDelay>PT${SPREAD_MINUTES}M</RandomDelay>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT${AGAIN_MINUTES}M</Interval>
      <Count>${AGAIN_TIMES}</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escapeXml(program)}</Command>
      <Arguments>${escapeXml(args.map(windowsArgument).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** systemd.timer(5), systemd.service(5), of the user: the keyring of the desktop is theirs. Persistent= makes up for a missed hour. */
export const systemdUnits = ({
  program,
  args,
  hour,
}: NightTask): { readonly timer: string; readonly service: string } => ({
  timer: `[Unit]
Description=${WORDS}

[Timer]
OnCalendar=*-*-* ${hour}:00 Asia/Baghdad
RandomizedDelaySec=${SPREAD_MINUTES}min
Persistent=true

[Install]
WantedBy=timers.target
`,
  service: `[Unit]
Description=${WORDS}
StartLimitIntervalSec=12h
StartLimitBurst=${AGAIN_TIMES}

[Service]
Type=oneshot
ExecStart=${[program, ...args].map(systemdArgument).join(' ')}
Restart=on-failure
RestartSec=${AGAIN_MINUTES}min
TimeoutStartSec=1h
`,
});

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** No path of Windows holds a quotation mark; a backslash before the closing one would take its meaning away. */
const windowsArgument = (text: string): string => (/[\s]/.test(text) ? `"${text.replace(/(\\+)$/, '$1$1')}"` : text);

/** Quotes and backslashes as in C; % and $ have a meaning of their own for systemd. */
const systemdArgument = (text: string): string =>
  `"${text
    .replace(/["\\]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('$', () => '$$')}"`;

/** What `show` prints, for whoever hands it out to many computers. */
export function scheduleText(system: ScheduleSystem, task: NightTask): string {
  if (system === 'windows') return windowsTask(task);
  const { timer, service } = systemdUnits(task);
  return `# nrm-night.timer\n${timer}\n# nrm-night.service\n${service}`;
}

export interface ScheduleMachine {
  /** of the laptop */
  readonly folder: string;
  /** Where the units of the user are looked for. */
  readonly unitFolder: string;
  /** @returns the exit code; null when the tool is not there */
  run(tool: string, args: readonly string[]): number | null;
}

/** @param says where the tools of the system say what they have to say: `ignore` where nobody would read it */
export const thisMachine = (folder: string, says: 'inherit' | 'ignore' = 'inherit'): ScheduleMachine => ({
  folder,
  unitFolder: join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'systemd', 'user'),
  run: (tool, args) => {
    // By its whole path: Windows would look in the folder first in which the program was started.
    const path = process.platform === 'win32' ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', tool) : tool;
    return spawnSync(path, args, { stdio: says, windowsHide: true, timeout: ANSWER_MS }).status;
  },
});

/** A sentence, and whether the scheduler took it. */
interface Said {
  readonly ok: boolean;
  readonly sentence: string;
}

/** What came of it is remembered in the folder of the laptop (`findScheduled`). */
export function installSchedule(system: ScheduleSystem, task: NightTask, machine: ScheduleMachine): Said {
  const done = tellScheduler(system, task, machine);
  keepScheduled(machine.folder, { state: done.ok ? 'taken' : 'not-taken', program: task.program, hour: task.hour });
  return done;
}

function tellScheduler(system: ScheduleSystem, task: NightTask, { folder, unitFolder, run }: ScheduleMachine): Said {
  if (system === 'windows') {
    const path = join(folder, 'night.xml');
    // The tool believes the first line, which says UTF-16.
    writeFileSync(path, Buffer.from(`\uFEFF${windowsTask(task).replaceAll('\n', '\r\n')}`, 'utf16le'));
    return said(
      run('schtasks.exe', ['/Create', '/TN', taskOf(folder), '/XML', path, '/F']),
      `Every night at ${task.hour}.`,
    );
  }
  const { timer, service } = systemdUnits(task);
  mkdirSync(unitFolder, { recursive: true });
  writeFileSync(join(unitFolder, `${unitOf(folder)}.timer`), timer);
  writeFileSync(join(unitFolder, `${unitOf(folder)}.service`), service);
  run('systemctl', ['--user', 'daemon-reload']);
  return said(
    run('systemctl', ['--user', 'enable', '--now', `${unitOf(folder)}.timer`]),
    `Every night at ${task.hour}.`,
  );
}

export function removeSchedule(system: ScheduleSystem, { folder, unitFolder, run }: ScheduleMachine): Said {
  keepScheduled(folder, { state: 'removed' });
  if (system === 'windows') {
    rmSync(join(folder, 'night.xml'), { force: true });
    return said(run('schtasks.exe', ['/Delete', '/TN', taskOf(folder), '/F']), 'Not scheduled any more.');
  }
  const code = run('systemctl', ['--user', 'disable', '--now', `${unitOf(folder)}.timer`]);
  for (const kind of ['timer', 'service']) rmSync(join(unitFolder, `${unitOf(folder)}.${kind}`), { force: true });
  return said(code, 'Not scheduled any more.');
}

function said(code: number | null, done: string): Said {
  if (code === 0) return { ok: true, sentence: done };
  const why = code === null ? 'it is not there' : `it ended with ${code}`;
  return { ok: false, sentence: `The scheduler of this computer did not take it: ${why}.` };
}
