import { openChoices } from '@nrm/domain/case';
import type { GovernorateState } from '@nrm/domain/governorate';
import { feedId, type SubjectRef, subjectKey } from '@nrm/domain/ledger';
import type { EntryId, WorkerId } from '@nrm/domain/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSubject, refoldSubject } from '../../apps/desktop/src/core/ledger/subject-rows.ts';
import type { LedgerStore } from '../../apps/sync-server/src/ledger/ledger-store.ts';
import { ledgerAssembly } from '../../apps/sync-server/src/ledger-assembly.ts';
import { connectToPostgres } from '../../apps/sync-server/src/store/connect.ts';
import { createPostgresLedger } from '../../apps/sync-server/src/store/postgres-ledger.ts';
import { startTestPostgres } from '../../apps/sync-server/src/testing/index.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { doAct, MOSUL, OFFICE_ACTS, pick, SINJAR, type Staff } from './acts.ts';
import {
  connectLaptop,
  createWorld,
  foundServer,
  type SimulatedLaptop,
  type SimulatedServer,
  type World,
} from './governorate.ts';

interface Scene {
  readonly world: World;
  readonly server: SimulatedServer;
  readonly laptops: readonly SimulatedLaptop[];
  readonly staff: readonly Staff[];
  readonly written: EntryId[];
}

async function openScene(seed: number, store: LedgerStore): Promise<Scene> {
  const world = createWorld(seed);
  const server = await foundServer(world, store);
  const staff: Scene['staff'] = (
    [
      ['caseworker', MOSUL],
      ['caseworker', MOSUL],
      ['supervisor', MOSUL],
      ['caseworker', SINJAR],
      ['supervisor', SINJAR],
    ] as const
  ).map(([role, office]) => ({ worker: world.newId() as WorkerId, role, office }));
  for (const { worker, role, office } of staff) {
    await server.write(
      { type: 'worker.introduce', subject: server.governorateRef, intent: { worker, name: 'A worker' } },
      { type: 'worker.grant-role', subject: server.governorateRef, intent: { worker, role, office } },
    );
  }
  const laptops = [
    await connectLaptop(world, server, MOSUL, 1),
    await connectLaptop(world, server, MOSUL, 2),
    await connectLaptop(world, server, SINJAR, 3),
  ];
  for (const laptop of laptops) await laptop.pull();
  return { world, server, laptops, staff, written: [] };
}

/** One thing a laptop or the server may do next. `choice` numbers pick whom and what, modulo what there is. */
type Move = readonly [kind: (typeof MOVES)[number], a: number, b: number, c: number];
const MOVES = [
  ...OFFICE_ACTS,
  'push',
  'push',
  'push-lost',
  'push-answer-lost',
  'pull',
  'pull',
  'pull-a-little',
  'pull-lost',
  'revoke',
  'decide-held',
] as const;

async function play(scene: Scene, [kind, a, b, c]: Move): Promise<void> {
  const { world, server } = scene;
  const laptop = pick(scene.laptops, a) as SimulatedLaptop;
  switch (kind) {
    case 'push':
      await laptop.push();
      return;
    case 'push-lost':
      await laptop.push('request');
      return;
    case 'push-answer-lost':
      await laptop.push('answer');
      return;
    case 'pull':
      await laptop.pull();
      return;
    case 'pull-a-little':
      await laptop.pull({ limit: 1 + (c % 9) });
      return;
    case 'pull-lost':
      await laptop.pull({ lose: true });
      return;
    case 'revoke': {
      const gone = pick(scene.staff.slice(0, 2), b) as Scene['staff'][number];
      return server.write({
        type: 'worker.end-role',
        subject: server.governorateRef,
        intent: { worker: gone.worker, role: gone.role, office: gone.office },
      });
    }
    case 'decide-held': {
      const held = await server.store.transaction((tx) => tx.heldEntries());
      const entry = pick(held, b)?.header.id;
      const administration = (await server.store.findSubject(server.governorateRef))?.state as GovernorateState;
      if (entry && !administration.heldDecisions[entry])
        await server.write({
          type: c % 2 === 0 ? 'held.admit' : 'held.turn-away',
          subject: server.governorateRef,
          intent: { entry, reason: 'seen' },
        });
      return;
    }
    default: {
      const desk = { store: laptop.ledger.store, office: laptop.office, newId: world.newId, act: laptop.act };
      scene.written.push(...doAct(desk, scene.staff, kind, b, c));
    }
  }
}

/** Everybody calls until nobody has anything new. */
async function settleDown(scene: Scene): Promise<void> {
  for (let round = 0, moved = true; moved; round++) {
    expect(round, 'the laptops never come to rest').toBeLessThan(60);
    moved = false;
    for (const laptop of scene.laptops) {
      while (await laptop.push()) moved = true;
      while (await laptop.pull()) moved = true;
    }
  }
}

