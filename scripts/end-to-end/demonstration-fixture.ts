import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { forgetGovernorate } from '../demonstration/open-governorate.ts';

/** The demonstration as a program of its own, started as `npm start` does, in a folder of its own. */
export interface Demonstration {
  /** Addresses are new after `killAndStart`. */
  readonly laptops: { readonly 'front-desk': string; readonly outreach: string };
  readonly telephone: string;
  readonly staff: readonly { readonly worker: string; readonly name: string }[];
  readonly password: string;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** As in a power cut: the program ends at once (SIGKILL), and begins again on the same folder. */
  killAndStart(): Promise<void>;
}

type Ready = Omit<Demonstration, 'stopServer' | 'startServer' | 'killAndStart'>;
interface Program {
  readonly ready: Ready;
  order(line: string): Promise<void>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const START = join(dirname(dirname(fileURLToPath(import.meta.url))), 'start.ts');

export const test = base.extend<object, { demonstration: Demonstration }>({
  demonstration: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures it depends on
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'nrm-end-to-end-'));
      let program = await startProgram(folder);
      await use({
        get laptops() {
          return program.ready.laptops;
        },
        get telephone() {
          return program.ready.telephone;
        },
        staff: program.ready.staff,
        password: program.ready.password,
        stopServer: () => program.order('server stop'),
        startServer: () => program.order('server start'),
        async killAndStart() {
          // A first start that was broken off is begun anew; this one has told everybody's story.
          await expect.poll(() => existsSync(join(folder, 'written.json')), { timeout: 60_000 }).toBe(true);
          await program.end('SIGKILL');
          program = await startProgram(folder);
        },
      });
      await program.end('SIGTERM');
      forgetGovernorate(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

async function startProgram(folder: string): Promise<Program> {
  const child = spawn(process.execPath, [START, '--small', '--port', '0', '--json', '--data', folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const next = () =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      lines.once('line', (line) => resolve(JSON.parse(line) as Record<string, unknown>));
      child.once('exit', (code) => reject(new Error(`the demonstration ended with ${code}`)));
    });
  const ready = (await next()) as unknown as Ready;
  return {
    ready,
    async order(line) {
      const answer = next();
      child.stdin.write(`${line}\n`);
      const said = await answer;
      if (said['done'] !== line) throw new Error(`the demonstration could not: ${line}`);
    },
    end: (signal) => ended(child, signal),
  };
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

export { expect } from '@playwright/test';
