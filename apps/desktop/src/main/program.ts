import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, protocol, safeStorage, session } from 'electron';
import type { Bridge } from '../bridge/answer.ts';
import type { DeviceSecretStore } from '../core/session/device-secret-store.ts';
import { createBridgeListener } from './bridge-channel.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from './channels.ts';
import { withFolderDialog } from './choose-folder.ts';
import { type CoreLink, createCoreLink } from './core-link.ts';
import { guardContents, guardSession } from './guards.ts';
import { menuLanguage, menuTemplate } from './menu.ts';
import { printPage } from './print-page.ts';
import { createScreensHandler, SCHEME, SCREENS_ADDRESS, type ScreensHandler } from './screens.ts';
import { createSealedDeviceSecretStore } from './sealed-device-secret.ts';
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

  // A second program on the same files would be a second writer of the ledger.
  if (app.requestSingleInstanceLock())
    void app.whenReady().then(async () => {
      open(join(main, '..'), await settingOf());
    });
  else app.quit();
}

function open(out: string, setting: Setting): void {
  const core = createCoreLink(join(out, 'main', 'core-process.js'), setting.folder, setting.deviceSecret, printPage);
  const bridge = setting.before(core);

  const screens = session.fromPartition(PARTITION);
  guardSession(screens);
  guardSession(session.defaultSession);
  screens.protocol.handle(SCHEME, setting.answering(createScreensHandler(join(out, 'renderer'))));
  app.on('web-contents-created', (_event, contents) => guardContents(contents, setting.onAsked));
  ipcMain.handle(INVOKE_CHANNEL, createBridgeListener(withFolderDialog(bridge.invoke, dialog, () => window)));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menuLanguage(app.getPreferredSystemLanguages()))));

  const window = new BrowserWindow(windowOptions(join(out, 'preload', 'index.cjs')));
  window.once('ready-to-show', () => {
    window.show();
    setting.onShown();
  });
  const unsubscribe = bridge.subscribe((event) => window.webContents.send(EVENT_CHANNEL, event));
  window.once('closed', unsubscribe);
  void window.loadURL(SCREENS_ADDRESS);

  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  // Whoever opens the lid next may be somebody else.
  powerMonitor.on('suspend', () => void core.lock());
  powerMonitor.on('lock-screen', () => void core.lock());
  app.on('window-all-closed', () => app.quit());

  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void core.close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });
}
