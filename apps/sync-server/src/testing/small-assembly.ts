import { randomBytes } from 'node:crypto';
import { EntryId, OfficeId, ok, uuidV7 } from '@nrm/domain/shared';
import type { ServerAssembly } from '../assembly.ts';
import { connectMigration } from '../connect/migration.ts';

/** As much of a ledger as the command line needs to see: what was founded and who was introduced, in one table. */
export const smallAssembly: ServerAssembly = {
  migrations: [connectMigration, { name: 'create_told', sql: 'CREATE TABLE told (what text PRIMARY KEY)' }],
  foundGovernorate: async ({ pool, config }) =>
    void (await pool.query('INSERT INTO told VALUES ($1)', [config.governorate.id])),
  openLedger: async ({ pool, now }) => ({
    epoch: () => 'epoch-1',
    isCurrent: async () => (await pool.query('SELECT 1')).rowCount === 1,
    findWorker: async () => ({ name: 'Sara', roles: [] }),
    findDevice: async (id) => {
      const found = await pool.query('SELECT 1 FROM told WHERE what = $1', [id]);
      return found.rowCount === 1 ? { id, office: OfficeId.parse('mosul'), revoked: false, publicKey: '' } : undefined;
    },
    introduceDevice: async (tx, { device }) => {
      await tx.query('INSERT INTO told VALUES ($1)', [device]);
      return ok(EntryId.parse(uuidV7(now().getTime(), randomBytes(10))));
    },
    routes: [
      async (v1) => void v1.get('/me', { config: { permission: 'device' } }, async (request) => request.device?.id),
    ],
    measured: [{ name: 'told', help: 'What was told', read: async () => 1 }],
    close: async () => undefined,
  }),
};
