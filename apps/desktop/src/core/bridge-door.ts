import { rolesHeld } from '@nrm/domain/access';
import type { GovernorateState } from '@nrm/domain/governorate';
import type { OfficeState } from '@nrm/domain/office';
import { dayInBaghdad, type Instant, instantFromMs, ok, type Result, type WorkerId } from '@nrm/domain/shared';
import { z } from 'zod';
import type { Bridge, BridgeAnswer, BridgeEvent } from '../bridge/answer.ts';
import { COMMANDS, type CommandAnswers, type CommandName } from '../bridge/commands.ts';
import { QUERIES, type QueryName, type SessionState, type SyncState } from '../bridge/queries.ts';
import { connectLaptop } from './connect-laptop.ts';
import { discardDraft, saveDraft } from './drafts.ts';
import { type AuditDesk, type AuditTools, createAuditDesk } from './export/audit-desk.ts';
import { Fault, faultToPlain, isFault, isSetAside } from './faults.ts';
import type { Laptop, LaptopOptions, Session } from './laptop.ts';
import { openLaptop } from './laptop.ts';
import { findThisDevice, type LedgerContext } from './ledger/ledger.ts';
import { waitingActs } from './ledger/outbox.ts';
import { shownState } from './ledger/subject-rows.ts';
import { keepPreferences, readPreferences } from './preferences.ts';
import { answerQuery } from './queries/index.ts';
import { countUnsettled } from './queries/sync/sync-items.ts';
import { type CardRoles, keepCardRoles, readCardRoles } from './session/card-roles.ts';
import { setAside } from './set-aside.ts';
import type { ReadableStore } from './store/store.ts';

/** The queries that must answer before anybody is signed in. */
const WITHOUT_SESSION = ['session.state', 'sync.state'] as const;
type SessionQuery = Exclude<QueryName, (typeof WITHOUT_SESSION)[number] | 'bundle.state' | 'audit.state'>;

/**
 * The door between the screens and the core: whatever comes in is parsed, whatever goes out is a value, a refusal or a
 * fault. The same door serves Electron, the local host and the headless program.
 */
