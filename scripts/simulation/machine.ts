import type { KeyObject } from 'node:crypto';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import { CHAIN_START } from '@nrm/domain/ledger';
import { type ActId, type DeviceId, type EntryId, instantFromMs, type OfficeId } from '@nrm/domain/shared';
import Database from 'better-sqlite3';
import { isFault } from '../../apps/desktop/src/core/faults.ts';
import { appendAct } from '../../apps/desktop/src/core/ledger/append-act.ts';
import { beginGeneration } from '../../apps/desktop/src/core/ledger/begin-generation.ts';
import { findThisDevice, type LedgerContext, saveThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { signerOf } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { findAuthor } from '../../apps/desktop/src/core/session/find-role.ts';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { createStore, type ReadableStore } from '../../apps/desktop/src/core/store/store.ts';
import { createReceiver } from '../../apps/desktop/src/core/sync/receive-new.ts';
import { createReception } from '../../apps/desktop/src/core/sync/reception.ts';
import { asKnownDevice } from '../../apps/desktop/src/core/sync/rejoin-server.ts';
import { sendWaiting } from '../../apps/desktop/src/core/sync/send-waiting.ts';
import type { Transport } from '../../apps/desktop/src/core/sync/transport.ts';
import type { Desk, Staff } from './acts.ts';
import type { SimulatedServer, World } from './governorate.ts';

/** The encrypted file of a laptop as it was at some moment, and the sealed head beside it. */
export interface DiskImage {
  readonly database: Buffer;
  readonly seal: number;
}

/** A laptop whose power, disk, clock and line belong to the simulation; everything above them is the real core. */
export interface Machine {
  readonly name: string;
  readonly device: DeviceId;
  readonly office: OfficeId;
  readonly desk: Desk;
  readonly ledger: LedgerContext;
  /** What people wrote on it and was not taken away again with its disk. */
  readonly written: ReadonlySet<EntryId>;
  /** Entries of this machine the server ever acknowledged to it. */
  readonly acknowledged: Set<EntryId>;
  /** What its clock says beyond the true time. */
  clockOffsetMs: number;
  /** How the last exchange failed; null when it did not. */
  readonly fault: string | null;
  /** The disk fails this many statements from now; null while it is sound. */
  diskFailsIn: number | null;
  /** Resolves when the exchange ended, well or not. @returns whether anything moved */
  send(): Promise<boolean>;
  receive(): Promise<boolean>;
  image(): DiskImage;
  /** Power is cut: what was under way is forgotten, what was committed is there. */
  crash(): void;
  /** Switched off for good; what it held is gone from memory. */
  close(): void;
  /** Another disk is put in. @param noticed the sealed head was not put back with it, so the laptop knows */
  putBack(image: DiskImage, noticed: boolean): void;
}

export interface MachineOptions {
  readonly name: string;
  readonly world: World;
  readonly server: SimulatedServer;
  readonly key: KeyObject;
  readonly device: DeviceId;
  readonly number: number;
  readonly office: OfficeId;
  readonly supervisor: Staff;
  readonly transport: Transport;
  readonly nowMs: () => number;
  readonly image?: DiskImage;
}

/** Not the reports of a cut history: one that nobody has heard gives way to the next. */
const writtenOn = (store: ReadableStore): Set<EntryId> =>
  new Set(
    store
      .all("select id from entries where own = 1 and type <> 'device.begin-generation'")
      .map(({ id }) => id as EntryId),
  );

export function startMachine(options: MachineOptions): Machine {
  const { name, world, server, device, office, transport } = options;
  let diskFailsIn: number | null = null;
  let clockOffsetMs = 0;
  let seal = options.image?.seal ?? 0;
  const acknowledged = new Set<EntryId>();
  let sessions = 0;
  let session = open(options.image?.database);

  function open(image: Buffer | undefined) {
    const database = new Database(image ?? ':memory:');
    const store = createStore(failing(database), () => undefined);
    if (!image) {
      migrate(store, sqliteMigrations);
      store.write((tx) =>
        saveThisDevice(tx, {
          device,
          governorate: server.governorate,
          office,
          number: options.number,
          serverPublicKey: server.publicKey,
          epoch: server.store.epoch,
          generation: 1,
          seq: 0,
          hash: CHAIN_START,
        }),
      );
    }
    const ledger: LedgerContext = {
      store,
      sign: signerOf(options.key),
      now: () => ({ instant: instantFromMs(options.nowMs() + clockOffsetMs), clock: 'ok' }),
      random: world.bytes,
      author: (inside) => findAuthor(inside, options.supervisor.worker),
      project: () => undefined,
      projectDerived: () => undefined,
      seal: () => {
        seal++;
      },
      announce: () => undefined,
    };
    const ended = new AbortController();
    sessions++;
    const reception = createReception(ledger, { stored: () => undefined, failed: () => undefined });
    const receiver = createReceiver(ledger, transport, reception, 1 + Math.floor(world.random() * 40), () => undefined);
    return { database, ledger, ended, reception, receiver };
  }

  /** Statements of a transaction go through here, so that the disk can fail between any two of them. */
  function failing(database: Database.Database): Database.Database {
    const prepare = database.prepare.bind(database);
    return Object.assign(database, {
      prepare: (sql: string) => {
        const statement = prepare(sql);
        if (statement.readonly) return statement;
        const run = statement.run.bind(statement);
        return Object.assign(statement, {
          run: (...values: unknown[]) => {
            if (diskFailsIn !== null && diskFailsIn-- === 0) {
              diskFailsIn = null;
              throw new Database.SqliteError('the disk of the simulation is full', 'SQLITE_FULL');
            }
            return run(...values);
          },
        });
      },
    });
  }

  const noteAcknowledged = () => {
    for (const row of session.ledger.store.all('select id from entries where own = 1 and outcome is not null'))
      acknowledged.add(row.id as EntryId);
  };

  let written = writtenOn(session.ledger.store);
  const underWay = new Set<string>();
  let fault: string | null = null;

  /** One exchange each way at a time. A fault ends it and nothing else; anything but a fault is a finding. */
  async function untilFault(way: 'sending' | 'receiving', exchange: () => Promise<boolean>): Promise<boolean> {
    const { ended } = session;
    const mine = way + sessions;
    if (underWay.has(mine)) return false;
    underWay.add(mine);
    try {
      const moved = await exchange();
      fault = null;
      return moved;
    } catch (error) {
      if (!isFault(error) && !ended.signal.aborted) throw error;
      fault = isFault(error) ? `${error.code} ${JSON.stringify(error.params)}` : null;
      return false;
    } finally {
      underWay.delete(mine);
    }
  }

  return {
    name,
    device,
    office,
    acknowledged,
    get written() {
      return written;
    },
    get fault() {
      return fault;
    },
    get ledger() {
      return session.ledger;
    },
    get desk(): Desk {
      const { ledger } = session;
      return {
        store: ledger.store,
        office,
        newId: world.newId,
        act: (worker, role, steps) => {
          const result = appendAct(ledger, { id: world.newId() as ActId, author: { worker, role }, steps });
          if (result.ok) for (const id of result.value) written.add(id);
          return result;
        },
      };
    },
    get clockOffsetMs() {
      return clockOffsetMs;
    },
    set clockOffsetMs(ms) {
      clockOffsetMs = ms;
    },
    get diskFailsIn() {
      return diskFailsIn;
    },
    set diskFailsIn(statements) {
      diskFailsIn = statements;
    },
    send: () =>
      untilFault('sending', () => {
        const { ledger, ended } = session;
        return asKnownDevice(ledger, transport, ended.signal, () =>
          sendWaiting(ledger, transport, ended.signal, noteAcknowledged),
        );
      }),
    receive: () =>
      untilFault('receiving', async () => {
        const { ledger, receiver, reception, ended } = session;
        if (!reception.isFree) return false;
        receiver.want();
        const links = await asKnownDevice(ledger, transport, ended.signal, () => receiver.next(ended.signal));
        if (ended.signal.aborted || links.length === 0) return false;
        reception.store(links);
        noteAcknowledged();
        return true;
      }),
    image: () => ({ database: session.database.serialize(), seal }),
    crash() {
      session.ended.abort();
      const database = session.database.serialize();
      session.database.close();
      session = open(database);
    },
    close() {
      session.ended.abort();
      session.database.close();
    },
    putBack(image, noticed) {
      session.ended.abort();
      session.database.close();
      diskFailsIn = null;
      session = open(image.database);
      written = writtenOn(session.ledger.store);
      const isOlder = image.seal < seal;
      if (!noticed) seal = image.seal;
      else if (isOlder) {
        const { ledger } = session;
        ledger.store.write((tx) => {
          if (findThisDevice(tx)) beginGeneration(ledger, tx, 'rolled-back');
        });
      }
    },
  };
}
