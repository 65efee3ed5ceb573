import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project: every step runs there. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
}

/** Runs one command with its output on the screen: 1, or 2 where the standard output is for a program to read. */
export async function step(
  name: string,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
  output: 1 | 2 = 1,
): Promise<StepResult> {
  (output === 1 ? console.log : console.error)(`\n── ${name}`);
  const began = performance.now();
  const status = await new Promise<number>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['inherit', output, 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  if (status !== 0) console.error(`   ${name} failed after ${seconds} s`);
  return { name, ok: status === 0, seconds };
}

/** A program of `node_modules/.bin`, started through the pinned Node. */
export const bin = (packagePath: string): [string, string[]] => [
  process.execPath,
  [`${ROOT}/node_modules/${packagePath}`],
];
