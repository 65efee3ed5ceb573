import { randomBytes } from 'node:crypto';
import { isOfficeRole, Role } from '@nrm/domain/access';
import { OfficeId, uuidV7 } from '@nrm/domain/shared';
import { z } from 'zod';
import { administer, serverAuthor } from '../ledger-assembly.ts';
import { openServer } from '../open-server.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';

const Options = z.object({
  data: z.string().min(1),
  name: z.string().min(1).max(80),
  role: z.array(Role).min(1),
  office: OfficeId.optional(),
});

export const workerAdd: Command = {
  name: 'worker add',
  summary: 'introduce a worker and say what they may do',
  options: {
    ...dataOption,
    name: { type: 'string' },
    role: { type: 'string', multiple: true },
    office: { type: 'string' },
  },
  describe: {
    ...dataDescription,
    name: 'as it stands on the sign-in card',
    role: `may be given several times: ${Role.options.filter((role) => role !== 'server').join(', ')}`,
    office: 'office of a caseworker or supervisor',
  },
  async run({ values, assembly, env, now, print }) {
    const { data, name, role: roles, office } = readOptions(Options, values);
    if (roles.some(isOfficeRole) && office === undefined) throw new UsageError('--office is missing.');
    const server = await openServer({ folder: data, env, now, migrations: assembly.migrations, database: 'join' });
    try {
      const worker = uuidV7(now().getTime(), randomBytes(10));
      const added = await administer(
        await serverAuthor(server),
        { type: 'worker.introduce', intent: { worker, name } },
        ...roles.map((role) => ({
          type: 'worker.grant-role',
          intent: { worker, role, office: isOfficeRole(role) ? office : null },
        })),
      );
      if (!added.ok) throw new UsageError(`The worker was refused: ${added.refusal.code}.`);
      print(`Worker ${worker} may now act as ${roles.join(', ')}.`, { worker, roles, office: office ?? null });
    } finally {
      await server.close();
    }
  },
};
