import { CHAIN_START } from '@nrm/domain/ledger';
import { assert, Bug } from '@nrm/domain/shared';
import fc from 'fast-check';
import {
  fillWithDefaultSettings,
  getChangedDocumentsSince,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorage,
  type RxStorageInstance,
} from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { findThisDevice, saveThisDevice } from '../ledger/ledger.ts';
import { createReception, type LinkDocument, linkKey, nextPull } from './reception.ts';
import { createLedgerStorage, ENTRIES_SCHEMA, OUTBOX_SCHEMA, type TailDocument } from './rx-storage.ts';
import { ScriptedServer } from './testing/scripted-server.ts';
import { connectTestLaptop } from './testing/test-laptop.ts';

/**
 * The views beside rxdb's own memory storage: whatever rxdb asks of them in its place, they answer as a storage that had
 * been written to answers. What they refuse by design (documents of others, queries, counts) is not compared.
 */
let opened = 0;
const openIn = <Doc>(
  storage: RxStorage<object, object>,
  collectionName: string,
  schema: RxJsonSchema<Doc>,
): Promise<RxStorageInstance<Doc, object, object>> =>
  storage.createStorageInstance<Doc>({
    databaseInstanceToken: 'token',
    databaseName: `fuzz-${++opened}`,
    collectionName,
    schema: fillWithDefaultSettings(schema) as never,
    options: {},
    multiInstance: false,
    devMode: false,
  });

const unused = { stored: () => undefined, failed: () => undefined };
const session = {
  signal: new AbortController().signal,
  failed: (error: unknown) => {
    throw error;
  },
};

let written = 0;
const asDocument = <Doc extends { id: string }>(document: Doc): RxDocumentData<Doc> =>
  ({
    ...document,
    _deleted: false,
    _attachments: {},
    _rev: `${++written}-fuzz`,
    _meta: { lwt: written },
  }) as RxDocumentData<Doc>;

