import { existsSync } from 'node:fs';
import { z } from 'zod';
import { DEFAULT_RETENTION } from '../backup/keep-backups.ts';
import { pruneBackups } from '../backup/prune-backups.ts';
import { dataFolderPaths } from '../config.ts';
import { openServerIdentity } from '../server-identity.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';

const Count = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number);
const Options = z.object({ data: z.string().min(1), daily: Count, weekly: Count, monthly: Count });
const { daily, weekly, monthly } = DEFAULT_RETENTION;

export const backupPrune: Command = {
  name: 'backup prune',
  summary: 'remove old backups of this server: keeps the newest of each day, week and month, and the newest proved one',
  operands: 'FOLDER',
  options: {
    ...dataOption,
    daily: { type: 'string', default: String(daily) },
    weekly: { type: 'string', default: String(weekly) },
    monthly: { type: 'string', default: String(monthly) },
  },
  describe: {
    ...dataDescription,
    daily: `days of which the newest is kept (${daily})`,
    weekly: `weeks of which the newest is kept (${weekly})`,
    monthly: `months of which the newest is kept (${monthly})`,
  },
  async run({ values, positionals, print }) {
    const { data, ...keep } = readOptions(Options, values);
    const [folder] = positionals;
    if (!folder || !existsSync(folder)) throw new UsageError('FOLDER is missing: the one in which the backups are.');
    const { publicKey } = openServerIdentity(dataFolderPaths(data).identity);
    const { kept, removed, leftAlone } = pruneBackups(folder, publicKey, keep);
    print(
      `${removed.length} removed, ${kept.length} kept; ${leftAlone.length} left alone, because they are no whole backups of this server.`,
      { removed, kept, leftAlone },
    );
  },
};
