import { type OpenServer, openServer } from '../open-server.ts';
import type { CommandContext } from './command.ts';

/** Does a piece of administration on the server of a folder, whether or not it is serving beside it. */
export async function onServer<T>(
  { assembly, env, now }: Pick<CommandContext, 'assembly' | 'env' | 'now'>,
  folder: string,
  work: (server: OpenServer) => Promise<T>,
): Promise<T> {
  const server = await openServer({ folder, env, now, migrations: assembly.migrations, database: 'join' });
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}