async function check(scene: Scene): Promise<void> {
  const { server } = scene;
  const stored = new Map(
    (await server.store.transaction((tx) => tx.entriesById(scene.written))).map((entry) => [entry.header.id, entry]),
  );
  for (const laptop of scene.laptops) {
    const store = laptop.ledger.store;
    // Nothing pending for ever, nothing refused in silence.
    expect(store.all('select id, type from entries where own = 1 and outcome is null')).toEqual([]);
    expect(store.all(`select id, type from entries where outcome <> 'applied' and refusal is null`)).toEqual([]);
    for (const row of store.all('select id, outcome, placed from entries where own = 1')) {
      expect(row.outcome, 'laptop and server say the same of every entry').toBe(
        stored.get(row.id as EntryId)?.placement.outcome ?? 'quarantined',
      );
    }
    for (const row of store.all('select kind, id from subjects where state is not null')) {
      const ref = row as unknown as SubjectRef;
      const mine = readSubject(store, ref);
      const theirs = await server.store.findSubject(ref);
      expect(
        { seq: mine.seq, chain: mine.chain, state: mine.state, shown: mine.shown, feed: mine.feed },
        subjectKey(ref),
      ).toEqual({
        seq: theirs?.seq,
        chain: theirs?.chain,
        state: theirs?.state,
        shown: theirs?.state,
        feed: theirs?.feed,
      });
      expect(refoldSubject(store, ref).state, 'what is stored is what its entries say').toEqual(mine.state);
      if (ref.kind === 'case')
        expect(mine.feed, 'a laptop holds only what its office has').toBe(feedId.office(laptop.office));
    }
  }
  // Every case is held by every laptop of its office.
  for (const id of new Set(
    [...stored.values()].filter(({ header }) => header.subject.kind === 'case').map(({ header }) => header.subject.id),
  )) {
    const ref: SubjectRef = { kind: 'case', id };
    const theirs = await server.store.findSubject(ref);
    if (theirs?.state === undefined) continue;
    for (const laptop of scene.laptops.filter(({ office }) => feedId.office(office) === theirs.feed))
      expect(readSubject(laptop.ledger.store, ref).seq, subjectKey(ref)).toBe(theirs.seq);
  }
}

const moves = fc.array(
  fc.tuple(fc.constantFrom(...MOVES), fc.nat({ max: 20 }), fc.nat({ max: 20 }), fc.nat({ max: 20 })),
  { minLength: 10, maxLength: 120, size: 'max' },
);

/** What a set of runs met; a property that never meets a refusal or a move proves nothing about them. */
const met = { applied: 0, refused: 0, held: 0, quarantined: 0, moved: 0, contested: 0 };

async function run(seed: number, steps: readonly Move[], store: LedgerStore): Promise<void> {
  const scene = await openScene(seed, store);
  // A laptop that is filled page by page while the others work, files move and roles end.
  const late = await connectLaptop(scene.world, scene.server, seed % 2 === 0 ? MOSUL : SINJAR, 4);
  let filling = true;
  for (const [index, step] of steps.entries()) {
    await play(scene, step as Move);
    if (filling && index % 7 === 6) filling = await late.fill(1 + (seed % 13));
  }
  while (filling) filling = await late.fill(1 + (seed % 13));
  const whole = { ...scene, laptops: [...scene.laptops, late] };
  await settleDown(whole);
  await check(whole);
  for (const laptop of scene.laptops) {
    for (const row of laptop.ledger.store.all(
      'select outcome, count(*) as n from entries where own = 1 group by outcome',
    ))
      met[row.outcome as 'applied'] += row.n as number;
    for (const row of laptop.ledger.store.all(
      `select move, state from subjects where kind = 'case' and state is not null`,
    )) {
      met.moved += Number(row.move) > 0 ? 1 : 0;
      met.contested += openChoices(JSON.parse(row.state as string)).length;
    }
  }
}

describe('several laptops and one server', () => {
  it('agree in the end, whatever is lost, doubled or reordered, while files move and a worker is revoked', async () => {
    const runs = Number(process.env.NRM_SIMULATION_RUNS ?? 150);
    await fc.assert(
      fc.asyncProperty(fc.nat(), moves, (seed, steps) => run(seed, steps as Move[], createMemoryLedger('epoch-1'))),
      { numRuns: runs },
    );
    if (process.env.NRM_SIMULATION_MET) console.log(JSON.stringify(met));
    expect(met, 'the runs met every outcome').toEqual({
      applied: expect.toSatisfy((count: number) => count > 0),
      refused: expect.toSatisfy((count: number) => count > 0),
      held: expect.toSatisfy((count: number) => count > 0),
      quarantined: expect.any(Number),
      moved: expect.toSatisfy((count: number) => count > 0),
      contested: expect.toSatisfy((count: number) => count > 0),
    });
  }, 600_000);

  it('agree on a real PostgreSQL too', async () => {
    const postgres = await startTestPostgres();
    const runs = Number(process.env.NRM_SIMULATION_RUNS_ON_POSTGRES ?? 8);
    await fc.assert(
      fc.asyncProperty(fc.nat(), moves, async (seed, steps) => {
        const database = await postgres.createDatabase(ledgerAssembly.migrations);
        const pool = await connectToPostgres({ connectionString: database.connectionString });
        try {
          await run(seed, steps as Move[], createPostgresLedger(pool, 'epoch-1'));
        } finally {
          await pool.end();
          await database.drop();
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
    await postgres.stop();
  }, 600_000);
});
