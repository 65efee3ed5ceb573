import { createHash } from 'node:crypto';
import { assert } from '@nrm/domain/shared';
import { Fault } from '../faults.ts';
import type { WritableStore } from './store.ts';

/** One step of the replica's schema: forward only, never changed or renamed once shipped. */
export interface Migration {
  /** Says what it does: `0030_add_referral_outcome`. Digits first, ascending. */
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings the schema up to the last migration of this release; each is one transaction together with its record, so a
 * crash leaves a prefix and the next start continues.
 * @returns the names that were applied now
 * @throws Fault replica.from-newer-release when the replica has a migration this release does not know: nothing is touched
 */
export function migrate(store: WritableStore, migrations: readonly Migration[]): readonly string[] {
  assertOrdered(migrations);
  store.write((tx) =>
    tx.exec(
      `create table if not exists schema_migrations (
         position integer primary key, name text not null unique, sha256 text not null
       ) strict`,
    ),
  );
  const applied = store.all<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migrations order by position',
  );
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = applied.find(({ name }) => !known.has(name));
  if (unknown) throw new Fault('replica.from-newer-release', { migration: unknown.name });
  applied.forEach((record, index) => {
    const migration = migrations[index];
    assert(migration?.name === record.name, `migration ${record.name} was shipped in another order`);
    assert(sqlHash(migration.sql) === record.sha256, `migration ${record.name} was changed after it was shipped`);
  });
  const pending = migrations.slice(applied.length);
  pending.forEach((migration, index) => {
    store.writeSchema((tx) => {
      tx.exec(migration.sql);
      tx.run(
        'insert into schema_migrations (position, name, sha256) values (?, ?, ?)',
        applied.length + index,
        migration.name,
        sqlHash(migration.sql),
      );
    });
  });
  return pending.map(({ name }) => name);
}

function assertOrdered(migrations: readonly Migration[]): void {
  migrations.forEach(({ name }, index) => {
    assert(/^\d{4}_[a-z0-9_]+$/.test(name), `a migration is named like 0030_add_referral_outcome, not ${name}`);
    const previous = migrations[index - 1];
    assert(!previous || previous.name < name, `migrations are out of order at ${name}`);
  });
}

/** Line ends are not content: a checkout on Windows must not make a shipped migration look changed. */
const sqlHash = (sql: string) => createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
