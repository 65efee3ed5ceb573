import { type ChildProcess, fork } from 'node:child_process';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page, type Route } from '@playwright/test';
import { CoveredEmitter, covered, NotCovered } from './covered.ts';
import { markReady, protocol, session } from './session.ts';
import { BrowserWindowDouble, toApp } from './window.ts';

/**
 * The double of the `electron` module: the real built main process, preload script and screens run against an installed
 * Chromium. It is for tests where no Electron binary can be had. Whatever stands not here, or throws, is not covered.
 */
const switches: string[] = [];
const windows: BrowserWindowDouble[] = [];
const invokeHandlers = new Map<string, (event: object, ...args: unknown[]) => unknown>();
const argument = (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);

let context: BrowserContext | undefined;
let isReady = false;
let isQuitting = false;
const profile = mkdtempSync(join(tmpdir(), 'nrm-electron-double-'));

class AppDouble extends CoveredEmitter {
  readonly isPackaged = false;
  readonly #ready: Promise<void>;

  constructor() {
    super('app', [
      'ready',
      'web-contents-created',
      'second-instance',
      'window-all-closed',
      'before-quit',
      'will-quit',
      'quit',
    ]);
    // The switches of the program are given while its first lines run: so Chromium starts after them.
    this.#ready = new Promise((resolve) => setImmediate(resolve)).then(openChromium);
    this.#ready.then(
      () => this.emit('ready'),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  }

  readonly commandLine = covered('app.commandLine', {
    appendSwitch(name: string, value?: string): void {
      if (isReady) throw new Error('switches are given before the app is ready');
      switches.push(value === undefined ? `--${name}` : `--${name}=${value}`);
    },
  });
  enableSandbox(): void {
    if (isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  whenReady(): Promise<void> {
    return this.#ready;
  }
  getPath(name: string): string {
    const folder = argument('user-data-dir');
    if (name !== 'userData' || folder === undefined)
      throw new NotCovered(`app.getPath('${name}') without --user-data-dir`);
    return folder;
  }
  getPreferredSystemLanguages(): string[] {
    return ['ar-IQ'];
  }
  /** The process that holds the lock is in a file; a second one wakes it with a signal. */
  requestSingleInstanceLock(): boolean {
    mkdirSync(this.getPath('userData'), { recursive: true });
    const path = join(this.getPath('userData'), 'instance.lock');
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
    } catch {
      const holder = Number(readFileSync(path, 'utf8'));
      if (isAlive(holder)) {
        writeFileSync(argvPath(this), process.argv.join('\n'));
        process.kill(holder, 'SIGUSR2');
        return false;
      }
      writeFileSync(path, String(process.pid));
    }
    process.on('SIGUSR2', () => this.emit('second-instance', {}, readFileSync(argvPath(this), 'utf8').split('\n'), ''));
    process.on('exit', () => rmSync(path, { force: true }));
    return true;
  }
  /** Without asking anybody. */
  exit(code: number): void {
    void (context?.close() ?? Promise.resolve()).finally(() => {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      process.exit(code);
    });
  }
  quit(): void {
    if (!isQuitting && this.isPrevented('before-quit')) return;
    isQuitting = true;
    for (const window of windows) window.close();
    if (windows.some((window) => !window.isClosing)) {
      isQuitting = false;
      return;
    }
    if (this.isPrevented('will-quit')) return;
    this.emit('quit', {}, 0);
    this.exit(0);
  }
}

/** The arguments of a second program, for the first: a signal carries none. */
const argvPath = (of: AppDouble) => join(of.getPath('userData'), 'second-instance');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function openChromium(): Promise<void> {
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.NRM_BROWSER ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      ...switches,
    ],
    handleSIGTERM: false,
  });
  await context.route('**/*', async (route) => {
    const page = findPage(route);
    const window = windows.find((open) => open.owns(page));
    if (window) return window.answer(route);
    if (route.request().isNavigationRequest()) refuseToOpen(toApp(route.request().url()));
    await route.abort('blockedbyclient');
  });
  // There is one window, on the page that was there from the start: any other was opened by it.
  context.on('page', async (page) => {
    refuseToOpen(page.url());
    await page.close().catch(() => undefined);
  });
  isReady = true;
  markReady();
  const port = Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
  note({ port });
  process.send?.({ kind: 'ready', port });
}

/** `--double-notes=FILE`: for a test that did not start this program itself. */
function note(what: { readonly port: number } | { readonly openedOutside: string }): void {
  const notes = argument('double-notes');
  if (notes !== undefined) appendFileSync(notes, `${JSON.stringify(what)}\n`);
}

function refuseToOpen(url: string): void {
  if (windows.some((window) => window.webContents.openHandler({ url }).action !== 'deny'))
    throw new NotCovered('a second window');
}

/** undefined: a page that is only being opened. */
function findPage(route: Route): Page | undefined {
  try {
    return route.request().frame().page();
  } catch {
    return undefined;
  }
}

export const app = covered('app', new AppDouble());

class Window extends BrowserWindowDouble {
  constructor(options: ConstructorParameters<typeof BrowserWindowDouble>[0]) {
    super(options, {
      context() {
        if (!context) throw new Error('Cannot create BrowserWindow before app is ready');
        return context;
      },
      created: (window) => {
        if (windows.length > 0) throw new NotCovered('a second window');
        windows.push(window);
        app.emit('web-contents-created', {}, window.webContents);
      },
      closed: (window) => {
        windows.splice(windows.indexOf(window), 1);
        if (windows.length === 0 && !isQuitting) app.emit('window-all-closed');
      },
      async invoke(event, channel, args) {
        const handler = invokeHandlers.get(channel);
        if (!handler) throw new Error(`No handler registered for '${channel}'`);
        return handler(event, ...args);
      },
    });
    return covered('BrowserWindow', this);
  }
  static getAllWindows(): readonly BrowserWindowDouble[] {
    return windows;
  }
}
export const BrowserWindow = covered('BrowserWindow', Window);