export async function openBridge(options: Omit<LaptopOptions, 'announce'> & { readonly audit?: AuditTools }): Promise<{
  readonly bridge: Bridge;
  /** @throws the fault for which the folder could not be opened; the bridge answers with it and tries again */
  readonly laptop: Laptop;
  readonly networkOn: boolean;
  close(): Promise<void>;
}> {
  const listeners = new Set<(event: BridgeEvent) => void>();
  const openInside = async () => {
    const laptop = await openLaptop({
      ...options,
      announce: (what) => {
        const event: BridgeEvent =
          typeof what === 'string' ? { kind: what } : 'kind' in what ? what : { kind: 'changed', topics: what };
        for (const listener of listeners) listener(event);
        if (event.kind === 'session' || (event.kind === 'changed' && event.topics.includes('administration')))
          renewCards();
      },
    });
    const audit = createAuditDesk(laptop, options.audit, options.random, () => {
      for (const listener of listeners) listener({ kind: 'changed', topics: ['administration'] });
    });
    return { laptop, audit };
  };
  let inside: Awaited<ReturnType<typeof openInside>> | null = null;
  let renewing: Promise<void> = Promise.resolve();
  function renewCards(): void {
    const roles = inside && findRolesOnCards(inside.laptop);
    if (roles) renewing = renewing.then(() => keepCardRoles(options, roles));
  }
  /** A folder that cannot be opened has its screen like any other fault, and is tried again at each question. */
  const getInside = async () => (inside ??= await openInside());
  const trouble = await getInside().then(
    () => null,
    (error: unknown) => error,
  );
  if (trouble !== null && !isFault(trouble)) throw trouble;
  const announceDrafts = () => {
    for (const listener of listeners) listener({ kind: 'changed', topics: ['drafts'] });
  };

  let lastFault: Fault | null = isFault(trouble) ? trouble : null;

  /** Whoever only wishes to is not enough: the last thing said must have been that nothing else helps. */
  async function putAside(): Promise<BridgeAnswer<unknown>> {
    if (!lastFault || !isSetAside(lastFault)) throw new Fault('program.error', { reason: 'nothing-to-set-aside' });
    await inside?.laptop.close();
    inside = null;
    setAside(options.folder);
    lastFault = null;
    for (const listener of listeners) listener({ kind: 'session' });
    return value(null);
  }

  async function answer(name: string, args: unknown): Promise<BridgeAnswer<unknown>> {
    try {
      if (name === 'laptop.set-aside') return await putAside();
      const { laptop, audit } = await getInside();
      if (Object.hasOwn(QUERIES, name)) return value(await runQuery(laptop, audit, options, name as QueryName, args));
      if (Object.hasOwn(COMMANDS, name)) {
        const done = await runCommand(
          laptop,
          audit,
          options,
          name as Exclude<CommandName, 'laptop.set-aside'>,
          args,
          announceDrafts,
        );
        if (name === 'session.add-worker') renewCards();
        return fromResult(done);
      }
      return { kind: 'fault', fault: faultToPlain(new Fault('program.error', { reason: 'unknown-name' })) };
    } catch (error) {
      if (error instanceof Fault) {
        lastFault = error;
        return { kind: 'fault', fault: faultToPlain(error) };
      }
      if (error instanceof z.ZodError) return refusalOfForm(error);
      // Loud where developers look, and nothing of what was typed: the stack of our own code only.
      console.error(
        error instanceof Error ? `${error.name} in ${name}\n${codeFrames(error)}` : `unknown error in ${name}`,
      );
      return { kind: 'fault', fault: faultToPlain(new Fault('program.error', { name })) };
    }
  }

  return {
    get laptop() {
      if (!inside) throw trouble;
      return inside.laptop;
    },
    get networkOn() {
      return inside?.laptop.networkOn ?? true;
    },
    bridge: {
      invoke: answer,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    async close() {
      await inside?.laptop.close();
      await renewing;
    },
  };
}

const value = (given: unknown): BridgeAnswer<unknown> => ({ kind: 'value', value: given });

const fromResult = (result: Result<unknown>): BridgeAnswer<unknown> =>
  result.ok ? value(result.value) : { kind: 'refusal', refusal: result.refusal };

const refusalOfForm = (error: z.ZodError): BridgeAnswer<unknown> => ({
  kind: 'refusal',
  refusal: { code: 'form.invalid', field: (error.issues[0]?.path ?? []).map(String).join('.').slice(0, 200) },
});

/** Only the places: the lines of a message with several lines would hold what somebody typed. */
const codeFrames = (error: Error) =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 12)
    .join('\n');

async function runQuery(
  laptop: Laptop,
  audit: AuditDesk,
  options: Omit<LaptopOptions, 'announce'>,
  name: QueryName,
  args: unknown,
): Promise<unknown> {
  const parsed: unknown = QUERIES[name].parse(args ?? {});
  if (name === 'session.state')
    return sessionState(laptop, findGovernorate(laptop) ? {} : await readCardRoles(options));
  if (name === 'sync.state') return syncState(laptop);
  const session = requireSession(laptop);
  if (name === 'bundle.state') return session.bundles.state();
  if (name === 'audit.state') return audit.state(session);
  const device = findThisDevice(session.store);
  if (!device) throw new Fault('replica.damaged', { reason: 'no-device' });
  const now = instantFromMs(laptop.nowMs());
  return answerQuery(
    { store: session.store, worker: session.worker, device, now, today: dayInBaghdad(now) },
    name as SessionQuery,
    parsed,
  );
}

