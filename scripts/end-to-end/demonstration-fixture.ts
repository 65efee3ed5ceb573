import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base } from '@playwright/test';

/** The demonstration as a program of its own, started as `npm start` does, in a folder of its own. */
export interface Demonstration {
  readonly laptops: { readonly 'front-desk': string; readonly outreach: string };
  readonly telephone: string;
  readonly staff: readonly { readonly worker: string; readonly name: string }[];
  readonly password: string;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
}

const START = join(dirname(dirname(fileURLToPath(import.meta.url))), 'start.ts');

export const test = base.extend<object, { demonstration: Demonstration }>({
  demonstration: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures it depends on
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'nrm-end-to-end-'));
      const child = spawn(process.execPath, [START, '--small', '--port', '0', '--json', '--data', folder], { stdio: ['pipe', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout });
      const next = () =>
        new Promise<Record<string, unknown>>((resolve, reject) => {
          lines.once('line', (line) => resolve(JSON.parse(line) as Record<string, unknown>));
          child.once('exit', (code) => reject(new Error(`the demonstration ended with ${code}`)));
        });
      const ready = (await next()) as unknown as Omit<Demonstration, 'stopServer' | 'startServer'>;
      const order = async (line: string) => {
        const answer = next();
        child.stdin.write(`${line}\n`);
        const said = await answer;
        if (said['done'] !== line) throw new Error(`the demonstration could not: ${line}`);
      };
      await use({ ...ready, stopServer: () => order('server stop'), startServer: () => order('server start') });
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

export { expect } from '@playwright/test';
