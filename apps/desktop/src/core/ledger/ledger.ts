import type { Role } from '@nrm/domain/access';
import type { Sign, SubjectRef } from '@nrm/domain/ledger';
import type { DeviceId, GovernorateId, Instant, OfficeId, WorkerId } from '@nrm/domain/shared';
import type { DerivedRows } from '../read-models/projector.ts';
import type { ReadableStore, WritableStore, WriteTransaction } from '../store/store.ts';

/** This laptop as the governorate knows it, and where its own chain stands. */
export interface ThisDevice {
  readonly device: DeviceId;
  readonly governorate: GovernorateId;
  readonly office: OfficeId;
  /** Part of case numbers formed here. */
  readonly number: number;
  readonly serverPublicKey: string;
  readonly epoch: string;
  readonly generation: number;
  readonly seq: number;
  readonly hash: string;
}

/** What the laptop's ledger stands on. Time and randomness come in as values, so that a test owns both. */
export interface LedgerContext {
  readonly store: WritableStore;
  readonly sign: Sign;
  now(): { readonly instant: Instant; readonly clock: 'ok' | 'suspect' };
  random(bytes: number): Uint8Array;
  /** Whoever is signed in, in a role of theirs, for what the laptop itself has to report; undefined when they have none. */
  author(store: ReadableStore): { readonly worker: WorkerId; readonly role: Role } | undefined;
  /** Brings the read models of one subject to what is shown now; undefined when it left. Inside the same transaction. */
  project(tx: WriteTransaction, ref: SubjectRef, shown: unknown): void;
  /** The same with rows that were derived beforehand. */
  projectDerived(tx: WriteTransaction, ref: SubjectRef, derived: DerivedRows): void;
  /** After the commit of something written here, before it is acknowledged: the head outside the database follows. */
  seal(device: ThisDevice): void;
  /** After the commit: what changed, for whoever shows it. Announces facts, never steers. */
  announce(changed: readonly SubjectRef[]): void;
}

export function findThisDevice(store: ReadableStore): ThisDevice | undefined {
  return store.get(
    `select device, governorate, office, number, server_public_key as serverPublicKey, epoch, generation, seq, hash from device`,
  ) as ThisDevice | undefined;
}

export function saveThisDevice(tx: WriteTransaction, device: ThisDevice): void {
  tx.run(
    `insert or replace into device (only, device, governorate, office, number, server_public_key, epoch, generation, seq, hash)
     values (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    device.device,
    device.governorate,
    device.office,
    device.number,
    device.serverPublicKey,
    device.epoch,
    device.generation,
    device.seq,
    device.hash,
  );
}
