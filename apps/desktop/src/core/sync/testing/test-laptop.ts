import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import { CHAIN_START } from '@nrm/domain/ledger';
import {
  type ActId,
  assert,
  type CaseId,
  type DeviceId,
  instantFromMs,
  type NeedId,
  type OfficeId,
  ok,
  type WorkerId,
} from '@nrm/domain/shared';
import { onTestFinished } from 'vitest';
import { appendAct } from '../../ledger/append-act.ts';
import { type LedgerContext, saveThisDevice } from '../../ledger/ledger.ts';
import { rawPublicKey, signerOf } from '../../ledger/node-crypto.ts';
import { findAuthor } from '../../session/find-role.ts';
import { migrate } from '../../store/migrate.ts';
import { openReplica } from '../../store/open-replica.ts';
import type { WritableStore } from '../../store/store.ts';
import { type Replication, type ReplicationOptions, startReplication } from '../replication.ts';
import { newId, type ScriptedServer } from './scripted-server.ts';

const OFFICE = 'mosul' as OfficeId;
const key = generateKeyPairSync('ed25519').privateKey;

/** A laptop on an encrypted file of its own, with one worker; everything but windows and people is real. */
export interface TestLaptop {
  readonly ledger: LedgerContext;
  readonly device: DeviceId;
  /** What the laptop's wrong or right clock says, in milliseconds. */
  clockMs: number;
  replicate(options?: Partial<ReplicationOptions>): Promise<Replication>;
  /** Writes one act of two entries; the laptop must have received the administration. */
  registerPerson(name?: string): void;
  waiting(): number;
  /** Closes the file and opens it again, as a new start of the program does. */
  restart(): void;
}

export function connectTestLaptop(server: ScriptedServer): TestLaptop {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-sync-'));
  const databaseKey = randomBytes(32);
  const device = newId() as DeviceId;
  server.connect(device, OFFICE, rawPublicKey(key));
  const worker: WorkerId = server.introduce(OFFICE);
  const started: Replication[] = [];
  const open = (): WritableStore => openReplica({ path: join(folder, 'replica.db'), key: databaseKey });
  let store = open();
  migrate(store, sqliteMigrations);
  store.write((tx) =>
    saveThisDevice(tx, {
      device,
      governorate: server.governorate,
      office: OFFICE,
      number: 1,
      serverPublicKey: server.publicKey,
      epoch: server.epoch,
      generation: 1,
      seq: 0,
      hash: CHAIN_START,
    }),
  );
  onTestFinished(async () => {
    await Promise.all(started.map((replication) => replication.stop()));
    store.close();
    rmSync(folder, { recursive: true });
  });
  const ledger: LedgerContext = {
    get store() {
      return store;
    },
    sign: signerOf(key),
    now: () => ({ instant: instantFromMs(laptop.clockMs), clock: 'ok' }),
    random: (count) => randomBytes(count),
    author: (inside) => findAuthor(inside, worker),
    project: () => undefined,
    projectDerived: () => undefined,
    seal: () => undefined,
    announce: () => undefined,
  };
  const laptop: TestLaptop = {
    ledger,
    device,
    clockMs: Date.parse('2026-03-01T06:00:00.000Z'),
    async replicate(options = {}) {
      const times = { backOff: { firstMs: 4, maxMs: 16 }, pullEveryMs: 600_000 };
      const replication = await startReplication({ ledger, transport: server, ...times, ...options });
      started.push(replication);
      return replication;
    },
    registerPerson(name = 'زينب') {
      const subject = { kind: 'case', id: newId() as CaseId } as const;
      const result = appendAct(ledger, {
        id: newId() as ActId,
        author: { worker, role: 'caseworker' },
        steps: [
          {
            type: 'case.register',
            subject,
            intent: { consentToKeep: { method: 'spoken' }, person: personNamed(name) },
            context: () => ok({ number: '010126000001', office: OFFICE }),
          },
          {
            type: 'need.identify',
            subject,
            intent: { need: newId() as NeedId, topic: 'legal', urgency: 'normal', words: '' },
          },
        ],
      });
      assert(result.ok, `the person was not registered: ${JSON.stringify(result)}`);
    },
    waiting: () => store.get('select count(*) as n from entries where own = 1 and outcome is null')?.n as number,
    restart() {
      store.close();
      store = open();
    },
  };
  return laptop;
}

const personNamed = (givenName: string) => ({
  givenName,
  sex: 'female',
  district: 'IQG15Q05',
  cameBack: 'from-displacement',
  safeContact: { by: 'comes-to-office', phone: null, safeToCall: 'no', mayLeaveMessage: 'no', hours: '', codeWord: '' },
});
