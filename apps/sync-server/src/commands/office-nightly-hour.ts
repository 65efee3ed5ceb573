import { NightlyHour } from '@nrm/domain/office';
import { OfficeId } from '@nrm/domain/shared';
import { z } from 'zod';
import { writeAct } from '../ledger/write-act.ts';
import { serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Options = z.object({ data: z.string().min(1), office: OfficeId, hour: NightlyHour });

/** The laptops of the office hear of it like of everything else, and keep to it from the next evening. */
export const officeNightlyHour: Command = {
  name: 'office nightly-hour',
  summary: 'say when the laptops of an office send and receive by themselves',
  options: { ...dataOption, office: { type: 'string' }, hour: { type: 'string' } },
  describe: { ...dataDescription, office: 'its id', hour: 'time of day in Baghdad, for example 20:00' },
  async run({ values, assembly, env, now, print }) {
    const { data, office, hour } = readOptions(Options, values);
    return await onServer({ assembly, env, now }, data, async (server) => {
      const corrected = await writeAct(await serverAuthor(server), [
        { type: 'office.correct', subject: { kind: 'office', id: office }, intent: { nightlyHour: hour } },
      ]);
      if (!corrected.ok) throw new UsageError(`The hour was refused: ${corrected.refusal.code}.`);
      print(`The laptops of ${office} send and receive at ${hour}.`, { office, hour, entries: corrected.value });
    });
  },
};
