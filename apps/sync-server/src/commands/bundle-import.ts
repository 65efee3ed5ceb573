import type { RefusalCode } from '@nrm/domain/shared';
import { nodeFiles } from '@nrm/sealed-files/file-operations';
import { onStick, withStick } from '@nrm/sealed-files/stick';
import { z } from 'zod';
import { BUNDLE_SENTENCES, type BundleRefusalCode } from '../bundles/bundle-sentences.ts';
import { findBundles } from '../bundles/find-bundles.ts';
import { openBundleOffice } from '../bundles/open-office.ts';
import { answerBundle, answerForCarrier, receiveFromStick } from '../bundles/receive-bundle.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Options = z.object({ data: z.string().min(1), answer: z.string().min(1).optional() });

/** What laptops wrote onto a stick for the server: judged as over the network, answered onto a stick or for a carrier. */
export const bundleImport: Command = {
  name: 'bundle import',
  summary: 'take in what laptops wrote onto a stick, and write the answers',
  operands: 'PATH',
  options: { ...dataOption, answer: { type: 'string' } },
  describe: {
    ...dataDescription,
    answer: 'folder or stick for the answers; without it they wait for a laptop that carries them',
  },
  async run({ values, positionals, assembly, env, now, ending, print }) {
    const { data, answer } = readOptions(Options, values);
    const [path] = positionals;
    if (!path) throw new UsageError('PATH is missing: the stick, or the folder of a bundle on it.');
    return await onServer({ assembly, env, now }, data, async (server) => {
      const office = await openBundleOffice(server);
      const stick = onStick(nodeFiles);
      const watch = { isCancelled: () => ending.aborted, onProgress: () => undefined };
      const found = await withStick(async () => ({ ok: true, value: await findBundles(stick, path) }));
      const bundles = found.ok
        ? found.value.filter(({ outline }) => !outline.ok || outline.value.header.to === 'server')
        : [];
      const told: { bundle: string | null; refusal: RefusalCode | null; from?: string; [count: string]: unknown }[] =
        [];
      if (!found.ok) told.push({ bundle: null, refusal: found.refusal.code });
      else if (bundles.length === 0) told.push({ bundle: null, refusal: 'bundle.none-here' });
      for (const { folder, outline } of bundles) {
        const taken = outline.ok
          ? await withStick(() => receiveFromStick(office, folder, outline.value, watch))
          : outline;
        const bundle = outline.ok ? outline.value.header.id : null;
        if (!taken.ok) {
          told.push({ bundle, refusal: taken.refusal.code, field: taken.refusal.field });
          continue;
        }
        const { from, entries, answers } = taken.value;
        const outcomes: Record<string, number> = {};
        for (const { outcome } of answers.flatMap(({ receipts }) => receipts))
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const stopped = answers.find((one) => one.stopped !== null)?.stopped ?? null;
        const answered = await withStick(() =>
          answer
            ? answerBundle(office, taken.value, onStick(nodeFiles), answer)
            : answerForCarrier(office, taken.value),
        );
        told.push({ bundle, refusal: answered.ok ? null : answered.refusal.code, from, entries, outcomes, stopped });
      }
      const lines = told.map(({ bundle, refusal, from, entries, outcomes, stopped }) =>
        refusal === null
          ? `${bundle}  ${entries} entries of ${from} ${JSON.stringify(outcomes)}${stopped === null ? '' : `, stopped at a ${stopped}`}`
          : `${bundle ?? path}  ${refusal}: ${BUNDLE_SENTENCES[refusal as BundleRefusalCode] ?? ''}`,
      );
      print(lines.join('\n'), { bundles: told });
      if (told.some(({ refusal }) => refusal !== null)) return 'failed';
    });
  },
};
