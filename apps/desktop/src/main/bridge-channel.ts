import type { IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { BridgeAnswer } from '../bridge/answer.ts';
import { Fault, faultToPlain } from '../core/faults.ts';
import { isOfScreens } from './screens.ts';

/** The envelope; what is inside is parsed by the core, which knows each name. */
const Call = z.strictObject({ name: z.string().min(1).max(60), args: z.unknown().optional() });

/** Two megabytes is far more than any form holds, and little enough to be copied between processes without being felt. */
const MAX_ARGS_LENGTH = 2 * 1024 * 1024;

/**
 * The one listener the window has. A message of any other frame than the top one of our own screens is refused, and
 * nothing but the envelope goes on.
 */
export const createBridgeListener =
  (invoke: (name: string, args: unknown) => Promise<BridgeAnswer<unknown>>) =>
  async (event: Pick<IpcMainInvokeEvent, 'senderFrame'>, message: unknown): Promise<BridgeAnswer<unknown>> => {
    const frame = event.senderFrame;
    if (!frame || frame.parent !== null || !isOfScreens(frame.url)) return refused('sender');
    const call = Call.safeParse(message);
    if (!call.success) return refused('envelope');
    const args = findText(call.data.args);
    if (args === undefined) return refused('envelope');
    if (args.length > MAX_ARGS_LENGTH) return refused('size');
    // Through text once: only plain data reaches the core, whatever the structured clone would have carried.
    return invoke(call.data.name, JSON.parse(args));
  };

function findText(args: unknown): string | undefined {
  try {
    return JSON.stringify(args ?? null);
  } catch {
    return undefined;
  }
}

const refused = (reason: string): BridgeAnswer<never> => ({
  kind: 'fault',
  fault: faultToPlain(new Fault('program.error', { reason })),
});