async function runCommand(
  laptop: Laptop,
  audit: AuditDesk,
  options: Omit<LaptopOptions, 'announce'>,
  name: Exclude<CommandName, 'laptop.set-aside'>,
  args: unknown,
  announceDrafts: () => void,
): Promise<Result<CommandAnswers[CommandName]>> {
  switch (name) {
    case 'act': {
      const act = COMMANDS.act.parse(args);
      requireSession(laptop);
      const entries = laptop.act(act);
      return entries.ok ? ok({ entries: entries.value }) : entries;
    }
    case 'session.sign-in': {
      const { worker, password, continueFromOlder = false } = COMMANDS[name].parse(args);
      await laptop.signIn(worker, password, { continueFromOlder });
      return ok({ worker });
    }
    case 'session.sign-out':
      await laptop.signOut();
      return ok(null);
    case 'preferences.set-language':
      keepPreferences(laptop.folder, COMMANDS[name].parse(args));
      return ok(null);
    case 'session.add-worker': {
      const { worker, password } = COMMANDS[name].parse(args);
      return addWorker(laptop, worker, password);
    }
    case 'draft.save': {
      const draft = COMMANDS[name].parse(args);
      const { store, worker, ledger } = requireSession(laptop);
      if (laptop.damage) throw laptop.damage;
      const savedAt = instantFromMs(laptop.nowMs());
      saveDraft(store, { ...draft, worker, savedAt });
      sealHead(ledger);
      announceDrafts();
      return ok({ savedAt });
    }
    case 'draft.discard': {
      const { store, worker, ledger } = requireSession(laptop);
      discardDraft(store, worker, COMMANDS[name].parse(args).key);
      sealHead(ledger);
      announceDrafts();
      return ok(null);
    }
    case 'sync.now':
      requireSession(laptop);
      laptop.sendNow();
      return ok(null);
    case 'sync.set-network':
      laptop.setNetwork(COMMANDS[name].parse(args).on);
      return ok(null);
    case 'sync.set-metered':
      laptop.setMetered(COMMANDS[name].parse(args).on);
      return ok(null);
    case 'sync.carry-sealed':
      return ok(await laptop.carrySealed());
    case 'bundle.write':
      return requireSession(laptop).bundles.write(COMMANDS[name].parse(args).folder);
    case 'bundle.read':
      return requireSession(laptop).bundles.read(COMMANDS[name].parse(args).folder);
    case 'bundle.carry':
      return requireSession(laptop).bundles.carry(COMMANDS[name].parse(args).folder);
    case 'bundle.cancel':
      requireSession(laptop).bundles.cancel();
      return ok(null);
    case 'window.choose-folder':
      return ok({ folder: null }); // there is no window here
    case 'audit.write': {
      const { export: entry, folder } = COMMANDS[name].parse(args);
      return audit.write(entry, folder);
    }
    case 'audit.cancel':
      audit.cancel();
      return ok(null);
    case 'laptop.connect':
      return connectLaptop(laptop, options, COMMANDS[name].parse(args));
  }
}

function sealHead(ledger: LedgerContext): void {
  const device = findThisDevice(ledger.store);
  if (device) ledger.seal(device);
}

function requireSession(laptop: Laptop): Session {
  if (!laptop.session) throw new Fault('session.signed-out');
  return laptop.session;
}

/** A colleague joins this laptop: somebody who is signed in introduces them, and they choose their password. */
async function addWorker(laptop: Laptop, worker: WorkerId, password: string): Promise<Result<null>> {
  const { keys } = requireSession(laptop);
  const displayName = findGovernorate(laptop)?.workers[worker]?.name;
  if (!laptop.keyring || displayName === undefined) return { ok: false, refusal: { code: 'worker.unknown' } };
  const added = await laptop.keyring.addUser(keys, { workerId: worker, displayName, password });
  return added.ok ? ok(null) : added;
}

function findGovernorate({ session }: Laptop): GovernorateState | undefined {
  const device = session ? findThisDevice(session.store) : undefined;
  return device && session
    ? shownState<GovernorateState>(session.store, { kind: 'governorate', id: device.governorate })
    : undefined;
}

/**
 * Of everybody who can sign in here; undefined while the replica is closed, or the administration has not come yet, or
 * cannot be read: that has its own screen, and nothing hangs on the cards.
 */
