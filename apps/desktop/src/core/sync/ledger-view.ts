import { Bug } from '@nrm/domain/shared';
import type {
  BulkWriteRow,
  RxDocumentData,
  RxStorageInstance,
  RxStorageInstanceCreationParams,
} from 'rxdb/plugins/core';
import { NEVER } from 'rxjs';

/** What a collection shows of the ledger. */
export interface LedgerView<Doc, Checkpoint> {
  find(id: string): Doc | undefined;
  /** What was written here since, for a remote that has not heard of it; nothing when there is nothing to send. */
  changedSince(checkpoint: Checkpoint | undefined): {
    readonly documents: readonly Doc[];
    readonly checkpoint: Checkpoint;
  };
  /** All of it or none. Throws; there are no conflicts: nobody writes a view from two sides. */
  write(documents: readonly Doc[]): void;
}

export interface SessionOfStorage {
  /** Aborted when the replica is about to be closed: what rxdb still asks then finds nothing. */
  readonly signal: AbortSignal;
  failed(error: unknown): void;
}

/** Documents carry no time: rxdb orders by the wall clock where a storage lets it, and laptop clocks are wrong. */
const WITHOUT_TIME = { lwt: 1 };

/**
 * One collection of rxdb as a view of the ledger. It keeps nothing of its own: reading is a query of the ledger, writing
 * is the door of the ledger. It announces no changes, because the ledger does, after the commit; and it refuses what only
 * an application on top of rxdb would ask (queries, counts, attachments): our screens ask read models.
 */
export function createLedgerView<Doc extends { readonly id: string }, Checkpoint>(
  params: RxStorageInstanceCreationParams<Doc, object>,
  view: LedgerView<Doc, Checkpoint>,
  { signal, failed }: SessionOfStorage,
): RxStorageInstance<Doc, object, object, Checkpoint> {
  const asStored = (document: Doc): RxDocumentData<Doc> =>
    ({ ...document, _deleted: false, _attachments: {}, _meta: WITHOUT_TIME, _rev: '1-ledger' }) as RxDocumentData<Doc>;
  const refuse = (asked: string) => async (): Promise<never> => {
    throw new Bug(`the collection ${params.collectionName} is a view of the ledger and has no ${asked}`);
  };
  return {
    databaseName: params.databaseName,
    collectionName: params.collectionName,
    schema: params.schema,
    internals: {},
    options: params.options,
    async bulkWrite(rows: BulkWriteRow<Doc>[]) {
      view.write(rows.map(({ document }) => document as unknown as Doc));
      return { error: [] };
    },
    async findDocumentsById(ids) {
      if (signal.aborted) return [];
      // Nothing is ever deleted from a ledger: with and without the deleted is the same.
      return ids.flatMap((id) => view.find(id) ?? []).map(asStored);
    },
    async getChangedDocumentsSince(limit, checkpoint) {
      const nothing = { documents: [], checkpoint: checkpoint as Checkpoint };
      if (signal.aborted) return nothing;
      try {
        const { documents, checkpoint: next } = view.changedSince(checkpoint);
        return { documents: documents.slice(0, limit).map(asStored), checkpoint: next };
      } catch (error) {
        // rxdb has nobody to tell here: thrown on, it would stop sending for good and end the process.
        failed(error);
        return nothing;
      }
    },
    changeStream: () => NEVER,
    query: refuse('queries'),
    count: refuse('counts'),
    getAttachmentData: refuse('attachments'),
    cleanup: async () => true,
    close: async () => undefined,
    remove: refuse('removal'),
  };
}
