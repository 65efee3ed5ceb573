import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { isVerbType } from '@nrm/domain/access';
import { type ActId, uuidV7, type WorkerId } from '@nrm/domain/shared';
import type { Bridge, BridgeAnswer } from '../bridge/answer.ts';
import type { CommandAnswers } from '../bridge/commands.ts';
import type { QueryAnswers, SessionState, SyncState } from '../bridge/queries.ts';
import { openBridge } from '../core/bridge-door.ts';
import { isFault } from '../core/faults.ts';
import { readLastContact } from '../core/last-contact.ts';
import { createFileDeviceSecretStore } from '../core/session/device-secret-store.ts';
import { installSchedule, type NightTask, removeSchedule, scheduleText, thisMachine } from '../scheduler/schedule.ts';
import { reportText, verifyAuditFolder } from './audit-verify.ts';
import { checkLaptop, rebuildLaptop } from './maintenance.ts';
import { sentenceOf } from './sentence-of.ts';

/**
 * A laptop without a window: the same core behind the same door, for scripts, for support over the telephone and for the
 * night. What it prints of people stays on this screen; nothing is logged.
 */
const HELP = `npm run laptop -- --data DIR COMMAND [options]

  connect --server ADDRESS --code CODE   make DIR a laptop of an office
  status                                 who can sign in, what waits, what the server has
  sync                                   send and receive now, wait until both sides are even
  sync --signed-out                      for the night: carry what is sealed, up and down; no password
  schedule show|install|remove           the same by the scheduler of this computer, every night at the office's hour
  bundle export PATH                     write what waits onto a stick, and what is carried for others
  bundle import PATH                     take in what a stick has for this laptop
  bundle carry PATH                      take along what a stick has for others
  people search TEXT                     by any spelling, telephone or case number
  people match --given G [--father F]    possible duplicates, masked
  case show ID                           a file with its story
  referral VERB --case ID --intent JSON  for example: referral report-answer
  ledger verify                          every chain, signature and stored state
  read-models rebuild                    build what is derived from the ledger again
  audit verify PATH [--identity FILE]    check case files that were handed over; needs no --data and no password

  --data DIR        folder of the laptop
  --worker ID       who signs in (default: the first card)
  --password-env V  variable that holds the password (default NRM_PASSWORD)
  --program PATH    schedule: the installed program, which knows its folder; this one where it is not given
  --system NAME     schedule show: windows or linux (default: this computer's)
  --identity FILE   the auditor's age key; without it only the outside is checked
  --server-key HEX  the server's key, as the governorate gave it on another way
  --json            answers in JSON
  --help            this text`;

/** Those behind a sign-in; a space at the end: something follows. */
const COMMANDS = [
  'status',
  'sync',
  'bundle ',
  'people search ',
  'people match',
  'case show ',
  'referral ',
  'ledger verify',
  'read-models rebuild',
];

