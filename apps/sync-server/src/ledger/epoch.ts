/**
 * The epoch names one unbroken life of this ledger. Laptops compare it: another epoch says that the server came back
 * from a backup and may have forgotten what it had acknowledged, so they offer it again. It changes here and nowhere else.
 */
import { randomUUID } from 'node:crypto';
import { CHAIN_START } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import type { PoolClient } from 'pg';

export type EpochReason =
  | 'restored-from-backup'
  /** The database was put back by means that this program does not see: an image, PostgreSQL's own tools. */
  | 'restored-by-other-means';

/** @returns the epoch of this database; the first call of all begins it */
export async function beginOrReadEpoch(tx: PoolClient): Promise<string> {
  const begun = await tx.query(`INSERT INTO server_facts (name, value) VALUES ('epoch', $1) ON CONFLICT DO NOTHING`, [
    randomUUID(),
  ]);
  if (begun.rowCount === 1)
    await tx.query(
      `INSERT INTO server_epochs (epoch, reason) SELECT value, 'first' FROM server_facts WHERE name = 'epoch'`,
    );
  const { rows } = await tx.query<{ value: string }>(`SELECT value FROM server_facts WHERE name = 'epoch'`);
  return rows[0]?.value as string;
}

/**
 * Begins a new epoch inside the caller's transaction and records why. A process that is already serving has read the old
 * one when it started: no server may run on the database meanwhile.
 * @returns the new epoch
 */
export async function changeEpoch(tx: PoolClient, reason: EpochReason): Promise<string> {
  const epoch = randomUUID();
  await tx.query(
    `INSERT INTO server_facts (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [epoch],
  );
  await tx.query('INSERT INTO server_epochs (epoch, reason) VALUES ($1, $2)', [epoch, reason]);
  return epoch;
}

/**
 * All that a ledger needs that came back from the past: another epoch, and another history of the server's own device,
 * because what the server wrote after that moment may live on in laptops.
 * @returns the new epoch
 */
export async function beginAnew(tx: PoolClient, server: DeviceId, reason: EpochReason): Promise<string> {
  await tx.query('UPDATE device_logs SET generation = generation + 1, seq = 0, hash = $2 WHERE device = $1', [
    server,
    CHAIN_START,
  ]);
  return changeEpoch(tx, reason);
}
