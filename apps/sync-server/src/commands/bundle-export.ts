import { DeviceId } from '@nrm/domain/shared';
import { nodeFiles } from '@nrm/sealed-files/file-operations';
import { onStick, withStick } from '@nrm/sealed-files/stick';
import { z } from 'zod';
import { BUNDLE_SENTENCES, type BundleRefusalCode } from '../bundles/bundle-sentences.ts';
import { openBundleOffice } from '../bundles/open-office.ts';
import { writeAnswer } from '../bundles/write-answer.ts';
import { governorateOf, serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Options = z.object({ data: z.string().min(1), device: DeviceId });

/** What the server has for a laptop, onto a stick, since the laptop last asked by stick; the beginning where it never did. */
export const bundleExport: Command = {
  name: 'bundle export',
  summary: 'write onto a stick what the server has for a laptop',
  operands: 'PATH',
  options: { ...dataOption, device: { type: 'string' } },
  describe: { ...dataDescription, device: 'id of the laptop' },
  async run({ values, positionals, assembly, env, now, ending, print }) {
    const { data, device } = readOptions(Options, values);
    const [path] = positionals;
    if (!path) throw new UsageError('PATH is missing: the stick, or a folder on it.');
    return await onServer({ assembly, env, now }, data, async (server) => {
      const office = await openBundleOffice(server);
      if (!(await governorateOf(await serverAuthor(server))).devices[device])
        throw new UsageError('There is no such laptop in this governorate.');
      const keys = await office.keys.find(device);
      const written = keys
        ? await withStick(() =>
            writeAnswer(office, { device, answers: [], ...keys }, onStick(nodeFiles), path, {
              isCancelled: () => ending.aborted,
              onProgress: () => undefined,
            }),
          )
        : ({ ok: false, refusal: { code: 'bundle.laptop-key-missing' } } as const);
      if (written.ok) {
        const { id, parts } = written.value;
        const bytes = parts.reduce((sum, { size }) => sum + size, 0);
        print(`Written: ${id}, ${parts.length} parts, ${bytes} bytes.`, { bundle: id, parts: parts.length, bytes });
        return;
      }
      const { code } = written.refusal;
      print(`Nothing was written. ${BUNDLE_SENTENCES[code as BundleRefusalCode] ?? code}`, { refusal: code });
      return 'failed';
    });
  },
};
