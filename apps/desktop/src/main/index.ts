import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, protocol, safeStorage, session } from 'electron';
import { createBridgeListener } from './bridge-channel.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from './channels.ts';
import { withFolderDialog } from './choose-folder.ts';
import { createCoreLink } from './core-link.ts';
import { guardContents, guardSession } from './guards.ts';
import { menuLanguage, menuTemplate } from './menu.ts';
import { printPage } from './print-page.ts';
import { createScreensHandler, SCHEME, SCREENS_ADDRESS } from './screens.ts';
import { createSealedDeviceSecretStore } from './sealed-device-secret.ts';
import { PARTITION, windowOptions } from './window-options.ts';

/**
 * The main process: one window, one core, and the doors between them. It holds no keys and reads no file of a person.
 */
const out = join(import.meta.dirname, '..');

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
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

app.on('web-contents-created', (_event, contents) => guardContents(contents));

function start(): void {
  const folder = join(app.getPath('userData'), 'laptop');
  const core = createCoreLink(
    join(out, 'main', 'core-process.js'),
    folder,
    createSealedDeviceSecretStore(join(folder, 'device-secret'), safeStorage),
    printPage,
  );

  const screens = session.fromPartition(PARTITION);
  guardSession(screens);
  guardSession(session.defaultSession);
  screens.protocol.handle(SCHEME, createScreensHandler(join(out, 'renderer')));
  ipcMain.handle(INVOKE_CHANNEL, createBridgeListener(withFolderDialog(core.invoke, dialog, () => window)));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menuLanguage(app.getPreferredSystemLanguages()))));

  const window = new BrowserWindow(windowOptions(join(out, 'preload', 'index.cjs')));
  window.once('ready-to-show', () => window.show());
  const unsubscribe = core.subscribe((event) => window.webContents.send(EVENT_CHANNEL, event));
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
