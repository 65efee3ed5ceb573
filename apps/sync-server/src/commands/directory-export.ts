import { exportHsdsPackage } from '@nrm/domain/hsds';
import { type OrganisationState, ServiceWords } from '@nrm/domain/organisation';
import type { EntryId, OrganisationId } from '@nrm/domain/shared';
import { z } from 'zod';
import { writeHsdsPackage } from '../directory/write-hsds-package.ts';
import { errorCode, Fault } from '../faults.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

export const directoryExport: Command = {
  name: 'directory export',
  summary: 'write the directory as an HSDS 3 tabular data package',
  operands: 'FOLDER',
  options: dataOption,
  describe: dataDescription,
  async run({ values, positionals, assembly, env, now, print }) {
    const { data } = readOptions(z.object({ data: z.string().min(1) }), values);
    const [folder] = positionals;
    if (!folder) throw new UsageError('FOLDER is missing: where to write the csv files.');
    return await onServer({ assembly, env, now }, data, async (server) => {
      const organisations = await server.pool.query<{ id: OrganisationId; state: string }>(
        `select id, state from subjects where kind = 'organisation' and state is not null order by id`,
      );
      const words = await server.pool.query<{ id: EntryId; payload: string }>(
        `select id, payload from entries where outcome = 'applied' and type in ('service.add', 'service.correct') and payload is not null`,
      );
      const said = new Map(words.rows.map(({ id, payload }) => [id, payload]));
      const tables = exportHsdsPackage(
        organisations.rows.map(({ id, state }) => ({ id, state: JSON.parse(state) as OrganisationState })),
        { sha256: nodeCrypto.sha256, findWords: (entry) => wordsIn(said.get(entry)) },
      );
      const files = await writeHsdsPackage(folder, tables).catch((error: unknown) => {
        if (errorCode(error) === 'EEXIST')
          throw new UsageError('There are files in FOLDER already: give a new one, nothing was written over.');
        if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(errorCode(error) ?? ''))
          throw new Fault('data-folder.not-writable', { folder }, error);
        throw error;
      });
      const count = organisations.rows.length;
      print(`${count} organisations in ${files.length} files.`, { organisations: count, files });
    });
  },
};

const WithWords = z.looseObject({
  facts: z.looseObject({ words: ServiceWords.optional() }).optional(),
  changes: z.looseObject({ words: ServiceWords.optional() }).optional(),
});

function wordsIn(payload: string | undefined): ServiceWords | undefined {
  if (payload === undefined) return undefined;
  const read = WithWords.parse(JSON.parse(payload));
  return read.facts?.words ?? read.changes?.words;
}
