import { join } from 'node:path';
import { DEFAULT_NIGHTLY_HOUR, type NightlyHour, nightsAround, type OfficeState } from '@nrm/domain/office';
import { assert, type DeviceId, type Instant, instantFromMs } from '@nrm/domain/shared';
import type { Delivered } from '../bridge/bundles.ts';
import { carryWhileSignedOut } from './bundles/signed-out.ts';
import type { Connection } from './connection.ts';
import { Fault } from './faults.ts';
import { createEvenMark, type LastContact, readLastContact } from './last-contact.ts';
import { findThisDevice } from './ledger/ledger.ts';
import { shownState } from './ledger/subject-rows.ts';
import { spreadOf, startNightly } from './nightly.ts';
import { findScheduled, type Scheduled } from './scheduled.ts';
import type { ReadableStore } from './store/store.ts';
import { isWriterPresent } from './store/writer-lock.ts';
import type { Replication, ReplicationState } from './sync/index.ts';

/** Contacts with the server, as far as this laptop remembers them. */
export interface ContactState extends Pick<LastContact, 'evenAt' | 'night' | 'missed'> {
  /** null: this laptop belongs to no office */
  readonly nextNight: Instant | null;
  /** What the scheduler of this computer was told last; null: nothing, as far as is known */
  readonly scheduled: Scheduled['state'] | null;
}

/** What goes over the line without anybody's asking, while somebody is signed in and while nobody is. */
export interface Contact {
  state(): ContactState;
  /** What sending and receiving said of itself. */
  heard(state: ReplicationState): void;
  /** @throws Fault server.*, keyring.missing, replica.in-use when another program has this laptop open */
  carrySealed(): Promise<Delivered>;
  /** Somebody signs in: what is under way goes on with the session, as messages. */
  stopCarrying(): Promise<void>;
  /** A session ends: what was noted is written down. */
  keep(): void;
  stop(): Promise<void>;
}

export interface ContactOptions {
  readonly folder: string;
  nowMs(): number;
  /** null: this laptop belongs to no office */
  self(): { readonly connection: Connection; readonly device: DeviceId } | null;
  session(): { readonly store: ReadableStore; readonly replication: Replication } | null;
  /** Resolves when the files of the last session are closed. */
  signedOut(): Promise<void>;
  isOnline(): boolean;
  isMetered(): boolean;
  onChange(): void;
  readonly nightEveryMs?: number | undefined;
}

export function startContact(options: ContactOptions): Contact {
  const { folder, session, self } = options;
  const now = () => instantFromMs(options.nowMs());
  const even = createEvenMark(folder);
  let carrying: { readonly ended: AbortController; readonly done: Promise<unknown> } | null = null;
  let wasReached = false;

  async function carrySealed(): Promise<Delivered> {
    const own = self();
    if (!own) throw new Fault('keyring.missing');
    assert(!session(), 'somebody is signed in: entries travel as messages');
    await options.signedOut();
    // Whoever is signed in there sends everything as messages.
    if (isWriterPresent(join(folder, 'replica'))) throw new Fault('replica.in-use');
    const ended = new AbortController();
    const whose = options.isMetered() ? 'own' : 'all';
    const done = carryWhileSignedOut(folder, own.connection, own.device, whose, ended.signal);
    carrying = { ended, done };
    try {
      return await done;
    } catch (error) {
      throw ended.signal.aborted ? new Fault('session.signed-out') : error;
    } finally {
      carrying = null;
    }
  }

  async function stopCarrying(): Promise<void> {
    carrying?.ended.abort();
    await carrying?.done.catch(() => undefined);
  }

  const spread = () => {
    const own = self();
    return own ? spreadOf(own.device) : null;
  };
  const nightly = startNightly({
    folder,
    spread,
    now,
    officeHour() {
      const open = session();
      return open && officeHourOf(open.store);
    },
    isOnline: options.isOnline,
    async keep() {
      const open = session();
      if (open) await open.replication.awaitInSync();
      else await carrySealed();
      return open ? 'signed-in' : 'sealed';
    },
    onChange: options.onChange,
    ...(options.nightEveryMs !== undefined && { everyMs: options.nightEveryMs }),
  });

  return {
    carrySealed: async () => {
      const delivered = await carrySealed();
      nightly.kept('sealed');
      return delivered;
    },
    stopCarrying,
    state() {
      const { nightlyHour, night, missed } = readLastContact(folder);
      const own = spread();
      const nextNight = own === null ? null : nightsAround(now(), nightlyHour, own).next;
      return { evenAt: even.at, night, missed, nextNight, scheduled: findScheduled(folder)?.state ?? null };
    },
    heard({ connected, waiting, lastPull }) {
      if (connected && waiting === 0 && lastPull !== null) even.note(lastPull);
      // A night that was missed is made up for as soon as the server is there.
      if (connected && !wasReached) nightly.reached();
      wasReached = connected;
    },
    keep() {
      even.keep();
      wasReached = false;
    },
    async stop() {
      nightly.stop();
      await stopCarrying();
    },
  };
}

const officeHourOf = (store: ReadableStore): NightlyHour => {
  const device = findThisDevice(store);
  const office = device && shownState<OfficeState>(store, { kind: 'office', id: device.office });
  return office?.nightlyHour ?? DEFAULT_NIGHTLY_HOUR;
};
