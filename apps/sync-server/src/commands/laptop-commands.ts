import { DeviceId, FilledText } from '@nrm/domain/shared';
import { z } from 'zod';
import { administer, governorateOf, serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Data = z.object({ data: z.string().min(1) });

export const laptopList: Command = {
  name: 'laptop list',
  summary:
    'list the laptops: office, number, how many entries arrived from each, whether it began its history anew, whether it is revoked',
  options: dataOption,
  describe: dataDescription,
  async run({ values, assembly, env, now, print }) {
    const { data } = readOptions(Data, values);
    return await onServer({ assembly, env, now }, data, async (server) => {
      const author = await serverAuthor(server);
      const { devices } = await governorateOf(author);
      const laptops = [];
      for (const [id, { office, number, until, generation = 1, cutBy }] of Object.entries(devices)) {
        if (id === author.device) continue;
        const log = await author.store.findDevice(DeviceId.parse(id));
        const entries = log?.seq ?? 0;
        laptops.push({ device: id, office, number, entries, generation, cutBy, revoked: until !== null });
      }
      laptops.sort((a, b) => a.number - b.number);
      const lines = laptops.map(
        ({ device, office, number, entries, generation, cutBy, revoked }) =>
          `${String(number).padStart(3)}  ${office}  ${device}  ${entries} entries${
            cutBy ? `  history ${generation}, cut by: ${cutBy}` : ''
          }${revoked ? '  revoked' : ''}`,
      );
      print(lines.join('\n') || 'No laptop is connected yet.', { laptops });
    });
  },
};

export const laptopRevoke: Command = {
  name: 'laptop revoke',
  summary: 'give a laptop nothing any more; what was written on it is still taken, and held',
  options: { ...dataOption, device: { type: 'string' }, reason: { type: 'string' } },
  describe: { ...dataDescription, device: 'its id: see `laptop list`', reason: 'for example lost, stolen, replaced' },
  async run({ values, assembly, env, now, print }) {
    const { data, device, reason } = readOptions(Data.extend({ device: DeviceId, reason: FilledText(500) }), values);
    return await onServer({ assembly, env, now }, data, async (server) => {
      const author = await serverAuthor(server);
      if (device === author.device) throw new UsageError('This is the server itself.');
      const revoked = await administer(author, { type: 'device.revoke', intent: { device, reason } });
      if (!revoked.ok) throw new UsageError(`The laptop was not revoked: ${revoked.refusal.code}.`);
      print(`Laptop ${device} is revoked: it is given nothing from now on.`, { device });
    });
  },
};