const { values, positionals } = readTyped({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    worker: { type: 'string' },
    'password-env': { type: 'string', default: 'NRM_PASSWORD' },
    server: { type: 'string' },
    code: { type: 'string' },
    given: { type: 'string' },
    father: { type: 'string', default: '' },
    case: { type: 'string' },
    intent: { type: 'string', default: '{}' },
    'signed-out': { type: 'boolean', default: false },
    program: { type: 'string' },
    system: { type: 'string', default: process.platform === 'win32' ? 'windows' : 'linux' },
    identity: { type: 'string' },
    'server-key': { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || positionals.length === 0) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
if (positionals[0] === 'audit' && positionals[1] === 'verify') process.exit(await verifyAudit(positionals[2]));
if (!values.data) stop('--data is missing: which folder is the laptop in?', 2);

const folder = resolve(values.data);
if (positionals[0] === 'schedule') process.exit(schedule(positionals[1]));
const door = await openBridge({
  folder,
  deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')),
  nowMs: Date.now,
  random: (bytes) => new Uint8Array(randomBytes(bytes)),
});
try {
  process.exitCode = await run(door.bridge, positionals.join(' '));
} finally {
  await door.close();
}

async function run(bridge: Bridge, command: string): Promise<number> {
  if (command === 'connect') {
    if (!values.server || !values.code) stop('--server and --code are missing.', 2);
    const connected = await ask<{ worker: string; numbers: readonly string[] }>(bridge, 'laptop.connect', {
      server: values.server,
      code: values.code,
      password: password(),
    });
    print(`Connected. The server must show the same six numbers: ${connected.numbers.join(' ')}`, connected);
    return 0;
  }
  if (command === 'status' && !values.worker && !process.env[values['password-env']]) {
    // Without a password: only what may be known before somebody signs in.
    const state = await ask<SessionState>(bridge, 'session.state', {});
    print(state.connected ? `Connected; ${state.workers.length} can sign in.` : 'Not connected to an office.', state);
    return 0;
  }
  if (command === 'sync' && values['signed-out']) return carrySealed();
  if (!COMMANDS.some((known) => command === known || (known.endsWith(' ') && command.startsWith(known)))) {
    console.error(`There is no command ${command}.\n\n${HELP}`);
    return 2;
  }
  await signIn(bridge);
  switch (true) {
    case command.startsWith('bundle '):
      return withStick(bridge);
    case command === 'status': {
      const [session, sync] = [
        await ask<SessionState>(bridge, 'session.state', {}),
        await ask<SyncState>(bridge, 'sync.state', {}),
      ];
      print(`${sync.waiting} waiting; the server has everything up to ${sync.serverHasUpTo ?? 'nothing yet'}.`, {
        session,
        sync,
      });
      return 0;
    }
    case command === 'sync': {
      const session = door.laptop.session;
      if (!session) return 1;
      // What kept it from finishing stands in the state that is printed.
      await session.replication.awaitInSync().catch(() => undefined);
      const sync = await ask<SyncState>(bridge, 'sync.state', {});
      print(
        sync.fault
          ? `Not finished. ${sentenceOf(sync.fault)}`
          : `Even with the server; ${sync.waiting} waiting, ${sync.toSettle} to settle.`,
        sync,
      );
      return sync.fault ? 1 : 0;
    }
    case command.startsWith('people search'): {
      const found = await ask<QueryAnswers['people.search']>(bridge, 'people.search', {
        text: positionals.slice(2).join(' '),
        status: 'all',
      });
      print(found.rows.map((row) => `${row.number}  ${row.fullName}  ${row.id}`).join('\n') || 'Nobody.', found);
      return 0;
    }
    case command === 'people match': {
      const found = await ask<QueryAnswers['people.similar']>(bridge, 'people.similar', {
        givenName: values.given ?? '',
        fatherName: values.father,
      });
      print(found.rows.map((row) => `${row.score.toFixed(2)}  ${row.masked}`).join('\n') || 'Nobody similar.', found);
      return 0;
    }
    case command.startsWith('case show'): {
      const file = await ask<QueryAnswers['case.file']>(bridge, 'case.file', { case: positionals[2] ?? '' });
      if (!file) stop('There is no such file on this laptop.', 1);
      print(
        [
          `${file.state.number}  ${file.fullName}  ${file.state.status}`,
          ...file.story.map(
            (item) => `${item.occurredOn.day}  ${item.type}  ${item.author.name}  ${item.outcome ?? 'waiting'}`,
          ),
        ].join('\n'),
        file,
      );
      return 0;
    }
    case command.startsWith('referral '): {
      const type = `referral.${positionals[1] ?? ''}`;
      if (!isVerbType(type) || !values.case) stop(`${type} is not a verb of a referral, or --case is missing.`, 2);
      const id = uuidV7(Date.now(), randomBytes(10)) as ActId;
      const done = await ask(bridge, 'act', {
        id,
        steps: [{ type, subject: { kind: 'case', id: values.case }, intent: readIntent() }],
      });
      print('Written.', done);
      return 0;
    }
    case command === 'ledger verify':
      return report(checkLaptop(door.laptop));
    case command === 'read-models rebuild':
      return report(rebuildLaptop(door.laptop));
    default:
      throw new Error(`the command ${command} is listed and not written`);
  }
}

/** Without a password: nothing is opened, what is sealed goes up and what comes stays sealed. */
async function carrySealed(): Promise<number> {
  try {
    const delivered = await door.laptop.carrySealed();
    print(
      `${delivered.handedIn} handed in, ${delivered.fetched} fetched, ${delivered.refused.length} refused.`,
      delivered,
    );
    return delivered.refused.length > 0 ? 1 : 0;
  } catch (error) {
    if (!isFault(error)) throw error;
    // The scheduler of the operating system is not told of a failure where everything is as it should be.
    if (error.code === 'replica.in-use') {
      print('This laptop is open in another program, which sends and receives by itself.', { fault: error.code });
      return 0;
    }
    print(`Not carried. ${sentenceOf(error)}`, { fault: error.code });
    return 1;
  }
}

async function withStick(bridge: Bridge): Promise<number> {
  const [, verb, path] = positionals;
  const folder = path === undefined ? stop('PATH is missing: the folder of the stick.', 2) : resolve(path);
  switch (verb) {
    case 'export': {
      const written = await ask<CommandAnswers['bundle.write']>(bridge, 'bundle.write', { folder });
      print(
        `${written.entries} entries and ${written.carried} bundles of others written, ${written.bytes} bytes.`,
        written,
      );
      return 0;
    }
    case 'import': {
      const read = await ask<CommandAnswers['bundle.read']>(bridge, 'bundle.read', { folder });
      const sum = (of: (one: (typeof read.taken)[number]) => number) =>
        read.taken.reduce((all, one) => all + of(one), 0);
      const [receipts, links] = [sum((one) => one.receipts), sum((one) => one.links)];
      print(
        `${receipts} answered, ${links} received; ${read.forOthers} for others, ${read.refused.length} refused.`,
        read,
      );
      return read.refused.length > 0 ? 1 : 0;
    }
    case 'carry': {
      const carried = await ask<CommandAnswers['bundle.carry']>(bridge, 'bundle.carry', { folder });
      print(`${carried.picked} taken along, ${carried.refused.length} refused.`, carried);
      return carried.refused.length > 0 ? 1 : 0;
    }
    default:
      return stop('bundle export PATH, bundle import PATH or bundle carry PATH.', 2);
  }
}

/** Nothing is opened: the hour is the one that was known when somebody was last signed in. */
function schedule(what: string | undefined): number {
  const { program, system } = values;
  if (system !== 'windows' && system !== 'linux') stop('--system is windows or linux.', 2);
  const task: NightTask = {
    hour: readLastContact(folder).nightlyHour,
    ...(program
      ? { program, args: ['--sync-signed-out'] }
      : { program: process.execPath, args: [import.meta.filename, '--data', folder, 'sync', '--signed-out'] }),
  };
  if (what === 'show') {
    print(scheduleText(system, task), task);
    return 0;
  }
  if (what !== 'install' && what !== 'remove') stop('schedule show, schedule install or schedule remove.', 2);
  const machine = thisMachine(folder);
  const done = what === 'install' ? installSchedule(system, task, machine) : removeSchedule(system, machine);
  print(done.sentence, done);
  return done.ok ? 0 : 1;
}

/** An auditor has no laptop of an office: nothing is opened for this. */
async function verifyAudit(path: string | undefined): Promise<number> {
  if (path === undefined) stop('audit verify: which folder?', 2);
  const { identity: identityFile, 'server-key': serverKey } = values;
  const options = { path: resolve(path), ...(identityFile && { identityFile }), ...(serverKey && { serverKey }) };
  const found = await verifyAuditFolder(options).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return stop(`The folder or the key file cannot be read (${code}).`, 2);
  });
  print(reportText(found), found);
  return found.troubles.length === 0 ? 0 : 1;
}

