import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { bundleThread } from './bundle-thread.ts';
import { type FillPages, writeFillPages } from './fill-pages.ts';
import type { Carried } from './peers/slow-line.ts';
import type { Percentiles } from './percentiles.ts';

/** What fill-laptop.program.ts says. */
export interface LaptopSaid {
  readonly filledSeconds: number;
  readonly processorSeconds: number;
  readonly firstScreenSeconds: number;
  readonly marked: { readonly entries: number; readonly seconds: number };
  readonly beforeLast: { readonly entries: number; readonly seconds: number };
  readonly transactions: number;
  readonly peakMegabytes: number;
  readonly replicaMegabytes: number;
  readonly appendMs: Percentiles;
}

/** What fill-floor.program.ts says. */
export interface FloorSaid {
  readonly httpSeconds: number;
  readonly rowsSeconds: number;
  readonly processorSeconds: number;
  readonly rows: number;
}

export interface FillPrograms {
  readonly pages: FillPages;
  /** What was packed, for programs that give it to somebody else; thrown away at the end. */
  readonly folder: string;
  /** Of what gives the pages; whoever wants a line in between opens it to here. */
  readonly port: number;
  fill(
    mark: number,
    through?: number,
  ): Promise<{ readonly laptop: LaptopSaid; readonly line: { readonly requests: number; readonly bytesDown: number } }>;
  /** Of the laptop that was filled last. */
  floor(transactions: number, through?: number): Promise<FloorSaid>;
}

/** Packs what a laptop is given and starts what gives it; everything is thrown away at the end. */
export async function withFillPrograms<T>(
  entries: number,
  lateMs: number,
  measure: (programs: FillPrograms) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-bench-'));
  const key = randomBytes(32).toString('hex');
  let server: ReturnType<typeof startProgram> | undefined;
  try {
    const pages = await writeFillPages(folder, entries);
    const thread = await bundleThread(folder);
    server = startProgram('page-server.program.ts', [folder, String(lateMs)]);
    const port = await server.firstLine;
    const run = async (program: string, args: readonly string[]) =>
      JSON.parse(await startProgram(program, args).firstLine);
    return await measure({
      pages,
      folder,
      port: Number(port),
      async fill(mark, through = Number(port)) {
        rmSync(join(folder, 'replica'), { recursive: true, force: true });
        const told = async () => (await fetch(`http://127.0.0.1:${port}/told`)).json();
        await told(); // what the floor fetched is not the laptop's
        const laptop: LaptopSaid = await run('fill-laptop.program.ts', [
          folder,
          String(through),
          key,
          String(mark),
          thread,
        ]);
        return { laptop, line: (await told()) as { requests: number; bytesDown: number } };
      },
      async floor(transactions, through = Number(port)) {
        rmSync(join(folder, 'floor'), { recursive: true, force: true });
        return run('fill-floor.program.ts', [folder, String(through), key, String(transactions)]);
      },
    });
  } finally {
    server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each in a process of its own: one does not pay for the memory and the rubbish of another. */
export function startProgram(
  program: string,
  args: readonly string[],
  onMessage?: () => Carried,
): { readonly firstLine: Promise<string>; stop(): void } {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', ...(onMessage ? (['ipc'] as const) : [])],
  });
  if (onMessage) child.on('message', () => child.send(onMessage()));
  const firstLine = new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} and said nothing`)));
    createInterface(child.stdout as Readable).once('line', resolve);
  });
  return { firstLine, stop: () => child.kill() };
}
