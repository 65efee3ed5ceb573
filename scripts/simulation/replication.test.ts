import { feedId, type SubjectRef } from '@nrm/domain/ledger';
import { type CaseId, type NeedId, type OfficeId, ok, type WorkerId } from '@nrm/domain/shared';
import { PullAnswer, PullRequest, PushAnswer, PushRequest } from '@nrm/domain/sync';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Fault } from '../../apps/desktop/src/core/faults.ts';
import { readSubject } from '../../apps/desktop/src/core/ledger/subject-rows.ts';
import {
  type Replication,
  startReplication,
  switchable,
  type Transport,
} from '../../apps/desktop/src/core/sync/index.ts';
import { acceptPush } from '../../apps/sync-server/src/ledger/accept-push.ts';
import { answerPull } from '../../apps/sync-server/src/ledger/answer-pull.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import {
  connectLaptop,
  createWorld,
  foundServer,
  type SimulatedLaptop,
  type SimulatedServer,
  seededRandom,
} from './governorate.ts';

const MOSUL = 'mosul' as OfficeId;
const SINJAR = 'sinjar' as OfficeId;
const OFFICES = [MOSUL, MOSUL, SINJAR] as const;

const MOVES = [
  'register',
  'register',
  'note',
  'note',
  'correct',
  'transfer',
  'wait',
  'switch',
  'restart',
  'pull',
] as const;
type Move = readonly [(typeof MOVES)[number], laptop: number, choice: number];

/** What the line did, so that a run in which nothing went wrong is not taken for a proof. */
const met = { lost: 0, answerLost: 0, doubled: 0, moved: 0, entries: 0 };

/** The real server at the end of a line that loses messages on either way, delays them and delivers them twice. */
function badLine(server: SimulatedServer, random: () => number, line: { faulty: boolean }): Transport {
  async function carry<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    await new Promise((resolve) => setTimeout(resolve, random() * 3));
    if (!line.faulty) return send();
    const luck = random();
    if (luck < 0.15) {
      met.lost++;
      throw new Fault('server.unreachable');
    }
    const answer = await send();
    if (luck < 0.3) {
      met.answerLost++;
      throw new Fault('server.unreachable');
    }
    if (luck < 0.4) {
      met.doubled++;
      return send();
    }
    return answer;
  }
  return {
    push: (request) =>
      carry(async () =>
        PushAnswer.parse(overTheWire(await acceptPush(server, PushRequest.parse(overTheWire(request))))),
      ),
    pull: (request) =>
      carry(async () =>
        PullAnswer.parse(overTheWire(await answerPull(server, PullRequest.parse(overTheWire(request))))),
      ),
  };
}

interface Desk {
  readonly laptop: SimulatedLaptop;
  readonly worker: WorkerId;
  readonly supervisor: WorkerId;
  readonly network: { on: boolean };
  replication: Replication;
}

async function run(seed: number, moves: readonly Move[]): Promise<void> {
  const world = createWorld(seed);
  const server = await foundServer(world, createMemoryLedger('epoch-1'));
  const random = seededRandom(seed + 1);
  const line = { faulty: true };
  const desks: Desk[] = [];
  const begin = (laptop: SimulatedLaptop, network: { on: boolean }) =>
    startReplication({
      ledger: laptop.ledger,
      transport: switchable(badLine(server, random, line), network),
      backOff: { firstMs: 1, maxMs: 8 },
      pullEveryMs: 20,
      pullLinks: 1 + (seed % 40),
    });
  for (const [index, office] of OFFICES.entries()) {
    const worker = world.newId() as WorkerId;
    const supervisor = world.newId() as WorkerId;
    const about = { subject: server.governorateRef };
    await server.write(
      { type: 'worker.introduce', ...about, intent: { worker, name: 'A worker' } },
      { type: 'worker.grant-role', ...about, intent: { worker, role: 'caseworker', office } },
      { type: 'worker.introduce', ...about, intent: { worker: supervisor, name: 'A supervisor' } },
      { type: 'worker.grant-role', ...about, intent: { worker: supervisor, role: 'supervisor', office } },
    );
    const laptop = await connectLaptop(world, server, office, index + 1);
    const network = { on: true };
    desks.push({ laptop, worker, supervisor, network, replication: await begin(laptop, network) });
  }
  try {
    await Promise.all(desks.map(({ replication }) => vi.waitFor(() => replication.awaitInSync(), { timeout: 10_000 })));
    for (const [kind, who, choice] of moves) {
      const desk = desks[who % desks.length] as Desk;
      switch (kind) {
        case 'wait':
          await new Promise((resolve) => setTimeout(resolve, choice));
          break;
        case 'switch':
          desk.network.on = !desk.network.on;
          desk.replication.reSync();
          break;
        case 'restart':
          await desk.replication.stop();
          desk.replication = await begin(desk.laptop, desk.network);
          break;
        case 'pull':
          await desk.replication.pullNow().catch((error: unknown) => expect(error).toBeInstanceOf(Fault));
          break;
        default:
          write(desk, kind, choice, world.newId);
          desk.replication.reSync();
      }
    }
    line.faulty = false;
    for (const desk of desks) desk.network.on = true;
    // What one sends the next receives, so everybody calls twice.
    for (let round = 0; round < 2; round++)
      for (const { replication } of desks) await vi.waitFor(() => replication.awaitInSync(), { timeout: 10_000 });
    for (const { replication } of desks) await replication.pullNow();
    for (const { laptop, replication } of desks) {
      expect(replication.state()).toMatchObject({ connected: true, waiting: 0, fault: null });
      await agrees(laptop, server);
    }
  } finally {
    await Promise.all(desks.map(({ replication }) => replication.stop()));
  }
}