describe('the outbox beside the memory storage of rxdb', () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 64 }) }),
      fc.record({
        kind: fc.constant('read' as const),
        reader: fc.nat({ max: 2 }),
        limit: fc.integer({ min: 1, max: 5 }),
      }),
      fc.record({ kind: fc.constant('find' as const), deleted: fc.boolean() }),
      fc.record({ kind: fc.constant('new generation' as const) }),
    ),
    { maxLength: 60 },
  );

  it('moves and is read as a document that was written at every append', async () => {
    const { ledger } = connectTestLaptop(new ScriptedServer());
    const first = findThisDevice(ledger.store);
    assert(first, 'connected');
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        ledger.store.write((tx) => saveThisDevice(tx, { ...first, generation: 1, seq: 0 }));
        const ours = await openIn(
          createLedgerStorage(ledger, createReception(ledger, unused), session),
          'outbox',
          OUTBOX_SCHEMA,
        );
        const theirs = await openIn(getRxStorageMemory() as RxStorage<object, object>, 'outbox', OUTBOX_SCHEMA);
        const readers = [0, 1, 2].map(() => ({ ours: undefined as unknown, theirs: undefined as unknown }));
        let tail: RxDocumentData<TailDocument> | undefined;
        const moveTo = async (generation: number, seq: number) => {
          const device = findThisDevice(ledger.store);
          assert(device, 'connected');
          ledger.store.write((tx) => saveThisDevice(tx, { ...device, generation, seq, hash: CHAIN_START }));
          const document = asDocument({ id: 'tail' as const, generation, deviceSeq: seq, waiting: 0 });
          const result = await theirs.bulkWrite([{ document, ...(tail && { previous: tail }) }], 'door');
          expect(result.error).toEqual([]);
          tail = document;
        };
        for (const step of steps) {
          const device = findThisDevice(ledger.store);
          assert(device, 'connected');
          switch (step.kind) {
            case 'append':
              await moveTo(device.generation, device.seq + step.count);
              break;
            case 'new generation':
              // A new generation exists once something is written in it.
              await moveTo(device.generation + 1, 1);
              break;
            case 'find':
              expect((await ours.findDocumentsById(['tail', 'other'], step.deleted)).map(contents)).toEqual(
                (await theirs.findDocumentsById(['tail', 'other'], step.deleted)).map(contents),
              );
              break;
            case 'read': {
              const reader = readers[step.reader];
              assert(reader, 'one of three');
              const mine = await getChangedDocumentsSince(ours, step.limit, reader.ours);
              const other = await getChangedDocumentsSince(theirs, step.limit, reader.theirs);
              expect(mine.documents.map(contents)).toEqual(other.documents.map(contents));
              if (mine.documents.length > 0) reader.ours = mine.checkpoint;
              if (other.documents.length > 0) reader.theirs = other.checkpoint;
            }
          }
        }
        expect(await ours.cleanup(0)).toBe(await theirs.cleanup(0));
        await Promise.all([ours.close(), theirs.close()]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the entries beside the memory storage of rxdb', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('pull' as const), limit: fc.integer({ min: 1, max: 7 }) }),
      fc.record({
        kind: fc.constant('find' as const),
        positions: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }),
        deleted: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('stray' as const),
        position: fc.integer({ min: 1, max: 40 }),
        asParked: fc.boolean(),
        replaced: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 5 }) }),
    ),
    { maxLength: 25 },
  );

  it('hold what was written to them, and only whole answers', async () => {
    const server = new ScriptedServer();
    for (let worker = 0; worker < 12; worker++) server.introduce('mosul' as never);
    const { ledger } = connectTestLaptop(server);
    const feed = `administration/${server.governorate}`;
    await fc.assert(
      fc.asyncProperty(steps, async (moves) => {
        ledger.store.write((tx) => {
          for (const table of ['entries', 'links', 'feeds', 'subjects']) tx.run(`delete from ${table}`);
        });
        const reception = createReception(ledger, unused);
        const ours = await openIn(createLedgerStorage(ledger, reception, session), 'entries', ENTRIES_SCHEMA);
        const theirs = await openIn(getRxStorageMemory() as RxStorage<object, object>, 'entries', ENTRIES_SCHEMA);
        const row = (document: LinkDocument) => ({ document: asDocument(document) });
        for (const move of moves) {
          switch (move.kind) {
            case 'pull': {
              const answer = await server.pull(nextPull(ledger, move.limit));
              if (answer.feeds.length === 0) break;
              const rows = reception.park(answer).map(row);
              expect(await ours.bulkWrite(rows, 'down')).toEqual(await theirs.bulkWrite(rows, 'down'));
              break;
            }
            case 'stray': {
              const [answer] = move.asParked ? [await server.pull(nextPull(ledger, 5))] : [];
              const parked = answer && answer.feeds.length > 0 ? reception.park(answer) : [];
              const stray = { id: linkKey(feed, 1_000 + move.position), batch: parked[0]?.batch ?? 'no such batch' };
              // One of the answer's links is missing, or something else stands in its place.
              const rest = move.replaced || parked.length < 2 ? [...parked.slice(1), stray] : parked.slice(1);
              const rows = rest.map(row);
              await expect(ours.bulkWrite(rows, 'down')).rejects.toThrow(Bug);
              expect(reception.isFree).toBe(true);
              break;
            }
            case 'find': {
              const ids = move.positions.map((position) => linkKey(feed, position));
              expect((await ours.findDocumentsById(ids, move.deleted)).map(({ id }) => id)).toEqual(
                (await theirs.findDocumentsById(ids, move.deleted)).map(({ id }) => id),
              );
              break;
            }
            case 'read':
              // Pull only: nothing here was ever written by this side.
              expect((await getChangedDocumentsSince(ours, move.limit, undefined)).documents).toEqual([]);
          }
        }
        await Promise.all([ours.close(), theirs.close()]);
      }),
      { numRuns: 150 },
    );
  });

  it('refuse what only an application on top of rxdb would ask', async () => {
    const { ledger } = connectTestLaptop(new ScriptedServer());
    const storage = createLedgerStorage(ledger, createReception(ledger, unused), session);
    for (const [name, schema] of [
      ['outbox', OUTBOX_SCHEMA],
      ['entries', ENTRIES_SCHEMA],
    ] as const) {
      const view = await openIn(storage, name, schema as RxJsonSchema<TailDocument>);
      const document = asDocument({ id: 'tail' as const, generation: 1, deviceSeq: 1, waiting: 0 });
      await expect(view.bulkWrite([{ document }], 'somebody')).rejects.toThrow(Bug);
      await expect(view.query({} as never)).rejects.toThrow(Bug);
      await expect(view.count({} as never)).rejects.toThrow(Bug);
      await expect(view.getAttachmentData('a', 'b', 'c')).rejects.toThrow(Bug);
      await expect(view.remove()).rejects.toThrow(Bug);
    }
    expect(ledger.store.all('select * from links')).toEqual([]);
  });
});

const contents = ({ _rev, _meta, ...document }: RxDocumentData<TailDocument>) => document;
