import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import type { Role } from '@nrm/domain/access';
import type { SubjectRef } from '@nrm/domain/ledger';
import { ANSWERS, CONFIRMATIONS, SERVICE_STATES } from '@nrm/domain/referral';
import type { CaseId } from '@nrm/domain/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActStep } from '../../bridge/commands.ts';
import { migrate } from '../store/migrate.ts';
import { openReplica } from '../store/open-replica.ts';
import type { WritableStore } from '../store/store.ts';
import {
  caseRef,
  correct,
  newReferral,
  referralSteps,
  register,
  registerPerson,
  type SentReferral,
} from '../testing/people.ts';
import { addProvider, addService, type Provider } from '../testing/provider.ts';
import { openSmallOffice, putAsReceived, type SmallOffice } from '../testing/small-office.ts';
import {
  findWrongRows,
  needRebuild,
  projectSubject,
  rebuildReadModels,
  rebuildReadModelsMeanwhile,
  verifyReadModels,
} from './index.ts';

const TABLES = ['cases', 'case_search', 'referrals', 'tasks', 'services', 'service_search', 'service_topics'];

/** All there is to be seen, but for the numbers of rows, which a rebuild gives anew. */
const contents = (store: WritableStore) =>
  Object.fromEntries(
    TABLES.map((table) => [
      table,
      store
        .all(`select * from ${table}`)
        .map(({ row: _row, ...columns }) => JSON.stringify(columns))
        .sort(),
    ]),
  );

/** The pages of a full-text index as they stand: the same bytes mean that nothing was written. */
const searchPages = (store: WritableStore) =>
  store.all('select id, hex(block) as block from case_search_data order by id');

/** FTS5 compares its index with its rows and throws when they differ. */
const requireWholeSearch = (store: WritableStore) =>
  store.write((tx) => {
    for (const search of ['case_search', 'service_search'])
      tx.run(`insert into ${search} (${search}) values ('integrity-check')`);
  });

const NAMES = ['محمد', 'أحمد', 'ئازاد', 'فاطمة', 'عبد الرحمن', 'Azad', 'هێمن', 'زينب'];
const pick = <T>(values: readonly T[], index: number): T | undefined => values[index % Math.max(1, values.length)];

interface Scene {
  readonly here: SmallOffice;
  readonly people: CaseId[];
  readonly referrals: { readonly of: CaseId; readonly ids: SentReferral }[];
  readonly providers: Provider[];
}
type Move = readonly [kind: (typeof MOVES)[number], a: number, b: number];
const MOVES = [
  'register',
  'rename',
  'priority',
  'refer',
  'answer',
  'serve',
  'confirm',
  'withdraw-consent',
  'cancel',
  'settle-need',
  'follow-up',
  'attempt',
  'propose-end',
  'end',
  'reopen',
  'assign',
  'transfer',
  'note',
  'provider',
  'service',
  'weekly',
  'leave',
  'come',
] as const;

function play(scene: Scene, [kind, a, b]: Move): void {
  const { here, people, referrals, providers } = scene;
  if (kind === 'leave' || kind === 'come') return moveSubject(scene, kind, a);
  if (kind === 'provider') return void providers.push(addProvider(here, { topics: ['housing'] }));
  const role: Role = ['end', 'reopen', 'assign', 'transfer'].includes(kind)
    ? 'supervisor'
    : kind === 'service' || kind === 'weekly'
      ? 'directory-officer'
      : 'caseworker';
  const author =
    role === 'supervisor' ? here.supervisor : role === 'caseworker' ? here.caseworker : here.directoryOfficer;
  const steps = stepsOf(scene, kind, a, b);
  if (!steps) return;
  const result = here.act({ worker: author, role }, ...steps);
  if (!result.ok) return;
  const [first] = steps;
  if (kind === 'register' && first) people.push(first.subject.id as CaseId);
  if (kind === 'refer' && first) referrals.push({ of: first.subject.id as CaseId, ids: lastReferral as SentReferral });
}

