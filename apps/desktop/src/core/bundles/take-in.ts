import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type BundleFolder,
  type BundleHeader,
  type BundleMessage,
  type BundleOutline,
  type BundleWatch,
  copyBundle,
  eachBundleMessage,
  isBundleSignedBy,
} from '@nrm/domain/bundle';
import type { Entry } from '@nrm/domain/ledger';
import { assert, ok, type Result, refuse } from '@nrm/domain/shared';
import { findOpened } from '@nrm/sealed-files/age';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations } from '@nrm/sealed-files/file-operations';
import type { TakenIn } from '../../bridge/bundles.ts';
import { isFault } from '../faults.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { nodeCrypto } from '../ledger/node-crypto.ts';
import { receiveLinks, receiveReceipts } from '../ledger/receive.ts';
import { rejoin, standingOf } from '../ledger/rejoin.ts';
import type { SealingKeys } from './sealing-keys.ts';

/**
 * Whether a bundle is the server's word to this laptop, now. Looks at its header only.
 * Refuses bundle.wrong-governorate, bundle.own, bundle.wrong-laptop, bundle.signature-invalid, bundle.fill-under-way.
 */
export function judgeForThisLaptop({ store }: LedgerContext, header: BundleHeader): Result<void> {
  const device = findThisDevice(store);
  assert(device, 'this laptop is not connected');
  if (header.governorate !== device.governorate) return refuse('bundle.wrong-governorate');
  if (header.from === device.device) return refuse('bundle.own');
  if (header.to !== device.device) return refuse('bundle.wrong-laptop');
  if (!isBundleSignedBy(header, device.serverPublicKey, nodeCrypto)) return refuse('bundle.signature-invalid');
  if (store.get('select 1 as begun from fill_progress')) return refuse('bundle.fill-under-way');
  return ok(undefined);
}

/**
 * Copies a bundle for this laptop into its own folder, sealed as it is and compared piece by piece. When this is done
 * the stick may be pulled; when it is cut off, nothing has happened.
 */
export async function keepForThisLaptop(
  files: FileOperations,
  place: string,
  from: BundleFolder,
  outline: BundleOutline,
  watch: BundleWatch,
): Promise<Result<{ readonly path: string; readonly folder: BundleFolder }>> {
  const path = join(place, outline.header.id);
  await files.makeFolder(path);
  const folder = bundleFolder(files, path);
  let isKept = false;
  try {
    const kept = await copyBundle(from, folder, nodeBytes, outline, watch);
    isKept = kept.ok;
    return kept.ok ? ok({ path, folder }) : kept;
  } finally {
    if (!isKept) await files.remove(path);
  }
}

/**
 * Takes in a bundle that lies whole in this laptop's folder: receipts and links through the doors of the network, message
 * by message, each in its transaction. Everything is opened and read once before the first is stored. Repeated, it
 * changes nothing. Where the server, or this laptop, was put back to an older state, this laptop first goes back to the
 * last point both remember, as over the network; unless it stands elsewhere by now than where it asked from.
 * Refuses bundle.cannot-open, bundle.damaged, bundle.other-epoch.
 */
export async function takeIn(
  ledger: LedgerContext,
  keys: SealingKeys,
  folder: BundleFolder,
  header: BundleHeader,
): Promise<Result<TakenIn>> {
  const judged = judgeForThisLaptop(ledger, header);
  if (!judged.ok) return judged;
  const open = (sealed: Uint8Array) => findOpened(keys.identity, sealed);
  const found: { shared?: Shared } = {};
  const whole = await eachBundleMessage(folder, nodeBytes, header, open, (each) => {
    if (each.kind !== 'push-answer' && each.kind !== 'pull-answer' && each.kind !== 'rejoin-answer')
      return refuse('bundle.damaged', { field: 'message' });
    if (each.kind === 'rejoin-answer') found.shared ??= each;
    return each.message.epoch === header.epoch ? ok(undefined) : refuse('bundle.other-epoch');
  });
  if (!whole.ok) return whole;
  const stands = standingOf(ledger.store);
  const shared = isDeepStrictEqual(found.shared?.standing, stands) ? found.shared : undefined;
  const rejoined = shared !== undefined;
  if (shared) rejoin(ledger, shared.message);
  else if (stands.epoch !== header.epoch) return refuse('bundle.other-epoch');
  let [receipts, links, apart] = [0, 0, false];
  const [answered, received] = [new Set<string>(), new Set<string>()];
  try {
    const stored = await eachBundleMessage(folder, nodeBytes, header, open, async (each) => {
      // What waits may have been signed again in going back: its verdicts are given again when it is sent.
      if (each.kind === 'push-answer' && !rejoined) {
        receiveReceipts(ledger, each.message.receipts);
        receipts += each.message.receipts.length;
        for (const { entry } of each.message.receipts) {
          const row = ledger.store.get('select act from entries where id = ? and own = 1', entry);
          if (row) answered.add(row.act as string);
        }
        apart ||= each.message.stopped !== null;
      } else if (each.kind === 'pull-answer') {
        if (each.message.rejoin) apart = true;
        else receiveLinks(ledger, each.message);
        for (const link of each.message.feeds.flatMap((feed) => feed.links)) {
          links++;
          const { device, act } = link.entry ? authorshipOf(link.entry) : {};
          if (act && device !== header.to) received.add(act.id);
        }
      }
      await new Promise((next) => setImmediate(next)); // screens are answered between two transactions
      return ok(undefined);
    });
    if (!stored.ok) return stored;
  } catch (error) {
    if (!standsElsewhere(error)) throw error;
    // It answers a question of another time.
    if (!rejoined) return refuse('bundle.other-epoch');
    // A file that left behind the shared point takes this laptop further back than it had asked: the next stick brings it.
    apart = true;
  }
  return ok({ receipts, links, apart, rejoined, answered: answered.size, received: received.size });
}

type Shared = Extract<BundleMessage, { kind: 'rejoin-answer' }>;

const standsElsewhere = (error: unknown): boolean =>
  isFault(error, 'server.not-trusted') &&
  ['feed-gap', 'feed-chain', 'subject-gap'].includes(String(error.params.reason));

/** The link was opened and compared when it was stored; here it is only counted. */
const authorshipOf = ({ header }: Entry): { readonly device?: string; readonly act?: { readonly id: string } } =>
  JSON.parse(header) as { device: string; act: { id: string } };
