import { spawn, spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldKey } from '@nrm/domain/name';
import type { CaseId, ConsentId, NeedId, OrganisationId, ReferralId, ServiceId } from '@nrm/domain/shared';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  caseRef,
  correct,
  referralSteps,
  register,
  type SentReferral,
} from '../../apps/desktop/src/core/testing/people.ts';
import { ROOT } from '../steps.ts';
import { findDisagreements } from './agreement.ts';
import { type Desk, openGovernorate, PASSWORD } from './governorate.ts';

/** Names nobody has: wherever one of them is met, the name of a person would be met too. */
const ARABIC = 'كنارية‌المنجم';
const LATIN = 'Canaria Zqxwvjk';
const PHONE = '+9647701239874';
const CANARIES = [ARABIC, LATIN, PHONE, 'كنارية', 'Zqxwvjk', foldKey(ARABIC), foldKey('Zqxwvjk')];

/** As text files, logs and answers could hold them: as they are, escaped, in an address. */
const inText = CANARIES.flatMap((word) => [
  word,
  encodeURIComponent(word),
  [...word].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
]);
const saysCanary = (text: string) => inText.some((word) => text.toLowerCase().includes(word.toLowerCase()));

function findOnDisk(folder: string, words: readonly string[]): { files: number; found: readonly string[] } {
  const needles = words
    .flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
    .map((bytes) => bytes.toString('hex'));
  const program = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'find-bytes.test-program.ts'), folder, ...needles],
    { encoding: 'utf8' },
  );
  expect(program.stderr).toBe('');
  return JSON.parse(program.stdout) as { files: number; found: readonly string[] };
}