export const ipcMain = covered('ipcMain', {
  handle(channel: string, handler: (event: object, ...args: unknown[]) => unknown): void {
    if (invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    invokeHandlers.set(channel, handler);
  },
});

export const nativeImage = covered('nativeImage', {
  createFromDataURL(address: string): { readonly isEmpty: () => boolean } {
    const bytes = Buffer.from(address.replace('data:image/png;base64,', ''), 'base64');
    if (bytes.subarray(1, 4).toString() !== 'PNG') throw new NotCovered('an image that is no PNG');
    return { isEmpty: () => false };
  },
});

/** No desktop is there: what it would show is kept for the test, which presses by calling. */
class TrayDouble extends CoveredEmitter {
  toolTip = '';
  menu: unknown = null;
  constructor(image: { readonly isEmpty: () => boolean }) {
    super('Tray', ['click']);
    if (image.isEmpty()) throw new NotCovered('a tray without an image');
    trays.push(this);
  }
  setToolTip(words: string): void {
    this.toolTip = words;
  }
  setContextMenu(menu: unknown): void {
    this.menu = menu;
  }
}
const trays: TrayDouble[] = [];
export const Tray = covered(
  'Tray',
  Object.assign(
    class extends TrayDouble {
      constructor(image: { readonly isEmpty: () => boolean }) {
        super(image);
        return covered('Tray', this);
      }
    },
    { shown: trays },
  ),
);

let applicationMenu: unknown = null;
export const Menu = covered('Menu', {
  buildFromTemplate: (template: readonly object[]) => ({ items: template }),
  setApplicationMenu(menu: unknown): void {
    applicationMenu = menu;
  },
  getApplicationMenu: () => applicationMenu,
});

export const powerMonitor = covered(
  'powerMonitor',
  new CoveredEmitter('powerMonitor', ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown']),
);

/** What the test answers next: a dialog nobody expects throws. */
const dialogAnswers: unknown[] = [];
const nextAnswer = (name: string) => async () => {
  if (dialogAnswers.length === 0) throw new NotCovered(`${name} without an answer of the test`);
  return dialogAnswers.shift();
};
export const dialog = covered('dialog', {
  answers: dialogAnswers,
  showMessageBox: nextAnswer('dialog.showMessageBox'),
  showOpenDialog: nextAnswer('dialog.showOpenDialog'),
  showSaveDialog: nextAnswer('dialog.showSaveDialog'),
});

/** Really sealed, with a key of the tests; `--double-safe-storage=basic_text|unavailable` takes the keeper away. */
const keeper = argument('double-safe-storage') ?? 'gnome_libsecret';
const storageKey = createHash('sha256').update('the key of the double, which protects nothing').digest();
export const safeStorage = covered('safeStorage', {
  isAsyncEncryptionAvailable: async () => keeper !== 'unavailable',
  getSelectedStorageBackend: () => (keeper === 'unavailable' ? 'unknown' : keeper),
  async encryptStringAsync(text: string): Promise<Buffer> {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', storageKey, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  },
  async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-gcm', storageKey, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return {
      result: Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8'),
      shouldReEncrypt: false,
    };
  },
});

export const shell = covered('shell', {
  async openExternal(url: string): Promise<void> {
    note({ openedOutside: url });
  },
});

class UtilityProcessDouble extends CoveredEmitter {
  readonly #child: ChildProcess;
  constructor(program: string, args: readonly string[]) {
    super('UtilityProcess', ['spawn', 'message', 'exit']);
    this.#child = fork(program, args, {
      serialization: 'advanced',
      execArgv: ['--import', fileURLToPath(new URL('parent-port.ts', import.meta.url))],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.once('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('exit', (code) => this.emit('exit', code ?? 1));
  }
  get pid(): number | undefined {
    return this.#child.pid;
  }
  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object);
  }
  kill(): boolean {
    return this.#child.kill();
  }
}
export const utilityProcess = covered('utilityProcess', {
  fork(program: string, args: readonly string[], { stdio, serviceName, ...more }: Record<string, unknown> = {}) {
    if (stdio !== 'inherit' || typeof serviceName !== 'string' || Object.keys(more).length > 0)
      throw new NotCovered(`utilityProcess.fork with ${Object.keys(more).join() || String(stdio)}`);
    return covered('UtilityProcess', new UtilityProcessDouble(program, args));
  },
});

export { protocol, session };

// The test speaks with the main process as Playwright does with a real one: a function, run here with this module.
process.on('message', async (message: { kind: string; id: number; source: string; arg: unknown }) => {
  // The demonstration speaks with its window over the same pipe.
  if (message.kind !== 'evaluate') return;
  const electron = {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    Menu,
    powerMonitor,
    protocol,
    safeStorage,
    session,
    Tray,
    utilityProcess,
  };
  try {
    // oxlint-disable-next-line no-eval -- the source is the test's own
    const run = (0, eval)(`(${message.source})`) as (module: object, arg: unknown) => unknown;
    process.send?.({ kind: 'evaluated', id: message.id, value: await run(electron, message.arg) });
  } catch (error) {
    process.send?.({ kind: 'evaluated', id: message.id, error: String(error) });
  }
});
process.on('disconnect', () => app.quit());
