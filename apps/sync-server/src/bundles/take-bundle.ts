import {
  type BundleFolder,
  type BundleHeader,
  type BundleMessage,
  eachBundleMessage,
  isBundleSignedBy,
} from '@nrm/domain/bundle';
import type { GovernorateState } from '@nrm/domain/governorate';
import type { DeviceId } from '@nrm/domain/shared';
import { ok, type Result, refuse } from '@nrm/domain/shared';
import type { PullRequest, PushAnswer } from '@nrm/domain/sync';
import { findOpened } from '@nrm/sealed-files/age';
import { nodeBytes } from '@nrm/sealed-files/bundle-bytes';
import { Fault, isFault } from '../faults.ts';
import { acceptPush } from '../ledger/accept-push.ts';
import { takeHandedBack } from '../ledger/take-handed-back.ts';
import type { ServerAuthor } from '../ledger/write-act.ts';

/** What bundles need of the server. */
export interface BundleDesk {
  readonly ledger: ServerAuthor;
  /** Opens what is sealed to the server. */
  readonly identity: string;
}

export type AskedWhereShared = Extract<BundleMessage, { kind: 'rejoin' }>;

/** What came out of a bundle: the answers, in the order of the messages, and what its laptop asks for. */
export interface TakenBundle {
  readonly from: DeviceId;
  readonly entries: number;
  readonly answers: readonly PushAnswer[];
  /** null where it asked nothing */
  readonly pull: PullRequest | null;
  /** Of the life of a server it knows. */
  readonly epoch: string;
  /** Where it and that server remember the same, for a server that went back; null where it was not written for a stick */
  readonly rejoin: AskedWhereShared | null;
  /** age recipient of the laptop, as it says itself in what only the server can open */
  readonly inbox: string | null;
}

/**
 * Takes in what a laptop wrote for the server: the messages of the network, through the door of the network, with its
 * verdicts and receipts. Everything is opened and read once before the first is judged. Repeated, it gives the same
 * receipts and changes nothing. An epoch that is over is no reason to turn entries away: their chain says where they belong.
 * Refuses bundle.wrong-laptop, bundle.wrong-governorate, bundle.unknown-sender, bundle.signature-invalid,
 * bundle.cannot-open, bundle.damaged.
 */
export async function takeBundle(
  { ledger, identity }: BundleDesk,
  folder: BundleFolder,
  header: BundleHeader,
): Promise<Result<TakenBundle>> {
  const open = (sealed: Uint8Array) => findOpened(identity, sealed);
  const sender = await judgeSender(ledger, header);
  if (!sender.ok) return sender;
  const from = sender.value;
  const asked: Pick<TakenBundle, 'pull' | 'inbox' | 'rejoin'> = { pull: null, inbox: null, rejoin: null };
  let entries = 0;
  const whole = await eachBundleMessage(folder, nodeBytes, header, open, (each) => {
    if (each.kind === 'hand-back') return ok(undefined); // proves itself by our own signature, whoever brings it
    const ofSender =
      (each.kind === 'push' || each.kind === 'rejoin' || each.kind === 'pull') && each.message.device === from;
    if (!ofSender) return refuse('bundle.damaged', { field: 'message' });
    if (each.kind === 'pull') Object.assign(asked, { pull: each.message, inbox: each.inbox });
    if (each.kind === 'rejoin') Object.assign(asked, { rejoin: each });
    return ok(undefined);
  });
  if (!whole.ok) return whole;
  const answers: PushAnswer[] = [];
  try {
    const taken = await eachBundleMessage(folder, nodeBytes, header, open, async (each) => {
      if (each.kind === 'hand-back') await takeHandedBack(ledger, await ownKey(ledger), each.message);
      if (each.kind !== 'push') return ok(undefined);
      answers.push(await acceptPush(ledger, each.message));
      entries += each.message.entries.length;
      return ok(undefined);
    });
    if (!taken.ok) return taken;
  } catch (error) {
    if (isFault(error, 'push.entry-unreadable')) return refuse('bundle.damaged', { field: 'entry' });
    throw error;
  }
  return ok({ from, entries, answers, epoch: header.epoch, ...asked });
}

/** Even a revoked laptop may hand in what was written on it: it is held, and a supervisor decides. */
async function judgeSender(ledger: ServerAuthor, header: BundleHeader): Promise<Result<DeviceId>> {
  const { governorate, crypto } = ledger;
  if (header.governorate !== governorate) return refuse('bundle.wrong-governorate');
  if (header.to !== 'server' || header.from === 'server') return refuse('bundle.wrong-laptop');
  const device = (await knownDevices(ledger))[header.from];
  if (!device) return refuse('bundle.unknown-sender');
  if (!isBundleSignedBy(header, device.publicKey, crypto)) return refuse('bundle.signature-invalid');
  return ok(header.from);
}

async function knownDevices({ store, governorate }: ServerAuthor): Promise<GovernorateState['devices']> {
  const stored = await store.findSubject({ kind: 'governorate', id: governorate });
  if (!stored) throw new Fault('server.not-set-up');
  return (stored.state as GovernorateState).devices;
}

async function ownKey(ledger: ServerAuthor): Promise<string> {
  const own = (await knownDevices(ledger))[ledger.device];
  if (!own) throw new Fault('server.not-set-up');
  return own.publicKey;
}
