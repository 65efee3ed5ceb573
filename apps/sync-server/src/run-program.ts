/** The command line as a program: its arguments, its signals, its exit code. `cli.ts` starts it with the real ledger. */
import type { ServerAssembly } from './assembly.ts';
import { runCommand } from './run-command.ts';

/** The first signal asks to finish; a second one does not wait. */
export async function runProgram(assembly: ServerAssembly): Promise<void> {
  const ending = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (ending.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    ending.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    process.exitCode = await runCommand(process.argv.slice(2), {
      assembly,
      env: process.env,
      now: () => new Date(),
      ending: ending.signal,
      out: (line) => console.log(line),
      error: (line) => console.error(line),
    });
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
