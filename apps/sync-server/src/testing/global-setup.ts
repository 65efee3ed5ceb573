/**
 * Opens one small door on the loopback address for the whole test run. Whoever knocks first waits while PostgreSQL
 * starts; a run that needs no database starts none. Several projects share the door.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { EmbeddedPostgres } from '../store/embedded-postgres.ts';
import { SHARED_POSTGRES_VARIABLE, startThrowawayCluster } from './test-postgres.ts';

export async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Another project of the same run has already opened it.
  if (process.env[SHARED_POSTGRES_VARIABLE]) return undefined;
  // The way to the cluster contains its password: only who was told the address may ask.
  const path = `/${randomBytes(16).toString('hex')}`;
  let starting: Promise<EmbeddedPostgres> | undefined;
  const door = createServer((request, response) => {
    if (request.url !== path || request.method !== 'POST') return void response.writeHead(404).end();
    starting ??= startThrowawayCluster();
    starting.then(
      (cluster) => response.end(cluster.connectionString()),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : 'unknown'),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const address = door.address();
  if (!address || typeof address === 'string') throw new Error('The door of the test PostgreSQL has no port.');
  process.env[SHARED_POSTGRES_VARIABLE] = `http://127.0.0.1:${address.port}${path}`;
  return async () => {
    delete process.env[SHARED_POSTGRES_VARIABLE];
    door.close();
    door.closeAllConnections();
    await (await starting)?.stop();
  };
}