/** Everything that leaves a laptop's core other than the answers people asked for. */
function listenToEverything() {
  const heard: string[] = [];
  const asked: string[] = [];
  for (const way of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    vi.spyOn(console, way).mockImplementation((...words: unknown[]) => void heard.push(words.map(String).join(' ')));
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((bytes) => {
      heard.push(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'));
      return true;
    });
  const onRequest = (message: unknown) => {
    const { request } = message as { request: { origin: string; path: string; headers: unknown } };
    asked.push(`${request.origin}${request.path} ${JSON.stringify(request.headers)}`);
  };
  subscribe('undici:request:create', onRequest);
  const stop = () => {
    unsubscribe('undici:request:create', onRequest);
    vi.restoreAllMocks();
  };
  onTestFinished(stop);
  return { heard, asked, stop };
}

it('a name stays in its file: not in a log, an address, an error or a file name, and on no disk in clear', async () => {
  const log: string[] = [];
  const governorate = await openGovernorate({
    tls: false,
    log: { level: 'debug', stream: { write: (line) => void log.push(line) } },
  });
  onTestFinished(governorate.close);
  const everything = listenToEverything();
  const first = await governorate.connect('first', governorate.staff.caseworker);
  const second = await governorate.connect('second', governorate.staff.colleague);
  const desks = [first, second] as const;
  const person = first.newId() as CaseId;

  await liveWith(first, person);
  for (const desk of [first, second]) await desk.sync();
  expect((await second.ask('people.search', { text: 'Zqxwvjk' })).rows).toMatchObject([{ id: person }]);
  expect((await second.ask('people.search', { text: 'كنارية' })).total).toBe(1);
  expect((await second.ask('people.similar', { givenName: ARABIC })).count).toBe(1);

  for (const desk of desks) await desk.setNetwork(false);
  await first.act(correct(person, { familyName: `${LATIN} one` }));
  await second.act(correct(person, { familyName: `${ARABIC} two` }));
  for (const desk of desks) await desk.setNetwork(true);
  for (const desk of [first, second, first]) await desk.sync();
  expect((await first.ask('sync.items', {})).choices).toHaveLength(1);
  expect(await findDisagreements(governorate, desks)).toEqual([]);

  const errors = [...(await badInputTo(first, person))];
  const asked = [...everything.asked];
  errors.push(...(await badInputOverTheWire(governorate.origin)));
  everything.stop();
  expect(errors.length).toBeGreaterThan(25);
  expect(errors.filter(saysCanary)).toEqual([]);
  // Our own mistakes are told to developers, by the place in the code.
  expect(everything.heard.join('\n')).toContain(' at ');
  expect(everything.heard.filter(saysCanary)).toEqual([]);
  expect(asked.length).toBeGreaterThan(6);
  expect(asked.filter(saysCanary)).toEqual([]);
  expect(log.length).toBeGreaterThan(20);
  expect(log.filter(saysCanary)).toEqual([]);

  // While people work with it, write-ahead log and all, and when it is closed.
  const words = [...CANARIES, PASSWORD, foldKey('زينب'), 'givenName'];
  for (const { folder } of desks)
    expect(findOnDisk(folder, words)).toMatchObject({ files: expect.any(Number), found: [] });
  for (const desk of desks) await desk.close();
  for (const { folder } of desks) expect(findOnDisk(folder, words).found).toEqual([]);
  expect(findOnDisk(join(governorate.folder, 'server'), words).found).toEqual([]);
  await speakToTheProgram(first.folder, person);
  // The search itself finds what is there, in either form.
  const planted = join(governorate.folder, 'planted');
  mkdirSync(planted);
  writeFileSync(join(planted, 'one'), `noise ${ARABIC} noise`);
  writeFileSync(join(planted, 'two'), Buffer.concat([Buffer.from([0]), Buffer.from(LATIN, 'utf16le')]));
  expect(findOnDisk(planted, words)).toMatchObject({ files: 2, found: expect.arrayContaining(['one', 'two']) });
});

/** Registered, corrected, needy, referred, noted, half written. */
async function liveWith(desk: Desk, person: CaseId): Promise<void> {
  const ids: SentReferral = {
    need: desk.newId() as NeedId,
    consent: desk.newId() as ConsentId,
    referral: desk.newId() as ReferralId,
    organisation: desk.newId() as OrganisationId,
    service: desk.newId() as ServiceId,
  };
  await desk.act(
    register(person, { givenName: ARABIC, fatherName: 'زينب', latinName: LATIN, phone: PHONE }),
    ...referralSteps(person, ids),
  );
  await desk.act(correct(person, { knownAs: ARABIC, motherName: LATIN }));
  await desk.act({ type: 'case.note', subject: caseRef(person), intent: { words: `${LATIN} came with ${ARABIC}` } });
  await desk.act({
    type: 'referral.report-answer',
    subject: caseRef(person),
    intent: {
      referral: ids.referral,
      answer: 'declined',
      reason: 'no-capacity',
      words: `no room for ${LATIN}`,
      source: 'staff',
    },
  });
  await desk.do('draft.save', { key: `note:${person}`, title: ARABIC, value: { words: LATIN } });
  await desk.do('draft.save', { key: 'case', title: LATIN, value: { person: { givenName: ARABIC } } });
  await desk.do('draft.discard', { key: 'case' });
}

/** Everything that is turned away on the laptop; what it says of it. */
async function badInputTo(desk: Desk, person: CaseId): Promise<string[]> {
  const subject = caseRef(person);
  const act = (...steps: unknown[]) => ['act', { id: desk.newId(), steps }] as const;
  const tries: (readonly [string, unknown])[] = [
    [LATIN, {}],
    [`case.file`, { case: LATIN }],
    ['people.search', { text: LATIN.repeat(50) }],
    ['people.search', { text: LATIN, topic: ARABIC }],
    ['people.similar', { givenName: ARABIC.repeat(50) }],
    ['draft.get', { key: LATIN.repeat(50) }],
    ['draft.save', { key: '', title: LATIN, value: ARABIC }],
    ['session.sign-in', { worker: LATIN, password: ARABIC }],
    ['session.add-worker', { worker: desk.newId(), password: `${LATIN} ${ARABIC}` }],
    ['laptop.connect', { server: `https://${LATIN}`, code: ARABIC, password: LATIN }],
    ['act', LATIN],
    ['act', { id: LATIN, steps: [ARABIC] }],
    act({ type: LATIN, subject, intent: {} }),
    act({ type: `case.note\n    ${LATIN}\n${ARABIC}`, subject, intent: {} }),
    act({ type: 'case.note', subject: { kind: 'office', id: 'mosul' }, intent: { words: LATIN } }),
    act({ type: 'case.note', subject, intent: LATIN }),
    act({ type: 'case.note', subject, intent: { words: `${LATIN}\u0000` } }),
    act({ type: 'case.note', subject, intent: { words: `${ARABIC} `.repeat(1000) } }),
    act({ type: 'case.correct', subject, intent: { changes: { [LATIN]: ARABIC } } }),
    act({ type: 'case.correct', subject, intent: { changes: { givenName: LATIN.repeat(20) } } }),
    act({ type: 'case.correct', subject, intent: { changes: { district: ARABIC, yearOfBirth: LATIN } } }),
    act(
      { type: 'case.note', subject, intent: { words: LATIN } },
      { type: 'need.settle', subject, intent: { need: desk.newId(), how: 'met', words: LATIN } },
    ),
    act({ type: 'referral.send', subject, intent: { referral: LATIN, consent: null, override: null, words: ARABIC } }),
    act({ type: 'consent.withdraw', subject, intent: { consent: desk.newId(), words: LATIN } }),
    act({ type: 'case.note', subject: caseRef(LATIN), intent: { words: LATIN } }),
    act({ type: 'case.register', subject, intent: register(person, { givenName: ARABIC }).intent }),
  ];
  const answers: string[] = [];
  for (const [name, args] of tries) {
    const answer = await desk.bridge.invoke(name, args);
    expect(answer.kind, `try ${answers.length}`).not.toBe('value');
    answers.push(JSON.stringify(answer));
  }
  return answers;
}

/** The laptop without a window: answers are for whoever asked, standard error is for logs. */
async function speakToTheProgram(folder: string, person: CaseId): Promise<void> {
  const say = async (...args: readonly string[]) => {
    const program = spawn(
      process.execPath,
      [join(ROOT, 'apps/desktop/src/headless/cli.ts'), '--data', folder, ...args],
      {
        env: { ...process.env, NRM_PASSWORD: PASSWORD },
      },
    );
    const heard = { answer: '', error: '' };
    program.stdout.on('data', (bytes: Buffer) => (heard.answer += bytes.toString()));
    program.stderr.on('data', (bytes: Buffer) => (heard.error += bytes.toString()));
    await once(program, 'close');
    return heard;
  };
  const [found, unknown, broken] = [
    await say('people', 'search', LATIN),
    await say('case', 'show', LATIN),
    await say('referral', 'cancel', '--case', person, '--intent', `{"words": ${ARABIC}}`),
  ];
  expect(found).toMatchObject({ answer: expect.stringContaining(person), error: '' });
  expect([unknown.answer, broken.answer]).toEqual(['', '']);
  for (const { error } of [unknown, broken]) {
    expect(error).not.toBe('');
    expect(saysCanary(error)).toBe(false);
  }
}

/** The same at the door of the server, by somebody who does not use our program. */
async function badInputOverTheWire(origin: string): Promise<string[]> {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${origin}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const word = encodeURIComponent(LATIN);
  const answers = await Promise.all([
    fetch(`${origin}/v1/${word}?name=${encodeURIComponent(ARABIC)}`),
    fetch(`${origin}/${word}`, { method: 'DELETE' }),
    post('/v1/connect/look', `{"code": "${LATIN}"`),
    post('/v1/connect/look', JSON.stringify({ protocol: 1, code: LATIN })),
    post('/v1/connect', JSON.stringify({ protocol: 1, code: ARABIC, device: LATIN })),
    post('/v1/push', JSON.stringify({ protocol: 1, device: LATIN, entries: [{ payload: ARABIC }] })),
    post('/v1/push', JSON.stringify({ [LATIN]: ARABIC }), { 'x-nrm-device': word, 'x-nrm-signature': word }),
    post('/v1/pull', `"${ARABIC}"`, { 'content-type': `text/${word}` }),
    post('/v1/pull', LATIN, { 'content-encoding': 'gzip' }),
  ]);
  return Promise.all(
    answers.map(async (answer) => {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      return `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
    }),
  );
}

it('a wrong key, damage and an old copy are told apart', async () => {
  const governorate = await openGovernorate({ tls: false });
  onTestFinished(governorate.close);
  const desk = await governorate.connect('desk', governorate.staff.caseworker);
  const other = await governorate.connect('other', governorate.staff.colleague);
  const person = desk.newId() as CaseId;
  await desk.act(register(person, { givenName: ARABIC }));
  await desk.sync();
  for (const one of [desk, other]) await one.close();
  const replica = join(desk.folder, 'replica');
  const safe = join(governorate.folder, 'safe');
  cpSync(replica, safe, { recursive: true });
  const replaceBy = async (folder: string) => {
    rmSync(replica, { recursive: true });
    cpSync(folder, replica, { recursive: true });
    await desk.restart();
  };
  const signIn = () => desk.tryTo('session.sign-in', { worker: governorate.staff.caseworker, password: PASSWORD });

  await replaceBy(join(other.folder, 'replica'));
  expect((await signIn()).fault?.code).toBe('replica.wrong-key');

  for (const damage of [[30], [4_000], 'every page behind the first'] as const) {
    await replaceBy(safe);
    flipBytes(join(replica, 'replica.db'), damage);
    const fault = (await signIn()).fault ?? (await desk.tryTo('people.search', { status: 'all' })).fault;
    expect({ damage, code: fault?.code }).toEqual({ damage, code: 'replica.damaged' });
    await desk.close();
  }
  await replaceBy(safe);
  writeFileSync(join(replica, 'replica.db'), '');
  expect((await signIn()).fault?.code).toBe('replica.damaged');

  await replaceBy(safe);
  expect(await signIn()).toEqual({ refusal: null, fault: null });
  await desk.act({ type: 'case.note', subject: caseRef(person), intent: { words: 'written after the copy' } });
  await desk.close();
  await replaceBy(safe);
  expect((await signIn()).fault?.code).toBe('replica.rolled-back');

  // Whoever reads that and goes on works in a new history, and those who administer laptops are told.
  const goOn = { worker: governorate.staff.caseworker, password: PASSWORD, continueFromOlder: true };
  expect(await desk.tryTo('session.sign-in', goOn)).toEqual({ refusal: null, fault: null });
  await desk.act({ type: 'case.note', subject: caseRef(person), intent: { words: 'written after going on' } });
  await desk.sync();
  await other.tryTo('session.sign-in', { worker: governorate.staff.colleague, password: PASSWORD });
  await other.sync();
  const file = await other.ask('case.file', { case: person });
  expect(JSON.stringify(file)).toContain('written after going on');
  await desk.close();
  expect(await signIn()).toEqual({ refusal: null, fault: null });
});

const PAGE = 8192;

/** One bit each; a damaged page is met when it is read, so the last case leaves none that is not. */
function flipBytes(path: string, damage: readonly number[] | 'every page behind the first'): void {
  const bytes = readFileSync(path);
  const pages = Array.from({ length: bytes.byteLength / PAGE - 1 }, (_, index) => (index + 1) * PAGE + 100 + index);
  for (const place of typeof damage === 'string' ? pages : damage) bytes[place] = (bytes[place] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
}
