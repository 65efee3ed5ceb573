/** A whole governorate server in this process: what `serve` runs, and the demonstration, and tests. */
import type pg from 'pg';
import { buildApp } from './app.ts';
import type { ServerAssembly } from './assembly.ts';
import { type OpenServer, openServer } from './open-server.ts';
import { createGate, DEFAULT_ADMISSION, type Gate } from './plugins/app/admission.ts';
import type { LogOptions } from './plugins/app/log.ts';
import type { Measured } from './plugins/app/metrics.ts';
import { DEFAULT_LIMITS, type RequestLimits } from './plugins/external/rate-limit.ts';
import { connectRoutes } from './routes/v1/connect.ts';
import { type ListeningServer, listen } from './server.ts';

export interface StartOptions {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly log?: LogOptions;
  readonly limits?: RequestLimits;
  /** Replaces the configured one; 0 finds a free one. */
  readonly port?: number;
}

export interface RunningServer extends ListeningServer {
  readonly server: OpenServer;
}

/** Stops in the order of what depends on what: requests, ledger, connections, database. */
export async function startServer(assembly: ServerAssembly, options: StartOptions): Promise<RunningServer> {
  const { folder, env, now } = options;
  const server = await openServer({ folder, env, now, migrations: assembly.migrations, database: 'own' });
  const opened: (() => Promise<void>)[] = [() => server.close()];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const { config, tls, pool, identity } = server;
    const ledger = await assembly.openLedger(server);
    opened.push(() => ledger.close());
    const limits = options.limits ?? DEFAULT_LIMITS;
    const context = {
      pool,
      governorate: config.governorate.id,
      serverPublicKey: identity.publicKey,
      epoch: ledger.epoch,
      tls,
      now,
      introduceDevice: ledger.introduceDevice,
      findWorker: ledger.findWorker,
    };
    const gate = createGate(DEFAULT_ADMISSION);
    const app = await buildApp({
      now,
      log: options.log ?? { level: config.logLevel },
      tls,
      limits,
      gate,
      metrics: { measured: [...measuredAt(gate, pool), ...ledger.measured], token: config.metricsToken },
      findDevice: ledger.findDevice,
      isReady: () => ledger.isCurrent(),
      routes: [
        async (v1) => void (await v1.register(connectRoutes, { context, triesPerMinute: limits.connectPerMinute })),
        ...ledger.routes,
      ],
    });
    const listening = await listen(app, { ...config.listen, port: options.port ?? config.listen.port }).catch(
      async (error: unknown) => {
        await app.close();
        throw error;
      },
    );
    opened.push(() => listening.close());
    let closing: Promise<void> | undefined;
    return { ...listening, server, close: () => (closing ??= closeAll()) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const measuredAt = (gate: Gate, pool: pg.Pool): Measured[] => [
  { name: 'messages_working', help: 'Messages that are worked on', read: () => gate.working },
  { name: 'messages_waiting', help: 'Messages that wait for their turn', read: () => gate.waiting },
  { name: 'messages_turned_away', help: 'Messages that were told to come back later', read: () => gate.turnedAway },
  { name: 'database_connections', help: 'Connections to PostgreSQL', read: () => pool.totalCount },
  { name: 'database_connections_idle', help: 'Connections to PostgreSQL without work', read: () => pool.idleCount },
  { name: 'database_waiting', help: 'Work that waits for a connection to PostgreSQL', read: () => pool.waitingCount },
];
