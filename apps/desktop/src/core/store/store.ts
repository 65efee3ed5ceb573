import { assert, Bug } from '@nrm/domain/shared';
import type Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { leaveLog } from './leave-log.ts';
import { sqliteErrorToFault } from './sqlite-error-to-fault.ts';

/** What SQLite can hold in a column or be given for a placeholder. */
export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlRow = Record<string, SqlValue>;

declare const readable: unique symbol;
declare const writable: unique symbol;

type Drizzle = BetterSQLite3Database;

/**
 * Everything a query may do. Reading only: a statement that could write is a bug here, also at run time
 * (`insert ... returning` returns rows and would slip through a type).
 */
export interface ReadableStore {
  readonly [readable]: true;
  all<Row extends SqlRow>(sql: string, ...params: SqlValue[]): Row[];
  get<Row extends SqlRow>(sql: string, ...params: SqlValue[]): Row | undefined;
  /** Rows one at a time. The connection is busy until the loop ends: nothing can be written inside it. */
  iterate<Row extends SqlRow>(sql: string, ...params: SqlValue[]): IterableIterator<Row>;
  /** Typed queries over the tables of `@nrm/db-schema/sqlite`. */
  readonly select: Drizzle['select'];
  readonly selectDistinct: Drizzle['selectDistinct'];
}

/** What the body of one transaction may do; worthless after it. */
export interface WriteTransaction extends ReadableStore {
  readonly [writable]: true;
  run(sql: string, ...params: SqlValue[]): { readonly changes: number };
  /** Several statements without placeholders (migrations). */
  exec(sql: string): void;
  readonly insert: Drizzle['insert'];
  readonly update: Drizzle['update'];
  readonly delete: Drizzle['delete'];
}

/** The one door for writing. There is one in a process and one in a folder. */
export interface WritableStore extends ReadableStore {
  /**
   * One transaction, durable on the disk when this returns (synchronous=FULL): only then may anything be acknowledged.
   * Whatever `body` throws undoes all of it. `body` is synchronous; a nested call is a bug.
   * @throws Fault disk.full, disk.not-writable, disk.failed, replica.damaged
   */
  write<T>(body: (tx: WriteTransaction) => T): T;
  /**
   * The same for changes of the schema: references are checked once, before COMMIT, because a table that is rebuilt
   * (copy, drop, rename) breaks them for a moment and SQLite does not forgive that to a deferred constraint.
   */
  writeSchema(body: (tx: WriteTransaction) => void): void;
  /** Moves the write-ahead log into the file and empties it: on lock, on quit, before a USB export. */
  checkpoint(): void;
  /**
   * While very much is written at once into a file that holds little: pages go straight into the file and not first into
   * the log, so that each is encrypted once. A COMMIT is as durable as ever; nobody else can read the file meanwhile. Where
   * somebody reads it just now, nothing changes.
   * @returns ends it
   * @throws Fault disk.*
   */
  withoutLog(): () => void;
  /** Ends the connection and frees the folder. Safe to call twice. */
  close(): void;
}

const STATEMENTS_KEPT = 300;
// To SQLite these only read; `foreign_keys = off` through a reader would outlive it.
const SETS_PRAGMA = /^\s*pragma\s+[\w.]+\s*=/i;

interface Access {
  assertUsable(): void;
}