let lastReferral: SentReferral | undefined;

function stepsOf(
  { here, people, referrals, providers }: Scene,
  kind: Move[0],
  a: number,
  b: number,
): ActStep[] | undefined {
  if (kind === 'register')
    return [
      register(here.newId(), {
        givenName: pick(NAMES, a) ?? '',
        fatherName: pick(NAMES, b) ?? '',
        phone: `+96477012345${10 + (a % 80)}`,
      }),
    ];
  if (kind === 'service' || kind === 'weekly') {
    const provider = pick(providers, a);
    if (!provider) return undefined;
    if (kind === 'service')
      return [addService(provider.organisation, here.newId(), { topics: b % 2 ? ['legal', 'housing'] : [] })];
    const subject: SubjectRef = { kind: 'organisation', id: provider.organisation };
    const status = pick(['open', 'temporarily-closed', 'closed'], b);
    const intent = {
      service: provider.service,
      status,
      placesLeft: b,
      waitingWeeks: null,
      fundedUntil: null,
      how: 'call',
    };
    return [{ type: 'service.change-capacity', subject, intent }];
  }
  const person = pick(people, a);
  const about = pick(referrals, a);
  const on = (type: string, id: string, intent: unknown): ActStep[] => [{ type, subject: caseRef(id), intent }];
  if (person) {
    switch (kind) {
      case 'rename':
        return [correct(person, { givenName: pick(NAMES, b), familyName: pick([...NAMES, ''], a + b) })];
      case 'priority':
        return [correct(person, { priority: pick(['ordinary', 'medium', 'high', 'urgent'], b) })];
      case 'refer':
        lastReferral = newReferral(here, pick(providers, b));
        return referralSteps(
          person,
          lastReferral,
          pick(['normal', 'urgent', 'emergency'], b),
          pick(['housing', 'legal'], a),
        );
      case 'follow-up':
        return on('followup.record', person, { kind: 'call', words: 'x', nextOn: b % 2 ? '2026-04-01' : null });
      case 'attempt':
        return on('followup.record-contact-attempt', person, { outcome: 'no-answer', referral: null, words: '' });
      case 'propose-end':
      case 'end':
        return on(`case.${kind}`, person, { reason: 'needs-met', words: 'x' });
      case 'reopen':
      case 'note':
        return on(`case.${kind}`, person, { words: 'x' });
      case 'assign':
        return on('case.assign', person, { worker: b % 2 ? here.colleague : here.caseworker });
      case 'transfer':
        return on('case.transfer', person, { toOffice: 'sinjar', words: 'x' });
      default:
    }
  }
  if (!about) return undefined;
  const { of, ids } = about;
  const { referral } = ids;
  switch (kind) {
    case 'answer': {
      const answer = pick(ANSWERS, b);
      const reason = answer === 'declined' ? 'no-capacity' : null;
      return on('referral.report-answer', of, { referral, answer, reason, words: '', source: 'staff' });
    }
    case 'serve': {
      const status = pick(SERVICE_STATES, b);
      const reason = status === 'failed' ? 'x' : null;
      return on('referral.report-service', of, {
        referral,
        status,
        reason,
        appointmentOn: null,
        words: '',
        source: 'staff',
      });
    }
    case 'confirm': {
      const attempts = ['2026-03-01', '2026-03-02', '2026-03-03'].map((day, hour) => ({ on: day, hour }));
      const confirmation = pick(CONFIRMATIONS, b);
      return on('referral.report-confirmation', of, { referral, confirmation, words: 'x', source: 'staff', attempts });
    }
    case 'withdraw-consent':
      return on('consent.withdraw', of, { consent: ids.consent });
    case 'cancel':
      return on('referral.cancel', of, { referral, words: '' });
    case 'settle-need':
      return on('need.settle', of, { need: ids.need, how: 'met', words: '' });
    default:
      return undefined;
  }
}

