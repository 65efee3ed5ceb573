/** What a command of the administration is made of. One file each; `index.ts` lists them. */
import type { ParseArgsOptionsConfig } from 'node:util';
import { z } from 'zod';
import type { ServerAssembly } from '../assembly.ts';

export interface CommandContext {
  /** Parsed by the command's own schema: what is missing or wrong is told beside the option's name. */
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  readonly assembly: ServerAssembly;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Ends when the person presses Ctrl+C or the system asks the program to stop. */
  readonly ending: AbortSignal;
  /** One answer, for a person and for a program; with `--json` only the second is printed. */
  print(text: string, json: unknown): void;
}

export interface Command {
  /** For example `office add` */
  readonly name: string;
  readonly summary: string;
  /** What stands after the options, for example `PATH`. */
  readonly operands?: string;
  readonly options: ParseArgsOptionsConfig;
  /** One line for each option, by its name. */
  readonly describe: Readonly<Record<string, string>>;
  /** `failed`: what was asked for was not done, or troubles were found, and the answer says so; exit code 1. */
  run(context: CommandContext): Promise<'failed' | void>;
}

/** A mistake in what was typed: the sentence goes to the person, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const dataOption = {
  data: { type: 'string', default: './nrm-server' },
} as const satisfies ParseArgsOptionsConfig;
export const dataDescription = { data: 'folder of the server (default ./nrm-server)' } as const;

/** @throws UsageError naming the option */
export function readOptions<T extends z.ZodType>(schema: T, values: CommandContext['values']): z.infer<T> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const option = String(issue?.path[0] ?? '');
  const missing = values[option] === undefined;
  throw new UsageError(missing ? `--${option} is missing.` : `--${option} is not valid.`);
}
