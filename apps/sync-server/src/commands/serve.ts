import { z } from 'zod';
import { startServer } from '../start-server.ts';
import { type Command, dataDescription, dataOption, readOptions } from './command.ts';

const Options = z.object({ data: z.string().min(1), port: z.coerce.number().int().min(0).max(65_535).optional() });

export const serve: Command = {
  name: 'serve',
  summary: 'run the server until it is told to stop',
  options: { ...dataOption, port: { type: 'string' } },
  describe: { ...dataDescription, port: 'another port than the configured one; 0 for any free one' },
  async run({ values, assembly, env, now, ending, print }) {
    const { data, port } = readOptions(Options, values);
    const running = await startServer(assembly, { folder: data, env, now, port });
    const { config, tls } = running.server;
    print(`The server of ${config.governorate.names.en} answers at ${running.origin}. Ctrl+C stops it.`, {
      origin: running.origin,
      governorate: config.governorate.id,
      pins: tls?.pins ?? [],
    });
    if (!ending.aborted)
      await new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve(), { once: true }));
    await running.close();
  },
};