/** What a feed brings: a file that leaves this laptop, and one that comes back. */
function moveSubject({ here, people }: Scene, kind: 'leave' | 'come', a: number): void {
  const id = pick(people, a);
  if (!id) return;
  const ref = caseRef(id);
  const held = here.store.get(
    `select coalesce(shown, state) as shown from subjects where kind = 'case' and id = ?`,
    id,
  );
  if (kind === 'leave' && held) {
    people.splice(people.indexOf(id), 1);
    here.store.write((tx) => {
      tx.run(`delete from subjects where kind = 'case' and id = ?`, id);
      projectSubject(tx, ref, undefined);
    });
  }
  if (kind === 'come' && held) {
    const copy = here.newId();
    const state = JSON.parse(held.shown as string) as unknown;
    putAsReceived(here.store, caseRef(copy), state);
    here.store.write((tx) => projectSubject(tx, caseRef(copy), state));
    people.push(copy as CaseId);
  }
}

const moves = fc.array(fc.tuple(fc.constantFrom(...MOVES), fc.nat(200), fc.nat(200)), { minLength: 5, maxLength: 60 });
const openScene = (store?: WritableStore): Scene => ({
  here: openSmallOffice(store),
  people: [],
  referrals: [],
  providers: [],
});

describe('rows derived entry by entry', () => {
  it('are those of a rebuild, whatever was written', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(moves, (story) => {
        const scene = openScene();
        for (const move of [['register', 1, 2] as const, ...story]) play(scene, move);
        const { store } = scene.here;
        expect(findWrongRows(store)).toEqual([]);
        requireWholeSearch(store);
        const before = contents(store);
        rebuildReadModels(store);
        requireWholeSearch(store);
        expect(contents(store)).toEqual(before);
        expect(findWrongRows(store)).toEqual([]);
        store.close();
      }),
      { numRuns: 40 },
    );
  });

  it('are written again only where something changed', () => {
    const here = openSmallOffice();
    const me = { worker: here.caseworker, role: 'caseworker' as const };
    const id = registerPerson(here, { givenName: 'سعد' });
    const before = searchPages(here.store);
    here.write(me, {
      type: 'followup.record',
      subject: caseRef(id),
      intent: { kind: 'call', words: 'x', nextOn: null },
    });
    here.write(me, { type: 'case.note', subject: caseRef(id), intent: { words: 'x' } });
    expect(searchPages(here.store)).toEqual(before);
    here.write(me, correct(id, { familyName: 'الجبوري' }));
    expect(searchPages(here.store)).not.toEqual(before);
  });

  it('leave no word of a name in the index when it goes', () => {
    const here = openSmallOffice();
    const id = registerPerson(here, { givenName: 'زينبالوحيدة' });
    registerPerson(here, { givenName: 'سعد' });
    const trace = (word: string) =>
      here.store
        .all('select block from case_search_data')
        .filter(({ block }) => Buffer.from(block as Uint8Array).includes(word)).length;
    expect(trace('وحيد')).toBeGreaterThan(0);
    here.store.write((tx) => projectSubject(tx, caseRef(id), undefined));
    expect(trace('وحيد')).toBe(0);
  });
});

describe('verifying', () => {
  it('finds a row that is missing, changed, too many, or found under other words', () => {
    const here = openSmallOffice();
    const id = registerPerson(here, { givenName: 'سعد' });
    const breakAndMend = (sql: string) => {
      here.store.write((tx) => tx.exec(sql));
      const wrong = findWrongRows(here.store);
      rebuildReadModels(here.store);
      expect(verifyReadModels(here.store)).toBe(true);
      return wrong.map(({ table }) => table);
    };
    expect(breakAndMend(`update cases set status = 'ended'`)).toEqual(['cases']);
    expect(breakAndMend(`delete from tasks`)).toEqual(['tasks', 'tasks']);
    expect(breakAndMend(`insert into tasks values ('nobody', 0, 'follow-up', null, '{}')`)).toEqual(['tasks']);
    expect(breakAndMend(`update case_search set tokens = 'f:x'`)).toEqual(['cases']);
    expect(findWrongRows(here.store)).toEqual([]);
    expect(here.ask('people.search', { text: 'سعد' }).rows.map((row) => row.id)).toEqual([id]);
  });
});

