/** Reads what was typed, runs the command, and says in a sentence what went wrong. It exits nothing and owns no signal. */
import { parseArgs } from 'node:util';
import type { ServerAssembly } from './assembly.ts';
import { type Command, UsageError } from './commands/command.ts';
import { commands as allCommands } from './commands/index.ts';
import { Fault } from './faults.ts';

export interface Surroundings {
  readonly assembly: ServerAssembly;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly ending: AbortSignal;
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/** @returns the exit code: 0 done, 1 the world failed, 2 typed wrongly */
export async function runCommand(
  args: readonly string[],
  around: Surroundings,
  commands: readonly Command[] = allCommands,
): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  if (!command) {
    const asked = args.length === 0 || args[0] === '--help';
    (asked ? around.out : around.error)(overview(commands));
    return asked ? 0 : 2;
  }
  const rest = args.slice(command.name.split(' ').length);
  const json = rest.includes('--json');
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { ...command.options, help: { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: command.operands !== undefined,
    });
    if (values.help) {
      around.out(help(command));
      return 0;
    }
    const { assembly, env, now, ending } = around;
    const print = (text: string, value: unknown) => around.out(json ? JSON.stringify(value) : text);
    const end = await command.run({ values, positionals, assembly, env, now, ending, print });
    return end === 'failed' ? 1 : 0;
  } catch (error) {
    if (error instanceof Fault) {
      const where = Object.entries(error.params).map(([name, value]) => `${name}: ${value}`);
      const { code, message, params } = error;
      around.error(
        json ? JSON.stringify({ fault: code, sentence: message, params }) : [message, ...where].join('\n  '),
      );
      return 1;
    }
    if (error instanceof UsageError || isParseArgsError(error)) {
      around.error(json ? JSON.stringify({ usage: error.message }) : `${error.message}\n\n${help(command)}`);
      return 2;
    }
    throw error;
  }
}

const isParseArgsError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'The governorate server and its administration.',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Each has --help and --json.',
  ].join('\n');
}

function help(command: Command): string {
  const rows = Object.entries({ ...command.describe, json: 'answer in JSON', help: 'this text' }).map(
    ([name, text]) => {
      const takesValue = command.options[name]?.type === 'string';
      return [`--${name}${takesValue ? ` ${name.toUpperCase()}` : ''}`, text] as const;
    },
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    `${command.name}${command.operands ? ` ${command.operands}` : ''}: ${command.summary}`,
    '',
    ...rows.map(([option, text]) => `  ${option.padEnd(width)}  ${text}`),
  ].join('\n');
}
