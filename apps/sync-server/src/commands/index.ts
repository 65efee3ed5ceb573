import type { Command } from './command.ts';
import { connectCode } from './connect-code.ts';
import { init } from './init.ts';
import { serve } from './serve.ts';

/** Every command of the administration, in the order in which a new governorate needs them. */
export const commands: readonly Command[] = [init, serve, connectCode];
