/** Hears what any server process on this database says at its commits (PostgreSQL LISTEN), again after every break. */
import type pg from 'pg';

export interface Listening {
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly channel: string;
  onSaid(payload: string): void;
  /** Listening began, for the first time or again: what was said before it was not heard. */
  onListening(): void;
}

const RETRY_MS = 1_000;

/** Takes one connection of the pool for itself. Returns at once; a database that is away is tried again each second. */
export function listenTo(pool: pg.Pool, { channel, onSaid, onListening }: ListenOptions): Listening {
  let ended = false;
  let connection: pg.PoolClient | null = null;
  let retry: NodeJS.Timeout | undefined;
  let opening: Promise<void> = Promise.resolve();

  const lost = (client: pg.PoolClient) => {
    if (connection !== client) return;
    connection = null;
    client.release(true);
    if (!ended) retry = setTimeout(begin, RETRY_MS);
  };
  function begin(): void {
    opening = open().catch(() => {
      if (!ended) retry = setTimeout(begin, RETRY_MS);
    });
  }
  async function open(): Promise<void> {
    const client = await pool.connect();
    connection = client;
    client.on('error', () => lost(client));
    client.on('end', () => lost(client));
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) onSaid(payload);
    });
    try {
      await client.query(`LISTEN ${channel}`);
    } catch (error) {
      if (connection === client) {
        connection = null;
        client.release(true);
      }
      throw error;
    }
    if (!ended) onListening();
  }
  begin();
  return {
    async close() {
      ended = true;
      clearTimeout(retry);
      await opening;
      const last = connection;
      connection = null;
      last?.release(true);
    },
  };
}
