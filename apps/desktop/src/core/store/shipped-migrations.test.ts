import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { createStore, type SqlValue } from './store.ts';

const text = fc.string({ maxLength: 8 });
const orNull = (values: fc.Arbitrary<string>) => fc.option(values, { nil: null });
const anEntry = fc.record({
  id: fc.uuid(),
  hash: text,
  subject_kind: fc.constantFrom('case', 'office'),
  subject_id: fc.constantFrom('a', 'b'),
  type: text,
  act: text,
  device: text,
  generation: fc.constant(1),
  device_seq: fc.nat(),
  header: text,
  signature: text,
  payload: orNull(text),
  salt: orNull(text),
  key_id: orNull(text),
  own: fc.constantFrom(0, 1),
  outcome: orNull(fc.constantFrom('applied', 'refused')),
  refusal: orNull(text),
  subject_seq: fc.option(fc.nat(), { nil: null }),
  placed: fc.constantFrom(0, 1),
  received_at: orNull(text),
  left_at: orNull(text),
});

it('keeps every entry of a replica that an older release wrote (0010)', () => {
  const before = sqliteMigrations.findIndex(({ name }) => name.startsWith('0010'));
  const written = fc.uniqueArray(anEntry, {
    maxLength: 20,
    comparator: (a, b) => a.id === b.id || a.device_seq === b.device_seq,
  });
  fc.assert(
    fc.property(written, (entries) => {
      const store = createStore(new Database(':memory:'), () => undefined);
      migrate(store, sqliteMigrations.slice(0, before));
      store.write((tx) => {
        for (const entry of entries) {
          const columns = Object.keys(entry);
          tx.run(
            `insert into entries (${columns}) values (${columns.map(() => '?')})`,
            ...(Object.values(entry) as SqlValue[]),
          );
        }
      });
      migrate(store, sqliteMigrations);
      const kept = store.all('select * from entries order by rowid');
      expect(kept).toEqual(entries);
      store.close();
    }),
    { numRuns: 25 },
  );
});
