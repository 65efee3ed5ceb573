import { actsOf, type ImportPlan } from '@nrm/domain/hsds';
import type { OrganisationState } from '@nrm/domain/organisation';
import { NO_CONFIGURED_PLACES, placesWith } from '@nrm/domain/place';
import { dayInBaghdad, instantFromMs, type OrganisationId } from '@nrm/domain/shared';
import { z } from 'zod';
import { HSDS_SENTENCES } from '../directory/hsds-sentences.ts';
import { importDirectory } from '../directory/import-directory.ts';
import { PACKAGE_TROUBLES } from '../directory/package-trouble.ts';
import { readHsdsPackage } from '../directory/read-hsds-package.ts';
import { writeAct } from '../ledger/write-act.ts';
import { serverAuthor } from '../ledger-assembly.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

export const directoryImport: Command = {
  name: 'directory import',
  summary: 'take a directory of services from an HSDS 3 tabular data package',
  operands: 'PATH',
  options: { ...dataOption, 'dry-run': { type: 'boolean', default: false } },
  describe: { ...dataDescription, 'dry-run': 'say what would come in, and write nothing' },
  async run({ values, positionals, assembly, env, now, print }) {
    const { data, 'dry-run': dryRun } = readOptions(
      z.object({ data: z.string().min(1), 'dry-run': z.boolean() }),
      values,
    );
    const [path] = positionals;
    if (!path) throw new UsageError('PATH is missing: a folder with the csv files of the package, or a zip of it.');
    const read = await readHsdsPackage(path);
    if (!read.ok) {
      const { code, file, line } = read.trouble;
      const where = file === undefined ? '' : `\n  ${file}${line === undefined ? '' : `, line ${line}`}`;
      print(`Nothing was imported. ${PACKAGE_TROUBLES[code]}${where}`, read.trouble);
      return 'failed';
    }
    return await onServer({ assembly, env, now }, data, async (server) => {
      const author = await serverAuthor(server);
      const known = new Map<OrganisationId, OrganisationState>();
      const { rows } = await server.pool.query<{ id: OrganisationId; state: string }>(
        `select id, state from subjects where kind = 'organisation' and state is not null`,
      );
      for (const { id, state } of rows) known.set(id, JSON.parse(state) as OrganisationState);
      const places = placesWith(NO_CONFIGURED_PLACES);
      if (!places.ok) throw new UsageError('The places of this server are not valid.');
      const { plan, report, counts, broken } = importDirectory(read.files, {
        sha256: nodeCrypto.sha256,
        today: dayInBaghdad(instantFromMs(now().getTime())),
        demonstration: server.config.demonstration,
        places: places.value,
        findOrganisation: (id) => known.get(id),
      });
      const written = broken || dryRun ? 0 : await write(author, plan);
      const told = report
        .filter(({ outcome }) => outcome !== 'imported')
        .map(
          ({ file, line, outcome, code, field }) =>
            `  ${file}:${line}  ${outcome === 'error' ? 'broken: ' : ''}${code === null ? '' : HSDS_SENTENCES[code]}${field ? ` (${field})` : ''}`,
        );
      const sentence = broken
        ? 'The package is broken: nothing was imported.'
        : [
            `Of ${counts.imported + counts.skipped} lines ${counts.imported} ${dryRun ? 'would come in' : 'came in'} (${counts.partly} of them without some columns), ${counts.skipped} are left out.`,
            `${plan.intents.length} changes ${dryRun ? 'to write' : 'written'}.`,
          ].join(' ');
      print([sentence, ...told].join('\n'), { broken, counts, changes: plan.intents.length, written, report });
      if (broken) return 'failed';
    });
  },
};

/** In acts of one organisation each. What was written when a later one is refused stays: the same import again goes on from there. */
async function write(author: Awaited<ReturnType<typeof serverAuthor>>, plan: ImportPlan): Promise<number> {
  for (const act of actsOf(plan)) {
    const result = await writeAct(
      author,
      act.map(({ type, payload, organisation }) => ({
        type,
        subject: { kind: 'organisation', id: organisation },
        intent: payload,
      })),
    );
    if (!result.ok)
      throw new UsageError(`An organisation was refused: ${result.refusal.code} ${result.refusal.field ?? ''}`);
  }
  return plan.intents.length;
}
