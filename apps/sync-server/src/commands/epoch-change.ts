import { z } from 'zod';
import { beginAnew } from '../ledger/epoch.ts';
import { openServer } from '../open-server.ts';
import { inTransaction } from '../store/connect.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';

export const epochChange: Command = {
  name: 'epoch change',
  summary: 'after the database was put back by other means: let every laptop offer again what the server forgot',
  options: { ...dataOption, 'server-is-stopped': { type: 'boolean', default: false } },
  describe: {
    ...dataDescription,
    'server-is-stopped': 'said by you: a server that is running would go on under the old epoch',
  },
  async run({ values, assembly, env, now, print }) {
    const { data, ...said } = readOptions(
      z.object({ data: z.string().min(1), 'server-is-stopped': z.boolean() }),
      values,
    );
    if (!said['server-is-stopped'])
      throw new UsageError('Stop every server process first, then say --server-is-stopped.');
    const server = await openServer({ folder: data, env, now, migrations: assembly.migrations, database: 'own' });
    try {
      const epoch = await inTransaction(server.pool, (tx) =>
        beginAnew(tx, server.config.server.device, 'restored-by-other-means'),
      );
      print(`The ledger is in another epoch now: ${epoch}.`, { epoch });
    } finally {
      await server.close();
    }
  },
};
