import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  BUNDLE_PULL_LINKS,
  type BundleHeader,
  BundleId,
  type BundleMessage,
  type BundleWatch,
  UNWATCHED,
  writeBundle,
} from '@nrm/domain/bundle';
import { CHAIN_START } from '@nrm/domain/ledger';
import type { DeviceId, Result } from '@nrm/domain/shared';
import { PROTOCOL, type PullRequest, type PushAnswer } from '@nrm/domain/sync';
import { sealTo } from '@nrm/sealed-files/age';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations } from '@nrm/sealed-files/file-operations';
import { answerPull, remembersTheSame } from '../ledger/answer-pull.ts';
import { answerRejoin } from '../ledger/answer-rejoin.ts';
import type { AskedWhereShared, BundleDesk } from './take-bundle.ts';

export interface AnswerFor {
  readonly device: DeviceId;
  readonly inbox: string;
  readonly answers: readonly PushAnswer[];
  /** How far the laptop has read its feeds; from the beginning where it never said. */
  readonly positions: PullRequest['positions'];
  /** Of the life of a server that it knows, and where it shows what both may still share; where it said so. */
  readonly epoch?: string;
  readonly rejoin?: AskedWhereShared | null;
}

/**
 * Writes what the server has for a laptop into a new folder at a place: the receipts of what it just handed in, and
 * everything new since the positions it named, as it would be answered over the network. Where the two do not remember
 * the same, first of all where they last did, and everything new since then.
 * Refuses bundle.too-large, bundle.not-kept, bundle.cancelled.
 */
export async function writeAnswer(
  { ledger }: Pick<BundleDesk, 'ledger'>,
  { device, inbox, answers, positions, epoch, rejoin }: AnswerFor,
  files: FileOperations,
  place: string,
  watch: BundleWatch = UNWATCHED,
): Promise<Result<BundleHeader>> {
  const id = BundleId.parse(randomBytes(16).toString('hex'));
  const path = join(place, id);
  await files.makeFolder(path);
  const log = await ledger.store.findDevice(device);
  const chain = { seq: log?.seq ?? 0, hash: log?.hash ?? CHAIN_START };
  async function* messages(): AsyncGenerator<BundleMessage> {
    let read = new Map(positions.map(({ feed, ...rest }) => [feed, rest]));
    const together =
      (epoch === undefined || epoch === ledger.store.epoch) &&
      answers.every(({ stopped }) => stopped === null) &&
      (await remembersTheSame(ledger, { positions }));
    if (!together && rejoin) {
      const message = await answerRejoin(ledger, rejoin.message);
      yield { kind: 'rejoin-answer', message, standing: rejoin.standing };
      read = new Map(message.feeds.map(({ feed, position }) => [feed, { position }]));
    }
    for (const message of answers) yield { kind: 'push-answer', message };
    for (let more = true; more; ) {
      const asked = [...read].map(([feed, rest]) => ({ feed, ...rest }));
      const message = await answerPull(ledger, {
        protocol: PROTOCOL,
        device,
        positions: asked,
        limit: BUNDLE_PULL_LINKS,
      });
      yield { kind: 'pull-answer', message };
      for (const { feed, position, chain: at } of message.heads.heads) read.set(feed, { position, chain: at });
      more = message.more;
    }
  }
  const describe = () => ({
    protocol: PROTOCOL,
    kind: 'to-laptop' as const,
    id,
    governorate: ledger.governorate,
    from: 'server' as const,
    to: device,
    epoch: ledger.store.epoch,
    generation: log?.generation ?? 1,
    after: chain,
    head: chain,
    at: ledger.now(),
  });
  const author = { sign: ledger.sign, seal: (bytes: Uint8Array) => sealTo([inbox], bytes) };
  const written = await writeBundle(bundleFolder(files, path), nodeBytes, author, messages(), describe, watch);
  if (!written.ok) await files.remove(path).catch(() => undefined);
  return written;
}