function findRolesOnCards(laptop: Laptop): CardRoles | undefined {
  try {
    const governorate = findGovernorate(laptop);
    if (!governorate || !laptop.keyring) return undefined;
    return Object.fromEntries(
      laptop.keyring.listUsers().map(({ workerId }) => [workerId, rolesHeld(governorate, workerId as WorkerId)]),
    );
  } catch {
    return undefined;
  }
}

/** @param kept shown while the replica is closed */
function sessionState(laptop: Laptop, kept: CardRoles): SessionState {
  const { keyring, session } = laptop;
  const store = session?.store;
  const device = store && findThisDevice(store);
  const governorate = findGovernorate(laptop);
  const office = device && shownState<OfficeState>(store, { kind: 'office', id: device.office });
  const authority = office && governorate?.authorities[office.authority];
  const roles = (worker: WorkerId) => (governorate ? rolesHeld(governorate, worker) : (kept[worker] ?? []));
  return {
    language: readPreferences(laptop.folder).language ?? null,
    connected: keyring !== null,
    demonstration: governorate?.demonstration ?? false,
    training: false,
    governorate: governorate ? { id: governorate.id, names: governorate.names } : null,
    office: office ? { id: office.id, names: office.names, number: office.number, phone: office.phone } : null,
    authority: authority ?? null,
    workers: (keyring?.listUsers() ?? []).map(({ workerId, displayName }) => ({
      id: workerId as WorkerId,
      name: displayName,
      roles: roles(workerId as WorkerId),
    })),
    colleagues:
      governorate && office
        ? colleaguesOf(governorate, office.id, keyring?.listUsers().map(({ workerId }) => workerId) ?? [])
        : [],
    offices: store ? officesOf(store) : [],
    signedIn: session
      ? {
          worker: session.worker,
          name: governorate?.workers[session.worker]?.name ?? nameOnCard(laptop, session.worker),
          roles: roles(session.worker),
        }
      : null,
    device: device?.device ?? null,
  };
}

const nameOnCard = (laptop: Laptop, worker: WorkerId): string =>
  laptop.keyring?.listUsers().find(({ workerId }) => workerId === worker)?.displayName ?? '';

const officesOf = (store: ReadableStore): SessionState['offices'] =>
  store
    .all(`select id from subjects where kind = 'office' order by id`)
    .flatMap(({ id }) => shownState<OfficeState>(store, { kind: 'office', id: id as string }) ?? [])
    .map(({ id, names }) => ({ id, names }));

/** Workers of the office who have no place on this laptop yet. */
const colleaguesOf = (
  governorate: GovernorateState,
  office: OfficeState['id'],
  here: readonly string[],
): SessionState['colleagues'] =>
  Object.entries(governorate.workers)
    .filter(
      ([id, worker]) =>
        !here.includes(id) && worker.grants.some((grant) => grant.office === office && grant.until === null),
    )
    .map(([id, worker]) => ({ id: id as WorkerId, name: worker.name }));

function syncState(laptop: Laptop): SyncState {
  const { session } = laptop;
  const contact = laptop.contact();
  if (!session)
    return {
      networkOn: laptop.networkOn,
      isMetered: laptop.isMetered,
      connected: false,
      waiting: 0,
      serverHasUpTo: null,
      lastReceived: null,
      ...contact,
      toSettle: 0,
      fault: null,
    };
  const { connected, lastPull, fault } = session.replication.state();
  return {
    networkOn: laptop.networkOn,
    isMetered: laptop.isMetered,
    connected,
    waiting: waitingActs(session.store),
    serverHasUpTo: serverHasUpTo(session),
    lastReceived: lastPull,
    ...contact,
    toSettle: countUnsettled(session.store),
    fault: laptop.damage ? faultToPlain(laptop.damage) : fault,
  };
}

/** The last thing written here before anything the server has not acknowledged. */
function serverHasUpTo({ store }: Session): Instant | null {
  const row = store.get(
    `select json_extract(header, '$.at.instant') as at from entries where own = 1 and outcome is not null
     and device_seq < coalesce((select min(device_seq) from entries where own = 1 and outcome is null), 9e15)
     order by generation desc, device_seq desc limit 1`,
  );
  return (row?.at as Instant | undefined) ?? null;
}
