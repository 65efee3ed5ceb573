import type { DeviceId } from '@nrm/domain/shared';
import type { PullRequest } from '@nrm/domain/sync';
import type pg from 'pg';
import type { Migration } from '../store/migrate.ts';

/** One row per laptop that ever said what is to be sealed to it. */
export const deviceKeysMigration: Migration = {
  name: '0004_create_device_keys',
  sql: `
    CREATE TABLE device_keys (
      device text PRIMARY KEY,
      inbox text NOT NULL,
      -- Ed25519, raw, base64url; null where the laptop has only ever spoken by bundle
      carrier text,
      -- how far it had read its feeds when it last asked by bundle
      positions jsonb
    );
  `,
};

export interface DeviceKeys {
  readonly inbox: string;
  /** Signs what the laptop says while everybody is signed out. */
  readonly carrier: string | null;
  readonly positions: PullRequest['positions'];
}

/** Said by each laptop of itself, over its own line or in a bundle it signed; the last word counts. */
export interface DeviceKeyStore {
  find(device: DeviceId): Promise<DeviceKeys | undefined>;
  saveKeys(device: DeviceId, inbox: string, carrier: string): Promise<void>;
  savePositions(device: DeviceId, inbox: string, positions: PullRequest['positions']): Promise<void>;
}

export const createDeviceKeyStore = (pool: pg.Pool): DeviceKeyStore => ({
  async find(device) {
    const { rows } = await pool.query<{
      inbox: string;
      carrier: string | null;
      positions: PullRequest['positions'] | null;
    }>('SELECT inbox, carrier, positions FROM device_keys WHERE device = $1', [device]);
    const [row] = rows;
    return row && { ...row, positions: row.positions ?? [] };
  },
  async saveKeys(device, inbox, carrier) {
    await pool.query(
      `INSERT INTO device_keys (device, inbox, carrier) VALUES ($1, $2, $3)
       ON CONFLICT (device) DO UPDATE SET inbox = excluded.inbox, carrier = excluded.carrier`,
      [device, inbox, carrier],
    );
  },
  async savePositions(device, inbox, positions) {
    await pool.query(
      `INSERT INTO device_keys (device, inbox, positions) VALUES ($1, $2, $3)
       ON CONFLICT (device) DO UPDATE SET inbox = excluded.inbox, positions = excluded.positions`,
      [device, inbox, JSON.stringify(positions)],
    );
  },
});
