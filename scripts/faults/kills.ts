import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerId } from '@nrm/domain/shared';
import { checkStore } from '../../apps/desktop/src/core/store/check-replica.ts';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { openReplica } from '../../apps/desktop/src/core/store/open-replica.ts';
import { furnishLaptop } from './furnished-laptop.ts';
import { faultOf, lookInside } from './look.ts';
import { MIGRATION_KEY, madeUpMigrations, ROWS } from './made-up-migrations.ts';
import {
  createTally,
  makeFolder,
  numbersOf,
  randomOfCase,
  type SuiteOptions,
  type SuiteResult,
  type Verdict,
} from './suite.ts';
import { createListener, type Told } from './told.ts';

const TASKS = ['work', 'lock', 'rebuild', 'migrate', 'fill'] as const;
const LONGEST_LIFE_MS = 900;

/** SIGKILL at a random moment of working, locking, rebuilding what is derived, changing the schema, working while filled. */
export async function run(options: SuiteOptions): Promise<SuiteResult> {
  const folder = makeFolder('kills');
  const tally = createTally(options, 'kills');
  const before = join(folder, 'before');
  const worker = await furnishLaptop(join(before, 'data'), 16);
  for (const number of numbersOf(options)) {
    const task = TASKS[number % TASKS.length] ?? 'work';
    const root = join(folder, 'running');
    rmSync(root, { recursive: true, force: true });
    if (task === 'migrate') mkdirSync(join(root, 'data'), { recursive: true });
    else cpSync(before, root, { recursive: true });
    await startAndKill([task, root, worker], randomOfCase(options.seed, number)() * LONGEST_LIFE_MS);
    const listener = createListener();
    if (existsSync(join(root, 'marks'))) listener.hear(readFileSync(join(root, 'marks'), 'utf8'));
    const verdict = await look(task, join(root, 'data'), worker, listener.told());
    const isOpen = verdict.outcome === 'opened';
    tally.add(number, {
      ...verdict,
      outcome: `${task}: ${verdict.outcome}`,
      // A kill is not damage: whatever it leaves must open.
      ...(!isOpen && { lost: [`it does not open: ${verdict.outcome}`] }),
    });
  }
  rmSync(folder, { recursive: true, force: true });
  return tally.result();
}

async function startAndKill(args: readonly string[], lifeMs: number): Promise<void> {
  const program = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'kill.test-program.ts'), ...args],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_ENV: 'test' } },
  );
  const ended = once(program, 'close') as Promise<[number | null, string | null]>;
  await Promise.race([once(program.stdout, 'data'), ended]);
  program.stdin.end('go\n');
  await sleep(lifeMs);
  program.kill('SIGKILL');
  const [, signal] = await ended;
  if (signal !== 'SIGKILL') throw new Error(`${args[0]}: the program ended before it was killed`);
}

async function look(task: string, folder: string, worker: WorkerId, told: Told): Promise<Verdict> {
  if (task !== 'migrate') return lookInside(folder, worker, told);
  let store: ReturnType<typeof openReplica> | undefined;
  try {
    store = openReplica({ path: join(folder, 'replica.db'), key: MIGRATION_KEY });
    const rest = migrate(store, madeUpMigrations);
    const last = madeUpMigrations.length - 1;
    const rows = store.get<{ rows: number }>(`select count(*) as rows from rows_${last}`)?.rows;
    return {
      outcome: 'opened',
      lost: [
        ...rest.filter((name) => told.entries.has(name)).map((name) => `migration ${name}`),
        ...(rows === ROWS ? [] : [`${ROWS - (rows ?? 0)} rows`]),
      ],
      silent: checkStore(store).findings,
    };
  } catch (error) {
    return { outcome: faultOf(error).fault };
  } finally {
    store?.close();
  }
}
