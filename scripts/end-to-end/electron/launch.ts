import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { _electron, chromium, type Page } from '@playwright/test';
import { findElectron } from '../../find-electron.ts';

export const MAIN = join(import.meta.dirname, '..', '..', '..', 'apps', 'desktop', 'out', 'main', 'index.js');

const REGISTER = join(import.meta.dirname, 'register.ts');

/** The part of the `electron` module that a test may reach, in the real one and in the double. */
export interface DrivenElectron {
  readonly app: { quit(): void };
  readonly powerMonitor: { emit(event: 'suspend' | 'lock-screen'): boolean };
  readonly Menu: { getApplicationMenu(): MenuOfTest | null };
  /** In the double only: Electron tells nobody which trays there are. */
  readonly Tray: {
    readonly shown?: readonly { readonly toolTip: string; readonly menu: MenuOfTest; emit(event: 'click'): boolean }[];
  };
  readonly BrowserWindow: {
    getAllWindows(): readonly {
      isVisible(): boolean;
      close(): void;
      readonly webContents: { getURL(): string; getLastWebPreferences(): Readonly<Record<string, unknown>> };
    }[];
  };
}

interface MenuOfTest {
  readonly items: readonly { readonly label?: string; click?(): void }[];
}

export interface LaunchedApp {
  readonly kind: 'electron' | 'double';
  readonly window: Page;
  /** Runs a function in the main process; it may not close over anything. */
  evaluate<Value>(run: (electron: DrivenElectron) => Value): Promise<Value>;
  close(): Promise<void>;
}

/**
 * Arguments that take the keeper of secrets away, each program in its own way.
 * @param how `basic_text`: Electron would fall back to a key that everybody knows; `unavailable`: nothing at all
 */
export const withoutKeeper = (how: string): readonly string[] =>
  findElectron() ? ['--password-store=basic'] : [`--double-safe-storage=${how}`];

/**
 * Starts the built desktop app on a folder of its own: in Electron where its binary is there, over Chromium otherwise.
 * @param folder becomes the folder of the program's data
 * @param more arguments
 */
export async function launch(folder: string, more: readonly string[] = []): Promise<LaunchedApp> {
  const args = [`--user-data-dir=${folder}`, ...more];
  const binary = findElectron();
  return binary ? launchElectron(binary, args) : launchDouble(args);
}

/** Starts the program where it opens no window and ends by itself. @returns its exit code; null where a signal ended it */
export async function runToEnd(folder: string, more: readonly string[]): Promise<number | null> {
  const binary = findElectron();
  const child = spawn(
    binary ?? process.execPath,
    [
      ...(binary ? (process.getuid?.() === 0 ? ['--no-sandbox'] : []) : ['--import', REGISTER]),
      MAIN,
      `--user-data-dir=${folder}`,
      ...more,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function launchElectron(executablePath: string, args: readonly string[]): Promise<LaunchedApp> {
  const app = await _electron.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), MAIN, ...args],
  });
  return {
    kind: 'electron',
    window: await app.firstWindow(),
    evaluate: <Value>(run: (electron: DrivenElectron) => Value) => app.evaluate(run as never) as Promise<Value>,
    close: () => app.close(),
  };
}

async function launchDouble(args: readonly string[]): Promise<LaunchedApp> {
  const child = spawn(process.execPath, ['--import', REGISTER, MAIN, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const ended = gone.then(([code]) => {
    throw new Error(`the desktop app ended with ${String(code)}`);
  });
  ended.catch(() => undefined);
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${ready.port}`);
  let nextId = 0;

  async function evaluate<Value>(run: (electron: DrivenElectron) => Value): Promise<Value> {
    const id = nextId++;
    const answered = new Promise<{ id: number; value?: Value; error?: string }>((resolve) => {
      const listen = (message: { id: number; value?: Value; error?: string }) => {
        if (message.id !== id) return;
        child.off('message', listen);
        resolve(message);
      };
      child.on('message', listen);
    });
    child.send({ kind: 'evaluate', id, source: run.toString() });
    const { value, error } = await Promise.race([answered, ended]);
    if (error !== undefined) throw new Error(error);
    return value as Value;
  }

  const [context] = browser.contexts();
  const window = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (!window) throw new Error('the desktop app opened no window');
  await Promise.race([window.waitForURL((url) => url.protocol !== 'about:'), ended]);
  return {
    kind: 'double',
    window,
    evaluate,
    async close() {
      if (child.exitCode === null) child.send({ kind: 'evaluate', id: -1, source: '({ app }) => app.quit()' });
      const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await gone;
      clearTimeout(impatience);
    },
  };
}
