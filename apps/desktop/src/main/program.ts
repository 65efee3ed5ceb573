import { join } from 'node:path';
import { Language } from '@nrm/domain/language';
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, protocol, safeStorage, session } from 'electron';
import { z } from 'zod';
import type { Bridge, BridgeAnswer } from '../bridge/answer.ts';
import type { DeviceSecretStore } from '../core/session/device-secret-store.ts';
import { thisMachine } from '../scheduler/schedule.ts';
import { scheduleNight } from '../scheduler/schedule-night.ts';
import { createBridgeListener } from './bridge-channel.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from './channels.ts';
import { withFolderDialog } from './choose-folder.ts';
import { type CoreLink, createCoreLink } from './core-link.ts';
import { guardContents, guardSession } from './guards.ts';
import { menuLanguage, menuTemplate } from './menu.ts';
import { printPage } from './print-page.ts';
import { createScreensHandler, SCHEME, SCREENS_ADDRESS, type ScreensHandler } from './screens.ts';
import { createSealedDeviceSecretStore } from './sealed-device-secret.ts';
import { stayInTray } from './tray.ts';
import { PARTITION, windowOptions } from './window-options.ts';

/** What the window of the demonstration has otherwise than the program of an office. */
export interface Setting {
  /** of the laptop */
  readonly folder: string;
  readonly deviceSecret: DeviceSecretStore;
  /** Stands between the window and the core. */
  before(core: CoreLink): Bridge;
  /** Stands before the files of the screens. */
  answering(files: ScreensHandler): ScreensHandler;
  onShown(): void;
  /** Whether closing the window leaves the program in the tray. */
  readonly staysInTray: boolean;
  /** The page asked for a window on an address; it gets none. */
  onAsked(address: string): void;
}

/** The laptop of an office: its files are where the program keeps its data, its secret is with the operating system. */
const ofAnOffice = (): Setting => {
  const folder = join(app.getPath('userData'), 'laptop');
  return {
    folder,
    deviceSecret: createSealedDeviceSecretStore(join(folder, 'device-secret'), safeStorage),
    before: (core) => core,
    answering: (files) => files,
    staysInTray: true,
    onShown: () => undefined,
    onAsked: () => undefined,
  };
};

/**
 * The main process: one window, one core, and the doors between them. It holds no keys and reads no file of a person.
 * Called once, before the app is ready.
 * @param main folder of the built program that was started: what is shared by two programs is bundled beside them
 */
export function runProgram(main: string, settingOf: () => Setting | Promise<Setting> = ofAnOffice): void {
  // The screens never speak with a network; the core does, in Node. So Chromium gets none: no names, no services of Google.
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'disable-quic',
    'disable-sync',
    'no-first-run',
    'no-pings',
  ])
    app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);

  const isForTheNight = process.argv.includes(FOR_THE_NIGHT);
  // A second program on the same files would be a second writer of the ledger.
  if (app.requestSingleInstanceLock())
    void app.whenReady().then(async () => {
      const setting = await settingOf();
      if (isForTheNight) await carryForTheNight(join(main, '..'), setting);
      else open(join(main, '..'), setting);
    });
  else {
    if (isForTheNight) console.log('The program is open, and keeps the night by itself.');
    app.quit();
  }
}

/** The scheduler of the operating system starts the program so, when it is not open: no window, nothing to press. */
export const FOR_THE_NIGHT = '--sync-signed-out';

const linkTo = (out: string, { folder, deviceSecret }: Setting): CoreLink =>
  createCoreLink(join(out, 'main', 'core-process.js'), folder, deviceSecret, printPage);

/** A computer on which the program is only tried keeps its scheduler to itself. */
function tellScheduler({ folder }: Setting): void {
  if (!app.isPackaged) return;
  const system = process.platform === 'win32' ? 'windows' : 'linux';
  scheduleNight(system, { program: process.execPath, args: [FOR_THE_NIGHT] }, thisMachine(folder, 'ignore'));
}

async function carryForTheNight(out: string, setting: Setting): Promise<void> {
  const core = linkTo(out, setting);
  const answer = await core.invoke('sync.carry-sealed', {});
  await core.close();
  if (answer.kind === 'fault') console.log(`Not carried: ${answer.fault.code}.`);
  app.exit(answer.kind === 'value' ? 0 : 1);
}

function open(out: string, setting: Setting): void {
  const core = linkTo(out, setting);
  const bridge = setting.before(core);

  const screens = session.fromPartition(PARTITION);
  guardSession(screens);
  guardSession(session.defaultSession);
  screens.protocol.handle(SCHEME, setting.answering(createScreensHandler(join(out, 'renderer'))));
  app.on('web-contents-created', (_event, contents) => guardContents(contents, setting.onAsked));
  ipcMain.handle(INVOKE_CHANNEL, createBridgeListener(withFolderDialog(invoke, dialog, () => window)));

  const window = new BrowserWindow(windowOptions(join(out, 'preload', 'index.cjs')));
  window.once('ready-to-show', () => {
    window.show();
    setting.onShown();
    tellScheduler(setting);
  });
  const unsubscribe = bridge.subscribe((event) => window.webContents.send(EVENT_CHANNEL, event));
  window.once('closed', unsubscribe);
  void window.loadURL(SCREENS_ADDRESS);

  const tray = setting.staysInTray
    ? stayInTray({ window, lock: () => void core.lock(), quit: () => app.quit() })
    : undefined;
  function speak(language: Language): void {
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(language)));
    tray?.speak(language);
  }
  speak(menuLanguage(app.getPreferredSystemLanguages()));
  const speakAsKept = async () => {
    const language = findLanguage(await core.invoke('session.state', {}));
    if (language) speak(language);
  };
  window.once('ready-to-show', () => void speakAsKept());
  async function invoke(name: string, args: unknown): Promise<BridgeAnswer<unknown>> {
    const answer = await bridge.invoke(name, args);
    if (name === 'preferences.set-language' && answer.kind === 'value') void speakAsKept();
    return answer;
  }

  app.on('second-instance', (_event, argv) => {
    // The scheduler came while the program is open: whoever sits here is not disturbed.
    if (argv.includes(FOR_THE_NIGHT)) return;
    if (tray) tray.open();
    else {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
  });
  // Whoever opens the lid next may be somebody else.
  powerMonitor.on('suspend', () => void core.lock());
  powerMonitor.on('lock-screen', () => void core.lock());
  app.on('window-all-closed', () => app.quit());

  // What waits is sent while the window is still there to say so. The core takes no longer than it is given.
  let closing: Promise<void> | undefined;
  let isClosed = false;
  function close(): Promise<void> {
    tray?.end();
    closing ??= core.close().finally(() => {
      isClosed = true;
      tellScheduler(setting);
    });
    return closing;
  }
  core.subscribe((event) => {
    if (event.kind === 'leaving') tray?.sending(event.sent, event.total);
  });
  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void close().then(() => app.quit());
  });
  // The computer is switched off: on Linux the program is waited for, on Windows it does what it still can.
  powerMonitor.on('shutdown', () => app.quit());
  window.on('session-end', () => void close());
}

/** What is kept on this laptop; null until somebody chose, and where the core cannot say. */
const findLanguage = (answer: BridgeAnswer<unknown>): Language | null =>
  answer.kind === 'value' ? (SaidLanguage.safeParse(answer.value).data?.language ?? null) : null;
const SaidLanguage = z.object({ language: Language.nullable() });
