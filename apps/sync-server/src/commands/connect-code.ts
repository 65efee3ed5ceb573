import { showConnectCode } from '@nrm/domain/connect';
import { OfficeId, WorkerId } from '@nrm/domain/shared';
import type { Pool } from 'pg';
import { z } from 'zod';
import { createConnectCode, findTranscript, MAX_DEVICE_NUMBER } from '../connect/create-connect-code.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Options = z.object({
  data: z.string().min(1),
  office: OfficeId,
  worker: WorkerId,
  number: z.coerce.number().int().min(1).max(MAX_DEVICE_NUMBER).optional(),
  wait: z.boolean(),
});
const LOOK_AGAIN_MS = 500;

export const connectCode: Command = {
  name: 'connect-code',
  summary: 'give a one-time code that connects a laptop of an office (72 hours)',
  options: {
    ...dataOption,
    office: { type: 'string' },
    worker: { type: 'string' },
    number: { type: 'string' },
    wait: { type: 'boolean', default: false },
  },
  describe: {
    ...dataDescription,
    office: 'id of the office',
    worker: 'id of the worker who is given the code and signs in first',
    number: 'device number for case numbers, 1 to 999; without it the next free one',
    wait: 'wait until the laptop is connected and show the six numbers to compare',
  },
  async run({ values, assembly, env, now, ending, print }) {
    const { data, office, worker, number, wait } = readOptions(Options, values);
    return await onServer({ assembly, env, now }, data, async (server) => {
      const result = await createConnectCode(server.pool, { office, worker, deviceNumber: number, now: now() });
      if (!result.ok) throw new UsageError(`The device number ${result.refusal.params?.number ?? ''} is taken.`);
      const { code, deviceNumber, expiresAt } = result.value;
      const { listen, hosts } = server.config;
      const address = `${listen.tls ? 'https' : 'http'}://${hosts[0]}:${listen.port}`;
      const pins = server.tls?.pins ?? [];
      print(
        `Type this on the laptop (office ${office}, device number ${deviceNumber}):\n\n  ${address}\n  ${showConnectCode(code)}\n\nIt works once, until ${expiresAt}.`,
        { address, code: showConnectCode(code), office, deviceNumber, expiresAt, pins },
      );
      if (!wait) return;
      const numbers = await waitForTranscript(server.pool, code, ending);
      if (numbers)
        print(`Connected. The laptop must show the same six numbers: ${numbers}`, { connected: true, numbers });
    });
  },
};

async function waitForTranscript(pool: Pool, code: string, ending: AbortSignal): Promise<string | undefined> {
  while (!ending.aborted) {
    const numbers = await findTranscript(pool, code);
    if (numbers !== undefined) return numbers;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return undefined;
}
