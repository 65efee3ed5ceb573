import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@nrm/domain/access';
import {
  type ActId,
  type AuthorityId,
  assert,
  type EntryId,
  type GovernorateId,
  type OfficeId,
  type Refusal,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import type { Bridge, BridgeAnswer } from '../../apps/desktop/src/bridge/answer.ts';
import type { ActStep } from '../../apps/desktop/src/bridge/commands.ts';
import type { QueryAnswers, QueryArgs, QueryName } from '../../apps/desktop/src/bridge/queries.ts';
import { openBridge } from '../../apps/desktop/src/core/bridge-door.ts';
import type { PlainFault } from '../../apps/desktop/src/core/faults.ts';
import type { Laptop, LaptopOptions, Session } from '../../apps/desktop/src/core/laptop.ts';
import { createFileDeviceSecretStore } from '../../apps/desktop/src/core/session/device-secret-store.ts';
import { type PasswordCost, worthlessCostForTests } from '../../apps/desktop/src/core/session/password-hash.ts';
import { createConnectCode } from '../../apps/sync-server/src/connect/create-connect-code.ts';
import { initialiseServer } from '../../apps/sync-server/src/initialise-server.ts';
import type { ServerAuthor } from '../../apps/sync-server/src/ledger/write-act.ts';
import { writeAct } from '../../apps/sync-server/src/ledger/write-act.ts';
import { administer, ledgerAssembly, serverAuthor } from '../../apps/sync-server/src/ledger-assembly.ts';
import type { LogOptions } from '../../apps/sync-server/src/plugins/app/log.ts';
import type { RequestLimits } from '../../apps/sync-server/src/plugins/external/rate-limit.ts';
import { type RunningServer, startServer } from '../../apps/sync-server/src/start-server.ts';
import { startTestPostgres } from '../../apps/sync-server/src/testing/index.ts';

export const PASSWORD = 'rain over the old bridge';
export const MOSUL = 'mosul' as OfficeId;
export const SINJAR = 'sinjar' as OfficeId;

/** Nobody tries codes faster than a person types, except tests: their governorates share one address. */
const NO_HURRY: RequestLimits = { perMinute: 100_000, connectPerMinute: 100_000 };

export interface GovernorateOptions {
  readonly tls: boolean;
  readonly log?: LogOptions;
  readonly limits?: RequestLimits;
  /** Outside a test run a real one has to be given. */
  readonly passwordCost?: PasswordCost;
}

/** A whole server on a PostgreSQL of its own, and the folders of the laptops that belong to it. */
export interface Governorate {
  /** As laptops are told it; stays the same when the server stops and starts again. */
  readonly origin: string;
  readonly folder: string;
  readonly staff: Readonly<Record<'caseworker' | 'colleague' | 'supervisor' | 'directory', WorkerId>>;
  readonly server: RunningServer;
  author(): Promise<ServerAuthor>;
  /** 24 characters, as they are read to the worker. @param ageHours how long ago it was given */
  code(worker: WorkerId, options?: { readonly office?: OfficeId; readonly ageHours?: number }): Promise<string>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** A laptop that nobody has connected yet. */
  openDesk(name: string, clock?: DeskClock): Promise<Desk>;
  /** Connected with a one-time code, its worker signed in, everything received. */
  connect(name: string, worker: WorkerId): Promise<Desk>;
  /** Closes the laptops, the server and the database, and removes every folder. */
  close(): Promise<void>;
}

export async function openGovernorate(options: GovernorateOptions): Promise<Governorate> {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-wire-'));
  const closing: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const shut of closing.splice(0).reverse()) await shut();
  };
  try {
    const postgres = await startTestPostgres();
    closing.push(() => postgres.stop());
    const database = await postgres.createDatabase(ledgerAssembly.migrations);
    closing.push(() => database.drop());
    const place = { folder: join(folder, 'server'), env: {}, now: () => new Date() };
    await initialiseServer(ledgerAssembly, {
      ...place,
      governorate: 'ninewa' as GovernorateId,
      names: { ar: 'نينوى', en: 'Ninewa', ckb: 'نەینەوا' },
      demonstration: true,
      databaseUrl: database.connectionString,
      listen: { host: '127.0.0.1', port: 0, tls: options.tls },
      hosts: ['127.0.0.1', 'localhost'],
    });
    const begin = (port: number) =>
      startServer(ledgerAssembly, {
        ...place,
        port,
        log: options.log ?? { level: 'silent' },
        limits: options.limits ?? NO_HURRY,
      });
    let server = await begin(0);
    closing.push(() => server.close());
    const { origin, port } = server;
    const staff = await writeAdministration(await serverAuthor(server.server));

    const governorate: Governorate = {
      origin,
      folder,
      staff,
      get server() {
        return server;
      },
      author: () => serverAuthor(server.server),
      async code(worker, { office = MOSUL, ageHours = 0 } = {}) {
        const now = new Date(Date.now() - ageHours * 3_600_000);
        const given = await createConnectCode(server.server.pool, { office, worker, now });
        assert(given.ok, 'a code is given');
        return given.value.code;
      },
      stop: () => server.close(),
      async start() {
        server = await begin(port);
      },
      async openDesk(name, clock = {}) {
        const desk = await openDesk(join(folder, name), options.passwordCost ?? worthlessCostForTests(), clock);
        closing.push(() => desk.close());
        return desk;
      },
      async connect(name, worker) {
        const desk = await governorate.openDesk(name);
        await desk.do('laptop.connect', { server: origin, code: await governorate.code(worker), password: PASSWORD });
        await desk.do('session.sign-in', { worker, password: PASSWORD });
        await desk.sync();
        return desk;
      },
      close,
    };
    return governorate;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where a test owns the time of a laptop; that of the machine otherwise. */
export type DeskClock = Partial<Pick<LaptopOptions, 'nowMs' | 'nightEveryMs'>>;

/** The core of a laptop behind its bridge, on real encrypted files. */
export interface Desk {
  readonly folder: string;
  readonly bridge: Bridge;
  readonly laptop: Laptop;
  readonly session: Session;
  newId(): string;
  ask<Name extends QueryName>(name: Name, args: QueryArgs<Name>): Promise<QueryAnswers[Name]>;
  /** A command that must go well. @throws Error with the refusal or the fault */
  do(name: string, args: unknown): Promise<unknown>;
  /** A command that must not. */
  tryTo(name: string, args: unknown): Promise<{ readonly refusal: Refusal | null; readonly fault: PlainFault | null }>;
  act(...steps: readonly ActStep[]): Promise<readonly EntryId[]>;
  setNetwork(on: boolean): Promise<void>;
  /** Until both sides are even. @throws Fault of the first try that fails */
  sync(): Promise<void>;
  close(): Promise<void>;
  /** Closes and opens the same folder again, nobody signed in: the program was started anew. */
  restart(): Promise<void>;
}

async function openDesk(folder: string, cost: PasswordCost, clock: DeskClock): Promise<Desk> {
  mkdirSync(folder, { recursive: true });
  const open = () =>
    openBridge({
      folder,
      deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')),
      nowMs: Date.now,
      ...clock,
      passwordCost: cost,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      audit: { readVerifierPage: () => Buffer.from('<!doctype html>'), printPdf: null },
    });
  let door = await open();
  const desk: Desk = {
    folder,
    get bridge() {
      return door.bridge;
    },
    get laptop() {
      return door.laptop;
    },
    get session() {
      const { session } = door.laptop;
      assert(session, 'somebody is signed in');
      return session;
    },
    newId: () => uuidV7(Date.now(), randomBytes(10)),
    async ask<Name extends QueryName>(name: Name, args: QueryArgs<Name>) {
      return valueOf(await door.bridge.invoke(name, args)) as QueryAnswers[Name];
    },
    async do(name, args) {
      return valueOf(await door.bridge.invoke(name, args));
    },
    async tryTo(name, args) {
      const answer = await door.bridge.invoke(name, args);
      return {
        refusal: answer.kind === 'refusal' ? answer.refusal : null,
        fault: answer.kind === 'fault' ? answer.fault : null,
      };
    },
    async act(...steps) {
      const done = (await desk.do('act', { id: desk.newId() as ActId, steps })) as { entries: readonly EntryId[] };
      return done.entries;
    },
    setNetwork: (on) => desk.do('sync.set-network', { on }).then(() => undefined),
    sync: () => desk.session.replication.awaitInSync(),
    close: () => door.close(),
    async restart() {
      await door.close();
      door = await open();
    },
  };
  return desk;
}

function valueOf(answer: BridgeAnswer<unknown>): unknown {
  if (answer.kind === 'value') return answer.value;
  throw new Error(JSON.stringify(answer));
}

async function writeAdministration(author: ServerAuthor): Promise<Governorate['staff']> {
  const written = await administer(author, {
    type: 'authority.register',
    intent: {
      authority: 'momd' as AuthorityId,
      names: { ar: 'وزارة الهجرة والمهجرين', en: 'Ministry of Migration and Displacement' },
      letterhead: ['جمهورية العراق'],
      hotline: null,
    },
  });
  assert(written.ok, 'the authority is registered');
  await openOffice(author, MOSUL, { ar: 'مكتب الموصل', en: 'Mosul office' }, 12);
  await openOffice(author, SINJAR, { ar: 'مكتب سنجار', en: 'Sinjar office' }, 14);
  return {
    caseworker: await addWorker(author, 'هناء', 'caseworker', MOSUL),
    colleague: await addWorker(author, 'سامر', 'caseworker', MOSUL),
    supervisor: await addWorker(author, 'نور', 'supervisor', MOSUL),
    directory: await addWorker(author, 'فراس', 'directory-officer', null),
  };
}

async function openOffice(author: ServerAuthor, office: OfficeId, names: object, number: number): Promise<void> {
  const opened = await writeAct(author, [
    {
      type: 'office.open',
      subject: { kind: 'office', id: office },
      intent: { office, names, authority: 'momd', number, phone: '', districts: ['IQG15Q05'] },
    },
  ]);
  assert(opened.ok, 'the office is open');
}

async function addWorker(author: ServerAuthor, name: string, role: Role, office: OfficeId | null): Promise<WorkerId> {
  const worker = uuidV7(Date.now(), randomBytes(10)) as WorkerId;
  const added = await administer(
    author,
    { type: 'worker.introduce', intent: { worker, name } },
    { type: 'worker.grant-role', intent: { worker, role, office } },
  );
  assert(added.ok, 'the worker is introduced');
  return worker;
}
