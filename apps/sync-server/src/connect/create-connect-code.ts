/** Gives a one-time code to connect a laptop of an office. */
import { randomBytes } from 'node:crypto';
import { CONNECT_CODE_VALID_HOURS, connectCodeHash, formConnectCode } from '@nrm/domain/connect';
import { type Instant, instantFromMs, type OfficeId, ok, type Result, refuse, type WorkerId } from '@nrm/domain/shared';
import type pg from 'pg';
import { nodeCrypto } from '../node-crypto.ts';
import { inTransaction } from '../store/connect.ts';

export interface CodeOrder {
  readonly office: OfficeId;
  /** Who is given the code, and will be the first to sign in on the laptop. */
  readonly worker: WorkerId;
  /** Part of the case numbers formed on the laptop, 1 to 999; without it the next that was never given. */
  readonly deviceNumber?: number;
  readonly now: Date;
}

export interface ConnectCode {
  /** 24 characters without groups; shown once, stored nowhere. */
  readonly code: string;
  readonly deviceNumber: number;
  readonly expiresAt: Instant;
}

export const MAX_DEVICE_NUMBER = 999;
const HOUR_MS = 3_600_000;

/** Refuses `device.number-taken` when a laptop has the number, or a code that still holds was given for it. */
export async function createConnectCode(pool: pg.Pool, order: CodeOrder): Promise<Result<ConnectCode>> {
  const code = formConnectCode(randomBytes(15));
  const expiresAt = new Date(order.now.getTime() + CONNECT_CODE_VALID_HOURS * HOUR_MS);
  return await inTransaction(pool, async (tx) => {
    // Two administrators at once must not be given the same number.
    await tx.query('LOCK TABLE connect_codes IN SHARE ROW EXCLUSIVE MODE');
    const deviceNumber = order.deviceNumber ?? (await nextDeviceNumber(tx));
    const taken = await tx.query(
      'SELECT 1 FROM connect_codes WHERE device_number = $1 AND (used_at IS NOT NULL OR expires_at > $2)',
      [deviceNumber, order.now],
    );
    if (taken.rowCount !== 0 || deviceNumber > MAX_DEVICE_NUMBER)
      return refuse('device.number-taken', { params: { number: deviceNumber } });
    await tx.query(
      'INSERT INTO connect_codes (code_hash, office, worker, device_number, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [connectCodeHash(nodeCrypto, code), order.office, order.worker, deviceNumber, order.now, expiresAt],
    );
    return ok({ code, deviceNumber, expiresAt: instantFromMs(expiresAt.getTime()) });
  });
}

async function nextDeviceNumber(tx: pg.PoolClient): Promise<number> {
  const { rows } = await tx.query<{ next: number }>(
    'SELECT coalesce(max(device_number), 0) + 1 AS next FROM connect_codes',
  );
  return rows[0]?.next ?? 1;
}

/** The six numbers of the laptop that used a code; undefined while nobody did. */
export async function findTranscript(pool: pg.Pool, code: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ transcript: string | null }>(
    'SELECT transcript FROM connect_codes WHERE code_hash = $1',
    [connectCodeHash(nodeCrypto, code)],
  );
  return rows[0]?.transcript ?? undefined;
}
