import { Bug } from '@nrm/domain/shared';
import {
  RXDB_VERSION,
  type RxJsonSchema,
  type RxStorage,
  type RxStorageInstanceCreationParams,
} from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { findThisDevice, type LedgerContext } from '../ledger/ledger.ts';
import { waitingCount } from '../ledger/outbox.ts';
import { createLedgerView, type LedgerView, type SessionOfStorage } from './ledger-view.ts';
import { type LinkDocument, linkKey, type Reception } from './reception.ts';

/** Where this laptop's own chain ends, and how much of it waits. The one document of `outbox`. */
export interface TailDocument {
  readonly id: 'tail';
  readonly generation: number;
  readonly deviceSeq: number;
  /** A server that came back from a backup makes entries wait again although nothing was written. */
  readonly waiting: number;
}
export type TailCheckpoint = Omit<TailDocument, 'id'>;

const schemaOf = <Doc>(properties: RxJsonSchema<Doc>['properties'], idLength: number): RxJsonSchema<Doc> =>
  ({
    version: 0,
    primaryKey: 'id',
    type: 'object',
    properties: { id: { type: 'string', maxLength: idLength }, ...properties },
    required: ['id'],
    additionalProperties: false,
  }) as unknown as RxJsonSchema<Doc>;

export const OUTBOX_SCHEMA = schemaOf<TailDocument>(
  {
    generation: { type: 'integer' },
    deviceSeq: { type: 'integer' },
    waiting: { type: 'integer' },
  } as RxJsonSchema<TailDocument>['properties'],
  4,
);
/** A feed's name has at most 79 characters, a position at most 16 digits. */
export const ENTRIES_SCHEMA = schemaOf<LinkDocument>(
  { batch: { type: 'string' } } as RxJsonSchema<LinkDocument>['properties'],
  100,
);

/**
 * The one storage rxdb is given. `outbox` and `entries` are views of the ledger in the encrypted file. Whatever else rxdb
 * asks a place for (its list of collections, its notes on what was replicated) lives in memory and dies with the session:
 * each start asks the ledger where it stands, so nothing of rxdb's has to survive or to be migrated.
 */
export function createLedgerStorage(
  ledger: LedgerContext,
  reception: Reception,
  session: SessionOfStorage,
): RxStorage<object, object> {
  // Its own map: rxdb's is one for the process and keeps what was closed.
  const memory = { ...getRxStorageMemory(), collectionStates: new Map() };
  const views: Readonly<Record<string, LedgerView<never, unknown>>> = {
    outbox: outboxView(ledger) as LedgerView<never, unknown>,
    entries: entriesView(ledger, reception) as LedgerView<never, unknown>,
  };
  return {
    name: 'nrm-ledger',
    rxdbVersion: RXDB_VERSION,
    async createStorageInstance<Doc>(params: RxStorageInstanceCreationParams<Doc, object>) {
      const view = views[params.collectionName];
      if (!view) return memory.createStorageInstance(params) as never;
      // The names of the views are ours, so that their documents are what the views say.
      return createLedgerView(params as never, view, session) as never;
    },
  };
}

function outboxView({ store }: LedgerContext): LedgerView<TailDocument, TailCheckpoint> {
  const findTail = (): TailDocument | undefined => {
    const device = findThisDevice(store);
    if (!device || device.seq === 0) return undefined;
    return { id: 'tail', generation: device.generation, deviceSeq: device.seq, waiting: waitingCount(store) };
  };
  return {
    find: (id) => (id === 'tail' ? findTail() : undefined),
    changedSince(checkpoint) {
      const tail = findTail();
      const { generation = 0, deviceSeq = 0, waiting = 0 } = tail ?? {};
      const end = { generation, deviceSeq, waiting };
      // Compared for being another, not for being later: a new generation begins again at one.
      const same =
        checkpoint?.generation === generation && checkpoint.deviceSeq === deviceSeq && checkpoint.waiting === waiting;
      const moved = tail !== undefined && !same;
      return { documents: moved ? [tail] : [], checkpoint: end };
    },
    write() {
      throw new Bug('the outbox moves when an entry is appended; rxdb never writes it');
    },
  };
}

function entriesView({ store }: LedgerContext, reception: Reception): LedgerView<LinkDocument, object> {
  return {
    find(id) {
      const [feed = '', position] = id.split('|');
      const row = store.get('select feed, position from links where feed = ? and position = ?', feed, Number(position));
      return row && { id: linkKey(row.feed as string, row.position as number), batch: '' };
    },
    // What came from the server is never sent back to it, however often rxdb starts.
    changedSince: () => ({ documents: [], checkpoint: {} }),
    write: (links) => reception.store(links),
  };
}
