import type pg from 'pg';
import type { LedgerHeads } from './backup-format.ts';

const hashOf = (line: string, order: string, table: string) =>
  `encode(sha256(convert_to((SELECT coalesce(string_agg(${line}, E'\\n' ORDER BY ${order}), '') FROM ${table}), 'UTF8')), 'hex')`;

/**
 * Where everything stands, as three hashes that are easy to compare. What a restore itself changes is left out: the
 * history of the server's own device.
 * @param server device of the server
 */
export async function readLedgerHeads(tx: pg.PoolClient | pg.Pool, server: string): Promise<LedgerHeads> {
  const { rows } = await tx.query<LedgerHeads>(
    `SELECT ${hashOf(`feed || ' ' || position || ' ' || chain`, 'feed COLLATE "C"', 'feeds')} AS feeds,
            ${hashOf(`kind || ' ' || id || ' ' || seq || ' ' || chain`, 'kind COLLATE "C", id COLLATE "C"', 'subjects')} AS subjects,
            ${hashOf(`device || ' ' || generation || ' ' || seq || ' ' || hash`, 'device COLLATE "C"', '(SELECT * FROM device_logs WHERE device <> $1) AS others')} AS devices`,
    [server],
  );
  return rows[0] as LedgerHeads;
}
