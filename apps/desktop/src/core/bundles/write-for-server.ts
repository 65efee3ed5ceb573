import { join } from 'node:path';
import {
  BUNDLE_PULL_LINKS,
  type BundleHeader,
  BundleId,
  type BundleMessage,
  type BundleWatch,
  writeBundle,
} from '@nrm/domain/bundle';
import { CHAIN_START } from '@nrm/domain/ledger';
import { assert, type Result, refuse } from '@nrm/domain/shared';
import { PROTOCOL, type PushRequest } from '@nrm/domain/sync';
import { sealTo } from '@nrm/sealed-files/age';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { bundleFolder, type FileOperations } from '@nrm/sealed-files/file-operations';
import { forgottenOf } from '../ledger/hand-back.ts';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { nextPush, type OwnPlace } from '../ledger/outbox.ts';
import { nextRejoin, standingOf } from '../ledger/rejoin.ts';
import { nextPull } from '../sync/reception.ts';
import type { SealingKeys } from './sealing-keys.ts';

export interface WrittenForServer {
  readonly header: BundleHeader;
  readonly entries: number;
  readonly acts: number;
}

/**
 * Writes what waits for the server into a new folder at a place: every entry it has not acknowledged, in the order of
 * writing, and the question what is new since, so that the answer can come back the same way. Nothing of this laptop
 * changes: it is acknowledged by receipts and by nothing else.
 * @param options asksWhereShared: also where both last remembered the same, for a server that cannot be asked over a
 *   network; every link is read for it
 * Refuses bundle.server-key-missing, bundle.cancelled, bundle.not-kept, bundle.too-large.
 */
export async function writeForServer(
  ledger: LedgerContext,
  keys: SealingKeys,
  files: FileOperations,
  place: string,
  watch: BundleWatch,
  { asksWhereShared = false }: { readonly asksWhereShared?: boolean } = {},
): Promise<Result<WrittenForServer>> {
  const { server } = keys;
  if (server === null) return refuse('bundle.server-key-missing');
  const device = findThisDevice(ledger.store);
  assert(device, 'this laptop is not connected');
  const id = newBundleId(ledger);
  const path = join(place, id);
  await files.makeFolder(path);
  let entries = 0;
  const acts = new Set<string>();
  let after: { seq: number; hash: string } | undefined;
  function* messages(): Generator<BundleMessage> {
    for (const message of forgottenOf(ledger.store, 'set-aside')) yield { kind: 'hand-back', message };
    for (const message of waitingMessages(ledger)) {
      after ??= placeBefore(message);
      entries += message.entries.length;
      for (const { header } of message.entries) acts.add(actOf(header));
      yield { kind: 'push', message };
    }
    if (asksWhereShared)
      yield { kind: 'rejoin', message: nextRejoin(ledger.store), standing: standingOf(ledger.store) };
    yield { kind: 'pull', message: nextPull(ledger, BUNDLE_PULL_LINKS), inbox: keys.recipient };
  }
  const describe = () => ({
    protocol: PROTOCOL,
    kind: 'to-server' as const,
    id,
    governorate: device.governorate,
    from: device.device,
    to: 'server' as const,
    epoch: device.epoch,
    generation: device.generation,
    after: after ?? { seq: device.seq, hash: device.hash },
    head: { seq: device.seq, hash: device.hash },
    at: ledger.now().instant,
  });
  const author = { sign: ledger.sign, seal: (bytes: Uint8Array) => sealTo([server], bytes) };
  const written = await writeBundle(bundleFolder(files, path), nodeBytes, author, messages(), describe, watch);
  if (written.ok) return { ok: true, value: { header: written.value, entries, acts: acts.size } };
  await files.remove(path).catch(() => undefined); // the stick may be gone; without `done` it is worth nothing
  return written;
}

const actOf = (header: string): string => (JSON.parse(header) as { act: { id: string } }).act.id;

export const newBundleId = ({ random }: Pick<LedgerContext, 'random'>): BundleId =>
  BundleId.parse(Buffer.from(random(16)).toString('hex'));

function* waitingMessages({ store }: LedgerContext): Generator<PushRequest> {
  let after: OwnPlace | undefined;
  for (let message = nextPush(store, undefined, after); message; message = nextPush(store, undefined, after)) {
    yield message;
    const { generation, deviceSeq } = headerOf(message, -1);
    after = { generation, deviceSeq };
  }
}

function placeBefore(message: PushRequest): { seq: number; hash: string } {
  const { deviceSeq, prev } = headerOf(message, 0);
  return { seq: deviceSeq - 1, hash: prev ?? CHAIN_START };
}

function headerOf(
  { entries }: PushRequest,
  at: number,
): { generation: number; deviceSeq: number; prev: string | null } {
  const entry = entries.at(at);
  assert(entry, 'a message has entries');
  return JSON.parse(entry.header) as { generation: number; deviceSeq: number; prev: string | null };
}
