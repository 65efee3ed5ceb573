import { z } from 'zod';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions } from './command.ts';
import { onServer } from './on-server.ts';

export const ledgerVerify: Command = {
  name: 'ledger verify',
  summary: 'check every signature, chain and stored state against the entries',
  options: dataOption,
  describe: dataDescription,
  async run({ values, assembly, env, now, print }) {
    const { data } = readOptions(z.object({ data: z.string().min(1) }), values);
    return await onServer({ assembly, env, now }, data, async (server) => {
      const found = await verifyLedger(await serverAuthor(server), server.pool);
      const troubles = found.troubles.map(({ what, where }) => `  ${what}: ${where}`);
      print(
        [
          `${found.entries} entries, ${found.subjects} subjects, ${found.links} links checked; ${troubles.length} troubles.`,
          ...troubles,
        ].join('\n'),
        found,
      );
      if (troubles.length > 0) return 'failed';
    });
  },
};
