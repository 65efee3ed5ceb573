// The one way in. Any Node 20 or newer with npm starts this file; it fetches the exact Node and pnpm the project is
// built with from the package registry, installs the locked dependencies when they changed, and runs the task there.
// It must stay plain JavaScript without dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_VERSION = '24.21.0';
const PNPM_VERSION = '12.21.0';

const TASKS = {
  start: { script: 'scripts/start.ts', help: 'start the demonstration governorate: server and two laptops' },
  test: { script: 'scripts/test.ts', help: 'install what is missing and run every test' },
  verify: { script: 'scripts/verify.ts', help: 'all that CI does, in its order' },
  bench: { script: 'scripts/bench.ts', help: 'measure, beside a floor measured in the same run; JSON' },
  faults: { script: 'scripts/faults.ts', help: 'kills, power cuts, full and failing disks, flipped bits; in full' },
  simulate: {
    script: 'scripts/simulate.ts',
    help: 'weeks of a governorate under a seeded scheduler that lets everything fail',
  },
  where: { script: 'scripts/where.ts', help: 'where a verb lives: rule, command, button, words, tests' },
  seed: { script: 'scripts/seed.ts', help: 'write a believable governorate of any size' },
  server: {
    script: 'apps/sync-server/src/cli.ts',
    help: 'the governorate server and its administration',
    // Short-lived messages otherwise make the heap 160 MB larger before they are looked at.
    flags: ['--max-semi-space-size=16'],
  },
  laptop: { script: 'apps/desktop/src/headless/cli.ts', help: 'a laptop without a window' },
  pnpm: { help: 'pnpm inside the pinned toolchain' },
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task, ...args] = process.argv.slice(2);

if (!task || !Object.hasOwn(TASKS, task)) {
  console.error('Usage: npm run <task> -- [options]\n');
  for (const [name, { help }] of Object.entries(TASKS)) console.error(`  ${name.padEnd(8)} ${help}`);
  process.exit(task ? 2 : 0);
}

if (process.env.NRM_TOOLCHAIN !== NODE_VERSION) enterToolchain();
else runTask();

function enterToolchain() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) fail(`Node ${process.versions.node} is too old to start from: install Node 20 or newer.`);
  const platform = { linux: 'linux', win32: 'win', darwin: 'darwin' }[process.platform];
  if (!platform) fail(`There is no pinned Node for ${process.platform}.`);
  const packages = [`node-${platform}-${process.arch}@${NODE_VERSION}`, `pnpm@${PNPM_VERSION}`];
  const result = spawnSync(
    'npm',
    [
      'exec',
      '--yes',
      ...packages.map((name) => `--package=${name}`),
      '--',
      'node',
      fileURLToPath(import.meta.url),
      task,
      ...args,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      // npm writes its own notices between ours otherwise.
      env: {
        ...process.env,
        NRM_TOOLCHAIN: NODE_VERSION,
        npm_config_loglevel: process.env.npm_config_loglevel ?? 'error',
      },
    },
  );
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  process.exit(result.status ?? 1);
}

function runTask() {
  if (task === 'pnpm') process.exit(run('pnpm', args));
  if (args[0] !== '--help') installWhenChanged();
  else if (!existsSync(join(root, 'node_modules'))) installWhenChanged();
  process.exit(
    run(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      ...(TASKS[task].flags ?? []),
      join(root, TASKS[task].script),
      ...args,
    ]),
  );
}

/** Installs only when the lockfile is not the one that was installed last: a start must not wait for nothing. */
function installWhenChanged() {
  const lockHash = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.nrm-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return;
  console.error('Installing the locked dependencies (once) ...');
  const installed = spawnSync('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, CI: 'true' },
  });
  if (installed.status !== 0) {
    console.error(installed.stdout, installed.stderr);
    fail('The dependencies could not be installed: is the package registry reachable?', installed.status ?? 1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash);
}

function run(command, commandArgs, extraEnv = {}) {
  const result = spawnSync(command, commandArgs, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command === 'pnpm',
    env: { ...process.env, ...extraEnv },
  });
  if (result.error) fail(result.error.message);
  return result.status ?? 1;
}

function fail(sentence, status = 1) {
  console.error(sentence);
  process.exit(status);
}
