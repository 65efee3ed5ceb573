/**
 * The seam between the plumbing of this server and its ledger: what the command line and `serve` need to be given. The
 * plumbing never looks into the ledger; the ledger never listens.
 */
import type { FastifyInstance } from 'fastify';
import type { FindWorker, IntroduceDevice } from './connect/redeem-connect-code.ts';
import type { OpenServer } from './open-server.ts';
import type { Measured } from './plugins/app/metrics.ts';
import type { FindDevice } from './plugins/app/permissions.ts';
import type { Migration } from './store/migrate.ts';

export interface LedgerDoor {
  /** Changes with every restore from a backup. */
  readonly epoch: () => string;
  /** Whether this process still speaks for its database: not when a restore began another epoch under it. */
  isCurrent(): Promise<boolean>;
  readonly findDevice: FindDevice;
  readonly introduceDevice: IntroduceDevice;
  readonly findWorker: FindWorker;
  /** Routes below `/v1`; each names its permission. */
  readonly routes: readonly ((v1: FastifyInstance) => Promise<void>)[];
  /** What the ledger tells of itself in numbers. */
  readonly measured: readonly Measured[];
  close(): Promise<void>;
}

export interface ServerAssembly {
  /** In order; the last of every noun, `connectMigration` among them. */
  readonly migrations: readonly Migration[];
  /** Writes the first entry of all; called once by `init`, on an empty database. */
  foundGovernorate(server: OpenServer): Promise<void>;
  openLedger(server: OpenServer): Promise<LedgerDoor>;
}
