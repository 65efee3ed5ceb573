import { NightlyHour } from '@nrm/domain/office';
import { AuthorityId, OfficeId } from '@nrm/domain/shared';
import { z } from 'zod';
import { writeAct } from '../ledger/write-act.ts';
import { administer, governorateOf, serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Options = z.object({
  data: z.string().min(1),
  office: OfficeId,
  'name-ar': z.string().min(1),
  'name-en': z.string().min(1),
  'name-ckb': z.string().optional(),
  number: z.coerce.number().int().min(1).max(99),
  phone: z.string().default(''),
  district: z.array(z.string()).default([]),
  'nightly-hour': NightlyHour.optional(),
  authority: AuthorityId,
  'authority-ar': z.string().optional(),
  'authority-en': z.string().optional(),
});

export const officeAdd: Command = {
  name: 'office add',
  summary: 'open a branch office',
  options: {
    ...dataOption,
    office: { type: 'string' },
    'name-ar': { type: 'string' },
    'name-en': { type: 'string' },
    'name-ckb': { type: 'string' },
    number: { type: 'string' },
    phone: { type: 'string' },
    district: { type: 'string', multiple: true },
    'nightly-hour': { type: 'string' },
    authority: { type: 'string' },
    'authority-ar': { type: 'string' },
    'authority-en': { type: 'string' },
  },
  describe: {
    ...dataDescription,
    office: 'its id in small Latin letters, for example mosul',
    'name-ar': 'its name in Arabic',
    'name-en': 'its name in English',
    'name-ckb': 'its name in Sorani',
    number: 'two digits that begin its case numbers, 1 to 99',
    phone: 'its telephone, printed on slips',
    district: 'p-code of a district it serves; may be given several times',
    'nightly-hour': 'when its laptops send and receive by themselves, in Baghdad; 20:00 where it is not given',
    authority: 'id of the operating authority, for example momd',
    'authority-ar': 'name of the authority in Arabic, where it is new',
    'authority-en': 'name of the authority in English, where it is new',
  },
  async run({ values, assembly, env, now, print }) {
    const given = readOptions(Options, values);
    return await onServer({ assembly, env, now }, given.data, async (server) => {
      const author = await serverAuthor(server);
      const { authority } = given;
      if (!(await governorateOf(author)).authorities[authority]) {
        const [ar, en] = [given['authority-ar'], given['authority-en']];
        if (!ar || !en) throw new UsageError('--authority is new: --authority-ar and --authority-en are missing.');
        const registered = await administer(author, {
          type: 'authority.register',
          intent: { authority, names: { ar, en }, letterhead: [ar], hotline: null },
        });
        if (!registered.ok) throw new UsageError(`The authority was refused: ${registered.refusal.code}.`);
      }
      const { 'name-ckb': ckb, 'nightly-hour': nightlyHour } = given;
      const opened = await writeAct(author, [
        {
          type: 'office.open',
          subject: { kind: 'office', id: given.office },
          intent: {
            office: given.office,
            names: { ar: given['name-ar'], en: given['name-en'], ...(ckb && { ckb }) },
            authority,
            number: given.number,
            phone: given.phone,
            districts: given.district,
            ...(nightlyHour && { nightlyHour }),
          },
        },
      ]);
      if (!opened.ok) throw new UsageError(`The office was refused: ${opened.refusal.code}.`);
      print(`Office ${given.office} is open.`, { office: given.office, entries: opened.value });
    });
  },
};
