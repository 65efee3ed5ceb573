/** The pool of connections to the governorate's database. The password is part of the connection string: never log it. */
import pg from 'pg';
import { errorCode, Fault } from '../faults.ts';

export interface PoolOptions {
  readonly connectionString: string;
  /** Connections at most; a push holds one for one short transaction. */
  readonly max?: number;
  readonly onIdleError?: (error: Error) => void;
}

/**
 * Opens the pool and asks one question, so that a wrong address or password is known at the start.
 * @throws Fault postgres.unreachable, postgres.wrong-password
 */
export async function connectToPostgres(options: PoolOptions): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max ?? 12,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: 'nrm-sync-server',
    // No transaction of ours waits for a person.
    options: '-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC',
  });
  // Without a listener a connection that PostgreSQL closes while idle would end the whole process.
  pool.on('error', (error) => options.onIdleError?.(error));
  try {
    await pool.query('SELECT 1');
    return pool;
  } catch (cause) {
    await pool.end();
    const code = errorCode(cause);
    if (code === '28P01' || code === '28000') throw new Fault('postgres.wrong-password', {}, cause);
    throw new Fault('postgres.unreachable', { code: code ?? 'unknown' }, cause);
  }
}

/** BEGIN, work, COMMIT; anything thrown rolls back and comes out again. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  try {
    await tx.query('BEGIN');
    const value = await work(tx);
    await tx.query('COMMIT');
    return value;
  } catch (error) {
    await tx.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    // A connection that could not roll back is closed, not lent to the next request.
    tx.release(broken);
  }
}