describe('a rebuild beside the rows in use', () => {
  it('is asked for once after a new version, and then no more', async () => {
    const here = openSmallOffice();
    registerPerson(here, { givenName: 'سعد' });
    expect(needRebuild(here.store)).toBe(true);
    expect(await rebuildReadModelsMeanwhile(here.store)).toBe(true);
    expect(needRebuild(here.store)).toBe(false);
  });

  it('shows the old rows until it is done, and takes in what is written meanwhile', async () => {
    const scene = openScene();
    const { here } = scene;
    for (let index = 0; index < 30; index++) play(scene, ['register', index, index + 3]);
    play(scene, ['provider', 0, 0]);
    registerPerson(here, { givenName: 'قسطنطين' }); // nobody touches this file
    here.store.write((tx) => tx.run(`update cases set district = 'stale'`));
    let turn = 0;
    await rebuildReadModelsMeanwhile(here.store, {
      slice: 5,
      pause: async () => {
        expect(here.ask('people.search', { text: 'قسطنطين' }).rows).toMatchObject([{ district: 'stale' }]);
        for (const kind of ['register', 'rename', 'refer', 'leave', 'end', 'provider', 'service'] as const)
          play(scene, [kind, turn * 7, turn]);
        turn++;
        return 'go-on';
      },
    });
    expect(turn).toBeGreaterThan(5);
    expect(findWrongRows(here.store)).toEqual([]);
    requireWholeSearch(here.store);
  });

  it('goes on where it was cut', async () => {
    const scene = openScene();
    for (let index = 0; index < 20; index++) play(scene, ['register', index, index]);
    const { store } = scene.here;
    const stop = async () => 'stop' as const;
    expect(await rebuildReadModelsMeanwhile(store, { slice: 7, pause: stop })).toBe(false);
    play(scene, ['rename', 1, 1]);
    const slices: number[] = [];
    await rebuildReadModelsMeanwhile(store, { slice: 7, pause: async (done) => (slices.push(done), 'go-on') });
    expect(slices).toEqual([7, 14]); // 22 subjects with office and governorate: 7 before the cut, then 7, 7 and 1
    expect(findWrongRows(store)).toEqual([]);
  });

  it('can be done any number of times, and keeps every index', () => {
    const here = openSmallOffice();
    registerPerson(here, { givenName: 'سعد' });
    const indexes = () =>
      here.store
        .all(`select name from sqlite_schema where type = 'index' and sql is not null order by name`)
        .map(({ name }) => String(name).replace(/_b$/, ''))
        .sort();
    const before = indexes();
    for (let round = 0; round < 4; round++) {
      rebuildReadModels(here.store);
      expect(indexes()).toEqual(before);
    }
    expect(here.store.all(`select name from sqlite_schema where name like 'next%'`)).toEqual([]);
  });
});

it('all of it holds on the encrypted file, after closing and opening', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-read-models-'));
  const key = new Uint8Array(32).fill(7);
  try {
    const path = join(folder, 'replica.db');
    const store = openReplica({ path, key });
    migrate(store, sqliteMigrations);
    const scene = openScene(store);
    const story = fc.sample(moves, { numRuns: 3, seed: 11 }).flat();
    for (const move of [['register', 1, 2] as const, ...story]) play(scene, move);
    registerPerson(scene.here, { givenName: 'قسطنطين' });
    rebuildReadModels(store);
    store.close();
    const again = openReplica({ path, key });
    expect(findWrongRows(again)).toEqual([]);
    expect(again.get(`select count(*) as found from case_search where case_search match '"f:قسط"*'`)?.found).toBe(1);
    again.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