/** Wraps an open, keyed and configured connection. @param release called once, after the connection is closed */
export function createStore(connection: Database.Database, release: () => void): WritableStore {
  const statements = new Map<string, Database.Statement>();
  const orm = drizzle(connection);

  function prepare(sql: string): Database.Statement {
    const known = statements.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    if (statements.size >= STATEMENTS_KEPT) statements.delete(statements.keys().next().value ?? '');
    statements.set(sql, statement);
    return statement;
  }

  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw sqliteErrorToFault(error) ?? error;
    }
  }

  function prepareRead(sql: string, fresh = false): Database.Statement {
    const statement = fresh ? connection.prepare(sql) : prepare(sql);
    assert(statement.readonly && !SETS_PRAGMA.test(sql), 'a statement that writes was given to a reader');
    return statement;
  }

  function* iterate(sql: string, params: SqlValue[], access: Access): Generator<SqlRow> {
    try {
      // Never from the cache: a statement that is being iterated cannot be used a second time.
      for (const row of prepareRead(sql, true).iterate(...params)) {
        access.assertUsable();
        yield row as SqlRow;
      }
    } catch (error) {
      throw sqliteErrorToFault(error) ?? error;
    }
  }

  const reader = (access: Access) => ({
    all: (sql: string, ...params: SqlValue[]) => {
      access.assertUsable();
      return guarded(() => prepareRead(sql).all(...params));
    },
    get: (sql: string, ...params: SqlValue[]) => {
      access.assertUsable();
      return guarded(() => prepareRead(sql).get(...params));
    },
    iterate: (sql: string, ...params: SqlValue[]) => iterate(sql, params, access),
    select: orm.select.bind(orm),
    selectDistinct: orm.selectDistinct.bind(orm),
  });

  let writing = false;

  function write<T>(body: (tx: WriteTransaction) => T): T {
    assert(!writing, 'a transaction inside a transaction: pass the transaction down instead');
    let alive = true;
    const access = { assertUsable: () => assert(alive, 'a transaction was used after its end') };
    const tx = {
      ...reader(access),
      run: (sql: string, ...params: SqlValue[]) => {
        access.assertUsable();
        return guarded(() => ({ changes: prepare(sql).run(...params).changes }));
      },
      exec: (sql: string) => {
        access.assertUsable();
        guarded(() => connection.exec(sql));
        assert(connection.inTransaction, 'statements inside a transaction ended it');
      },
      insert: (...args: Parameters<Drizzle['insert']>) => {
        access.assertUsable();
        return orm.insert(...args);
      },
      update: (...args: Parameters<Drizzle['update']>) => {
        access.assertUsable();
        return orm.update(...args);
      },
      delete: (...args: Parameters<Drizzle['delete']>) => {
        access.assertUsable();
        return orm.delete(...args);
      },
    } as unknown as WriteTransaction; // the brands exist only for the compiler
    writing = true;
    try {
      guarded(() => connection.exec('BEGIN IMMEDIATE'));
      const result = body(tx);
      assert(!(result instanceof Promise), 'the body of a transaction must be synchronous');
      guarded(() => connection.exec('COMMIT'));
      return result;
    } catch (error) {
      // A full disk ends some transactions by itself; the others, and a failed COMMIT, are ended here.
      if (connection.open && connection.inTransaction) connection.exec('ROLLBACK');
      throw sqliteErrorToFault(error) ?? error;
    } finally {
      alive = false;
      writing = false;
    }
  }

  function writeSchema(body: (tx: WriteTransaction) => void): void {
    assert(!writing, 'a transaction inside a transaction: pass the transaction down instead');
    connection.pragma('foreign_keys = OFF'); // does nothing inside a transaction, so it stands before it
    try {
      write((tx) => {
        body(tx);
        const [broken] = tx.all<{ table: string }>('pragma foreign_key_check');
        assert(!broken, `a change of the schema leaves broken references in ${broken?.table}`);
      });
    } finally {
      connection.pragma('foreign_keys = ON');
    }
  }

  function checkpoint(): void {
    assert(!writing, 'a checkpoint inside a transaction');
    const [result] = guarded(() => connection.pragma('wal_checkpoint(TRUNCATE)')) as { busy: number }[];
    // Busy means that a reader of another process still needs the log: it stays whole and the next checkpoint takes it.
    if (!result) throw new Bug('wal_checkpoint said nothing');
  }

  return {
    ...reader({ assertUsable: () => undefined }),
    write,
    writeSchema,
    checkpoint,
    withoutLog: () => guarded(() => leaveLog(connection)),
    close() {
      if (!connection.open) return;
      assert(!writing, 'the store was closed inside a transaction');
      try {
        guarded(() => connection.close());
      } finally {
        release();
      }
    },
  } as unknown as WritableStore;
}
