import { generateKeyPairSync } from 'node:crypto';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import type { Role } from '@nrm/domain/access';
import type { GovernorateState } from '@nrm/domain/governorate';
import { CHAIN_START, type SubjectRef } from '@nrm/domain/ledger';
import type { OfficeState } from '@nrm/domain/office';
import {
  type ActId,
  type AuthorityId,
  type DeviceId,
  dayInBaghdad,
  type EntryId,
  type GovernorateId,
  type Instant,
  instantFromMs,
  type OfficeId,
  type Result,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import Database from 'better-sqlite3';
import type { ActStep } from '../../bridge/commands.ts';
import { QUERIES, type QueryAnswers, type QueryArgs } from '../../bridge/queries.ts';
import { contextOf } from '../commands/step-context.ts';
import { appendAct } from '../ledger/append-act.ts';
import { findThisDevice, type LedgerContext, saveThisDevice } from '../ledger/ledger.ts';
import { rawPublicKey, signerOf } from '../ledger/node-crypto.ts';
import { answerQuery, type StoredQueryName } from '../queries/index.ts';
import { projectDerived, projectSubject } from '../read-models/index.ts';
import { migrate } from '../store/migrate.ts';
import { createStore, type WritableStore } from '../store/store.ts';

/**
 * One office, one laptop and its people, without a server: what the administration would have sent is put where it would
 * stand. Everything else goes through the door.
 */
export interface SmallOffice {
  readonly store: WritableStore;
  readonly ledger: LedgerContext;
  readonly office: OfficeId;
  readonly caseworker: WorkerId;
  readonly colleague: WorkerId;
  readonly supervisor: WorkerId;
  readonly directoryOfficer: WorkerId;
  newId(): string;
  act(author: { worker: WorkerId; role: Role }, ...steps: ActStep[]): Result<readonly EntryId[]>;
  /** @throws Error when a rule says no */
  write(author: { worker: WorkerId; role: Role }, ...steps: ActStep[]): readonly EntryId[];
  ask<Name extends StoredQueryName>(name: Name, args: QueryArgs<Name>, worker?: WorkerId): QueryAnswers[Name];
  /** Days go by. */
  wait(days: number): void;
  today(): string;
}

export const OFFICE = 'mosul' as OfficeId;
export const OTHER_OFFICE = 'sinjar' as OfficeId;
export const GOVERNORATE = 'ninewa' as GovernorateId;
const DAY_MS = 24 * 60 * 60 * 1000;
// Made once: forming keys is slow and no test depends on which one it is.
const KEY = generateKeyPairSync('ed25519').privateKey;

/** @param store empty and migrated, or one in memory */
export function openSmallOffice(store: WritableStore = storeInMemory()): SmallOffice {
  let epochMs = Date.parse('2026-03-01T06:00:00.000Z');
  let count = 0;
  const bytes = (length: number) => {
    const made = new Uint8Array(length);
    new DataView(made.buffer).setUint32(length - 4, ++count);
    return made;
  };
  const newId = () => uuidV7(epochMs, bytes(10));
  const [caseworker, colleague, supervisor, directoryOfficer, device] = Array.from({ length: 5 }, newId) as [
    WorkerId,
    WorkerId,
    WorkerId,
    WorkerId,
    DeviceId,
  ];
  const now = (): Instant => instantFromMs((epochMs += 1000));
  const ledger: LedgerContext = {
    store,
    sign: signerOf(KEY),
    now: () => ({ instant: now(), clock: 'ok' }),
    random: bytes,
    author: () => ({ worker: caseworker, role: 'caseworker' }),
    project: projectSubject,
    projectDerived,
    seal: () => undefined,
    announce: () => undefined,
  };
  const grant = (role: Role, office: OfficeId | null) => [{ role, office, from: 0, until: null }];
  const governorate: GovernorateState = {
    id: GOVERNORATE,
    names: { ar: 'نينوى', en: 'Ninewa' },
    demonstration: true,
    authorities: {},
    workers: {
      [caseworker]: { name: 'سارة', grants: grant('caseworker', OFFICE) },
      [colleague]: { name: 'هێمن', grants: grant('caseworker', OFFICE) },
      [supervisor]: { name: 'نور', grants: grant('supervisor', OFFICE) },
      [directoryOfficer]: { name: 'علي', grants: grant('directory-officer', null) },
    },
    devices: { [device]: { office: OFFICE, number: 3, publicKey: rawPublicKey(KEY), from: 0, until: null } },
    holidays: [],
    heldDecisions: {},
  };
  const office: OfficeState = {
    id: OFFICE,
    names: { ar: 'مكتب الموصل', en: 'Mosul office' },
    authority: 'momd' as AuthorityId,
    number: 12,
    phone: '+964600000001',
    districts: ['IQG15Q05'],
  };
  putAsReceived(store, { kind: 'governorate', id: GOVERNORATE }, governorate);
  putAsReceived(store, { kind: 'office', id: OFFICE }, office);
  store.write((tx) =>
    saveThisDevice(tx, {
      device,
      governorate: GOVERNORATE,
      office: OFFICE,
      number: 3,
      serverPublicKey: rawPublicKey(KEY),
      epoch: 'test',
      generation: 1,
      seq: 0,
      hash: CHAIN_START,
    }),
  );
  const thisDevice = () => {
    const found = findThisDevice(store);
    if (!found) throw new Error('no device');
    return found;
  };
  const act: SmallOffice['act'] = (author, ...steps) =>
    appendAct(ledger, {
      id: newId() as ActId,
      author,
      steps: steps.map((step) => ({
        ...step,
        context: (inside) => contextOf({ store: inside, ledger, device: thisDevice() }, step),
      })),
    });
  return {
    store,
    ledger,
    office: OFFICE,
    caseworker,
    colleague,
    supervisor,
    directoryOfficer,
    newId,
    act,
    write(author, ...steps) {
      const result = act(author, ...steps);
      if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
      return result.value;
    },
    ask(name, args, worker = caseworker) {
      const instant = instantFromMs(epochMs);
      const context = { store, worker, device: thisDevice(), today: dayInBaghdad(instant), now: instant };
      return answerQuery(context, name, QUERIES[name].parse(args));
    },
    wait: (days) => void (epochMs += days * DAY_MS),
    today: () => dayInBaghdad(instantFromMs(epochMs)),
  };
}

export function storeInMemory(): WritableStore {
  const store = createStore(new Database(':memory:'), () => undefined);
  migrate(store, sqliteMigrations);
  return store;
}

/** A subject as if its entries had come through a feed. */
export function putAsReceived(store: WritableStore, { kind, id }: SubjectRef, state: unknown): void {
  store.write((tx) =>
    tx.run(
      `insert into subjects (kind, id, seq, chain, state, state_version, move) values (?, ?, 1, ?, ?, 1, 0)`,
      kind,
      id,
      CHAIN_START,
      JSON.stringify(state),
    ),
  );
}
