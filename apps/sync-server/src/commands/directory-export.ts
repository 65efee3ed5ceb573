import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportHsdsPackage } from '@nrm/domain/hsds';
import { type OrganisationState, ServiceWords } from '@nrm/domain/organisation';
import type { EntryId, OrganisationId } from '@nrm/domain/shared';
import { z } from 'zod';
import { Fault, errorCode } from '../faults.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { openServer } from '../open-server.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';

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
    const server = await openServer({ folder: data, env, now, migrations: assembly.migrations, database: 'join' });
    try {
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
      try {
        mkdirSync(folder, { recursive: true });
        for (const [file, rows] of Object.entries(tables)) writeFileSync(join(folder, file), toCsv(rows));
      } catch (cause) {
        if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(errorCode(cause) ?? '')) throw new Fault('data-folder.not-writable', { folder }, cause);
        throw cause;
      }
      const count = organisations.rows.length;
      print(`${count} organisations in ${Object.keys(tables).length} files.`, { organisations: count, files: Object.keys(tables) });
    } finally {
      await server.close();
    }
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

/** RFC 4180: a line for the names, quoted where a cell needs it. */
function toCsv(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}