function write(
  desk: Desk,
  kind: Exclude<Move[0], 'wait' | 'switch' | 'restart' | 'pull'>,
  choice: number,
  newId: () => string,
) {
  const { laptop, worker, supervisor } = desk;
  const known = laptop.ledger.store.all(
    `select id from subjects where kind = 'case' and coalesce(shown, state) is not null order by id`,
  );
  if (kind === 'register') {
    const subject: SubjectRef = { kind: 'case', id: newId() as CaseId };
    return laptop.act(worker, 'caseworker', [
      {
        type: 'case.register',
        subject,
        intent: { consentToKeep: { method: 'spoken' }, person: PERSON },
        context: () => ok({ number: '010126000001', office: laptop.office }),
      },
      {
        type: 'need.identify',
        subject,
        intent: { need: newId() as NeedId, topic: 'legal', urgency: 'normal', words: '' },
      },
    ]);
  }
  if (known.length === 0) return undefined;
  const subject = { kind: 'case', id: known[choice % known.length]?.id } as SubjectRef;
  if (kind === 'note')
    return laptop.act(worker, 'caseworker', [{ type: 'case.note', subject, intent: { words: `note ${choice}` } }]);
  if (kind === 'correct')
    return laptop.act(worker, 'caseworker', [
      { type: 'case.correct', subject, intent: { changes: { fatherName: `father ${choice}` } } },
    ]);
  const toOffice = laptop.office === MOSUL ? SINJAR : MOSUL;
  return laptop.act(supervisor, 'supervisor', [
    { type: 'case.transfer', subject, intent: { toOffice, words: 'moved' } },
  ]);
}

const PERSON = {
  givenName: 'زينب',
  sex: 'female',
  district: 'IQG15Q05',
  cameBack: 'from-displacement',
  safeContact: { by: 'comes-to-office', phone: null, safeToCall: 'no', mayLeaveMessage: 'no', hours: '', codeWord: '' },
};

async function agrees({ ledger: { store }, office, device }: SimulatedLaptop, server: SimulatedServer): Promise<void> {
  const feeds = [feedId.administration(server.governorate), feedId.office(office), feedId.device(device)];
  for (const feed of feeds) {
    const links = await server.store.linksAfter(feed, 0, 100_000);
    const row = store.get('select position, chain from feeds where feed = ?', feed);
    expect({ feed, position: row?.position ?? 0, chain: row?.chain }).toEqual({
      feed,
      position: links.length,
      chain: links.at(-1)?.chain,
    });
  }
  for (const row of store.all('select kind, id from subjects where state is not null')) {
    const ref = row as unknown as SubjectRef;
    const theirs = await server.store.findSubject(ref);
    const { seq, chain, state, shown } = readSubject(store, ref);
    expect({ seq, chain, state, shown }).toEqual({
      seq: theirs?.seq,
      chain: theirs?.chain,
      state: theirs?.state,
      shown: theirs?.state,
    });
    met.moved += (theirs?.move ?? 0) > 0 ? 1 : 0;
  }
  met.entries += store.get('select count(*) as n from entries where own = 1')?.n as number;
}

const overTheWire = (message: unknown): unknown => JSON.parse(JSON.stringify(message));

it('brings three laptops to the same ledger over a line that loses, doubles and delays', async () => {
  const moves = fc.array(fc.tuple(fc.constantFrom(...MOVES), fc.nat({ max: 2 }), fc.nat({ max: 12 })), {
    minLength: 10,
    maxLength: 60,
    size: 'max',
  });
  // Timers decide what meets what, so a seed repeats the moves and the luck of the line, not every interleaving.
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1_000 }), moves, (seed, steps) => run(seed, steps)),
    { numRuns: Number(process.env.NRM_REPLICATION_RUNS ?? 20), endOnFailure: true },
  );
  for (const count of Object.values(met)) expect(count).toBeGreaterThan(0);
}, 120_000);