/** A mistake in what was typed is one sentence above the help. */
function readTyped<const Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) throw error;
    return stop(`${error.message}\n\n${HELP}`, 2);
  }
}

function report({ sentence, ok, details }: { sentence: string; ok: boolean; details: unknown }): number {
  print(sentence, details);
  return ok ? 0 : 1;
}

async function signIn(bridge: Bridge): Promise<void> {
  const state = await ask<SessionState>(bridge, 'session.state', {});
  const worker = (values.worker as WorkerId | undefined) ?? state.workers[0]?.id;
  if (!worker) stop('This laptop is not connected to an office yet: use connect.', 1);
  await ask(bridge, 'session.sign-in', { worker, password: password() });
}

/** The words of the parser's own error quote what was typed about a person. */
function readIntent(): unknown {
  try {
    return JSON.parse(values.intent) as unknown;
  } catch {
    return stop('--intent is not JSON.', 2);
  }
}

/** Never an argument: arguments are seen by everybody on the machine. */
function password(): string {
  const given = process.env[values['password-env']];
  if (!given) stop(`Put the password into the variable ${values['password-env']}.`, 2);
  return given;
}

async function ask<Value = unknown>(bridge: Bridge, name: string, args: unknown): Promise<Value> {
  const answer: BridgeAnswer<unknown> = await bridge.invoke(name, args);
  if (answer.kind === 'value') return answer.value as Value;
  const trouble = answer.kind === 'refusal' ? answer.refusal : answer.fault;
  if (values.json) console.log(JSON.stringify({ [answer.kind]: trouble }));
  else console.error(sentenceOf(trouble));
  await door.close();
  process.exit(1);
}

function print(sentence: string, value: unknown): void {
  console.log(values.json ? JSON.stringify(value) : sentence);
}

function stop(sentence: string, code: number): never {
  console.error(sentence);
  process.exit(code);
}
