import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import { type ActId, type LocalDate, type OfficeId, uuidV7, type WorkerId } from '@nrm/domain/shared';
import { type FillAnswer, type FillRequest, PROTOCOL } from '@nrm/domain/sync';
import { appendAct } from '../../apps/desktop/src/core/ledger/append-act.ts';
import { findThisDevice, type LedgerContext, saveThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { receiveFill } from '../../apps/desktop/src/core/ledger/receive-fill.ts';
import { projectSubject } from '../../apps/desktop/src/core/read-models/index.ts';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { openReplica } from '../../apps/desktop/src/core/store/open-replica.ts';
import type { WritableStore } from '../../apps/desktop/src/core/store/store.ts';
import { answerFill } from '../../apps/sync-server/src/ledger/answer-fill.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { writeDemonstration } from '../demonstration/write-governorate.ts';
import {
  connectLaptop,
  createWorld,
  foundServer,
  type SimulatedLaptop,
  type SimulatedServer,
} from '../simulation/governorate.ts';

/**
 * A laptop filled from nothing, and one entry appended, on the encrypted file with its search index; beside the floor of
 * the same run: the same entries and links by prepared statements into the same kind of file and nothing else.
 */
export interface FillFigures {
  readonly entries: number;
  readonly links: number;
  readonly fillEntriesPerSecond: number;
  readonly floorEntriesPerSecond: number;
  /** How many times the floor's time the fill takes: verified chains, folded states, read models, search. */
  readonly timesTheFloor: number;
  readonly appendMs: { readonly p50: number; readonly p95: number };
  readonly megabytes: number;
}

export async function measureFirstFill(people: number): Promise<FillFigures> {
  const world = createWorld(42, '2026-01-01T05:00:00.000Z');
  const server = await foundServer(world, createMemoryLedger('bench'));
  const governorate = await writeDemonstration({
    world,
    server,
    today: '2026-11-22' as LocalDate,
    people,
    providers: 60,
    progress: () => undefined,
  });
  await governorate.writePeople(0, people);
  const laptop = await connectLaptop(world, server, 'mosul' as OfficeId, 1);
  const answers = await collect(server, laptop);
  const entries = answers
    .flatMap(({ feeds }) => feeds.flatMap(({ links }) => links))
    .filter(({ entry }) => entry !== null).length;
  const links = answers.flatMap(({ feeds }) => feeds.flatMap(({ links }) => links)).length;

  const filled = withReplica((store) => {
    const ledger = ledgerOn(store, laptop);
    const began = performance.now();
    for (const answer of answers) receiveFill(ledger, answer);
    const seconds = (performance.now() - began) / 1000;
    const author = governorate.staff.find(
      ({ office, role }) => office === ('mosul' as OfficeId) && role === 'caseworker',
    )?.worker as WorkerId;
    return {
      seconds,
      append: measureAppend(ledger, author),
      bytes: Number(
        store.get('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')?.bytes,
      ),
    };
  });
  const floor = withReplica((store) => {
    const began = performance.now();
    for (const answer of answers) store.write((tx) => insertBare(tx, answer));
    return (performance.now() - began) / 1000;
  });
  return {
    entries,
    links,
    fillEntriesPerSecond: Math.round(entries / filled.seconds),
    floorEntriesPerSecond: Math.round(entries / floor),
    timesTheFloor: round(filled.seconds / floor),
    appendMs: filled.append,
    megabytes: round(filled.bytes / 1e6),
  };
}

/** Everything a new laptop is given, page by page, asked for by a laptop that throws it away. */
async function collect(server: SimulatedServer, { device }: SimulatedLaptop): Promise<FillAnswer[]> {
  const answers: FillAnswer[] = [];
  let at: FillRequest['at'] = null;
  let after: FillRequest['after'] = null;
  do {
    const answer = await answerFill(server, { protocol: PROTOCOL, device, at, after, limit: 2_000 });
    answers.push(answer);
    at ??= answer.heads?.heads.map(({ feed, position }) => ({ feed, position })) ?? null;
    after = answer.next;
  } while (after !== null);
  return answers;
}

function withReplica<T>(measure: (store: WritableStore) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-bench-'));
  const store = openReplica({ path: join(folder, 'replica.db'), key: randomBytes(32) });
  try {
    migrate(store, sqliteMigrations);
    return measure(store);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ledgerOn(store: WritableStore, laptop: SimulatedLaptop): LedgerContext {
  const device = findThisDevice(laptop.ledger.store);
  if (!device) throw new Error('the laptop of the bench is not connected');
  store.write((tx) => saveThisDevice(tx, device));
  return { ...laptop.ledger, store, project: projectSubject };
}

function measureAppend(ledger: LedgerContext, worker: WorkerId): FillFigures['appendMs'] {
  const files = ledger.store.all(`select id from subjects where kind = 'case' limit 200`);
  const times = files.map(({ id }) => {
    const began = performance.now();
    const written = appendAct(ledger, {
      id: uuidV7(Date.now(), ledger.random(10)) as ActId,
      author: { worker, role: 'caseworker' },
      steps: [{ type: 'case.note', subject: { kind: 'case', id: id as string }, intent: { words: 'ملاحظة' } }],
    });
    if (!written.ok) throw new Error(`the bench may not write: ${written.refusal.code}`);
    return performance.now() - began;
  });
  return percentiles(times);
}

function insertBare(tx: { run(sql: string, ...params: never[]): unknown }, answer: FillAnswer): void {
  const run = tx.run as (sql: string, ...params: unknown[]) => unknown;
  for (const { feed, links } of answer.feeds)
    for (const { position, item, entry } of links) {
      run('insert into links (feed, position, item) values (?, ?, ?)', feed, position, JSON.stringify(item));
      if (entry && item.kind === 'entry')
        run(
          `insert into entries (id, hash, subject_kind, subject_id, type, act, device, generation, device_seq, header, signature, payload, salt, key_id, own, placed)
           values (?, ?, ?, ?, '', '', '', 1, ?, ?, ?, ?, ?, null, 0, 1)`,
          item.entryHash,
          item.entryHash,
          item.subject.kind,
          item.subject.id,
          position,
          entry.header,
          entry.signature,
          entry.payload,
          entry.salt,
        );
    }
}

export function percentiles(times: readonly number[]): { p50: number; p95: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}

const round = (value: number) => Math.round(value * 100) / 100;
