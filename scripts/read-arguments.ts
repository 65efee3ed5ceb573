import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What was typed; a mistake in it is one sentence above the help, and exit code 2. */
export function readArguments<const Config extends ParseArgsConfig>(
  help: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) throw error;
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
}
