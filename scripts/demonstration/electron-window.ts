import { spawn } from 'node:child_process';
import { FromWindow, type ToWindow } from '../../apps/desktop/src/main/demonstration-messages.ts';

/** The window of the front desk: Electron, with the core of that laptop in a process of its own. */
export interface DemonstrationWindow {
  /** Settles when the window was closed, by whomever. */
  readonly closed: Promise<void>;
  /** Its core lets the folder of the laptop go; what the window asks meanwhile waits for `takeUp`. */
  letGo(): Promise<void>;
  takeUp(): void;
  close(): Promise<void>;
}

export interface WindowOptions {
  /** Of the laptop: connected, and held by no other core. */
  readonly folder: string;
  readonly surroundings: Extract<ToWindow, { kind: 'begin' }>['surroundings'];
  onStartAgain(): void;
}

/** So long a slow disk may take to show it; and so long an orderly end may take. */
const SHOWN_WITHIN_MS = 60_000;
const CLOSED_WITHIN_MS = 15_000;

/**
 * @param binary Electron's own program
 * @param program the built `main/demonstration.ts`
 * @param dataFolder where Electron keeps its own files, none of them of a person
 * @returns null where it ended, or showed nothing in time
 */
export async function openElectronWindow(
  binary: string,
  program: string,
  dataFolder: string,
  { folder, surroundings, onStartAgain }: WindowOptions,
): Promise<DemonstrationWindow | null> {
  const { ELECTRON_RUN_AS_NODE: _notAsNode, ...env } = process.env;
  // Chromium refuses to run as root with its sandbox.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(binary, [...asRoot, program, `--user-data-dir=${dataFolder}`], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const tell = (message: ToWindow) => {
    if (child.connected) child.send(message);
  };
  const closed = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const shown = Promise.withResolvers<void>();
  let letGo = Promise.withResolvers<void>();
  child.on('message', (message) => {
    const told = FromWindow.safeParse(message).data;
    if (told?.kind === 'listening') tell({ kind: 'begin', folder, surroundings });
    if (told?.kind === 'shown') shown.resolve();
    if (told?.kind === 'let-go') letGo.resolve();
    if (told?.kind === 'start-again') onStartAgain();
  });
  const close = async () => {
    tell({ kind: 'close' });
    const impatience = setTimeout(() => child.kill('SIGKILL'), CLOSED_WITHIN_MS);
    await closed;
    clearTimeout(impatience);
  };

  const impatience = Promise.withResolvers<void>();
  const timer = setTimeout(impatience.resolve, SHOWN_WITHIN_MS);
  const isShown = await Promise.race([
    shown.promise.then(() => true),
    closed.then(() => false),
    impatience.promise.then(() => false),
  ]);
  clearTimeout(timer);
  if (!isShown) {
    await close();
    return null;
  }
  return {
    closed,
    async letGo() {
      letGo = Promise.withResolvers();
      tell({ kind: 'let-go' });
      await Promise.race([letGo.promise, closed]);
    },
    takeUp: () => tell({ kind: 'take-up' }),
    close,
  };
}
