/** Puts the ledger behind the seam that the plumbing knows (`assembly.ts`): its tables, its first entry, its routes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { postgresMigrations } from '@nrm/db-schema/postgres';
import { rolesHeld } from '@nrm/domain/access';
import type { GovernorateState } from '@nrm/domain/governorate';
import { type Instant, instantFromMs, type Result } from '@nrm/domain/shared';
import type pg from 'pg';
import type { ServerAssembly } from './assembly.ts';
import { createDeviceKeyStore, deviceKeysMigration } from './bundles/device-keys.ts';
import { dataFolderPaths } from './config.ts';
import { connectMigration } from './connect/migration.ts';
import { Fault } from './faults.ts';
import { createFeedWatch, FEEDS_CHANNEL } from './hint/feed-watch.ts';
import { createHintHub } from './hint/hint-hub.ts';
import { grantedFeeds } from './ledger/answer-pull.ts';
import { beginOrReadEpoch } from './ledger/epoch.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { type ServerAuthor, type ServerStep, writeAct } from './ledger/write-act.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { OpenServer } from './open-server.ts';
import type { FindDevice } from './plugins/app/permissions.ts';
import { bundleRoutes } from './routes/v1/bundles.ts';
import { hintRoutes } from './routes/v1/hints.ts';
import { ledgerRoutes } from './routes/v1/ledger.ts';
import { openSealingKey } from './sealing/server-sealing-key.ts';
import { inTransaction } from './store/connect.ts';
import { listenTo } from './store/listen.ts';
import { createPostgresLedger, ledgerOnClient } from './store/postgres-ledger.ts';

const BOOT = randomUUID();

/** The ledger of an open server, and the server as its author. */
export async function serverAuthor(server: OpenServer): Promise<ServerAuthor> {
  const epoch = await inTransaction(server.pool, beginOrReadEpoch);
  return authorOn(server, createPostgresLedger(server.pool, epoch));
}

const authorOn = ({ config, identity, now }: OpenServer, store: LedgerStore): ServerAuthor => ({
  store,
  boot: BOOT,
  crypto: nodeCrypto,
  governorate: config.governorate.id,
  device: config.server.device,
  worker: config.server.worker,
  sign: identity.sign,
  now: (): Instant => instantFromMs(now().getTime()),
  random: (bytes) => new Uint8Array(randomBytes(bytes)),
});

export const governorateOf = async (author: ServerAuthor): Promise<GovernorateState> => {
  const stored = await author.store.findSubject({ kind: 'governorate', id: author.governorate });
  if (!stored?.state) throw new Fault('server.not-set-up');
  return stored.state as GovernorateState;
};

/** One step of the governorate's own administration. */
export const administer = (author: ServerAuthor, ...steps: readonly Omit<ServerStep, 'subject'>[]) =>
  writeAct(
    author,
    steps.map((step) => ({ ...step, subject: { kind: 'governorate', id: author.governorate } })),
  );

export const ledgerAssembly: ServerAssembly = {
  migrations: [...postgresMigrations, connectMigration, deviceKeysMigration],
  async foundGovernorate(server) {
    const { governorate, demonstration, server: self } = server.config;
    const founded = await administer(await serverAuthor(server), {
      type: 'governorate.found',
      intent: {
        governorate: governorate.id,
        names: governorate.names,
        demonstration,
        server: { ...self, name: governorate.names.en, publicKey: server.identity.publicKey },
      },
    });
    requireDone(founded);
  },
  async openLedger(server) {
    const author = await serverAuthor(server);
    const findDevice: FindDevice = async (id) => {
      const device = (await governorateOf(author)).devices[id];
      return (
        device && {
          id,
          office: device.office,
          revoked: device.until !== null,
          publicKey: device.publicKey,
          findCarrierKey: async () => (await keys.find(id))?.carrier ?? null,
        }
      );
    };
    const keys = createDeviceKeyStore(server.pool);
    const sealing = await openSealingKey(dataFolderPaths(server.folder).sealing);
    const office = { ledger: author, identity: sealing.identity, keys, folder: server.folder };
    const hub = createHintHub();
    const watch = createFeedWatch({
      hub,
      async readGrants() {
        const state = await governorateOf(author);
        return (device) => (state.devices[device]?.until === null ? grantedFeeds(state, device) : null);
      },
      readPosition: async (feed) => (await author.store.feedHead(feed)).position,
    });
    const listening = listenTo(server.pool, {
      channel: FEEDS_CHANNEL,
      onSaid: watch.heard,
      onListening: () => void watch.lookAgain(),
    });
    return {
      epoch: () => author.store.epoch,
      async isCurrent() {
        const { rows } = await server.pool.query<{ value: string }>(
          `SELECT value FROM server_facts WHERE name = 'epoch'`,
        );
        return rows[0]?.value === author.store.epoch;
      },
      findDevice,
      async findWorker(worker) {
        const administration = await governorateOf(author);
        const name = administration.workers[worker]?.name;
        return name === undefined ? undefined : { name, roles: rolesHeld(administration, worker) };
      },
      async introduceDevice(tx, { device, office, number, publicKey }) {
        const inside = authorOn(server, ledgerOnClient(tx, author.store.epoch));
        const written = await administer(inside, {
          type: 'device.connect',
          intent: { device, office, number, publicKey },
        });
        if (!written.ok) return written;
        const [entry] = written.value;
        return { ok: true, value: entry } as Result<NonNullable<typeof entry>>;
      },
      routes: [
        async (v1) => void (await v1.register(ledgerRoutes, { ledger: author, publicKey: server.identity.publicKey })),
        async (v1) => void (await v1.register(hintRoutes, { ledger: author, hub })),
        async (v1) => void (await v1.register(bundleRoutes, { office, recipient: sealing.recipient })),
      ],
      measured: [
        { name: 'hint_lines', help: 'Laptops that are told at once what is new', read: () => hub.lines },
        { name: 'hints', help: 'Hints given', read: () => hub.hints },
        {
          name: 'held_entries',
          help: 'Entries that wait for a decision, in the database: the same from every process',
          read: () => countHeld(server.pool),
        },
      ],
      close: () => listening.close(),
    };
  },
};

async function countHeld(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ held: number }>(
    `SELECT count(*)::int AS held FROM entries WHERE outcome = 'held'`,
  );
  return rows[0]?.held ?? 0;
}

function requireDone(result: Result<unknown>): void {
  if (!result.ok) throw new Fault('server.not-set-up', { refusal: result.refusal.code });
}
