import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DEMONSTRATION_PASSWORD } from './demonstration/connect-laptop.ts';
import { openElectronWindow } from './demonstration/electron-window.ts';
import { forgetGovernorate } from './demonstration/open-governorate.ts';
import { type RunningDemonstration, startDemonstration } from './demonstration/start-demonstration.ts';
import { findTroubleSentence } from './demonstration/trouble-sentence.ts';
import { decideWindow, NO_WINDOW_SENTENCES } from './demonstration/window-decision.ts';
import { findElectron } from './find-electron.ts';
import { newestChange } from './newest-change.ts';
import { readArguments } from './read-arguments.ts';
import { bin, ROOT, step } from './steps.ts';

const HELP = `npm start [-- options]

Starts the demonstration governorate on this computer: a real PostgreSQL, the server, two connected laptops of the
Mosul office, and the provider's telephone. Everybody in it is invented.

Opens the first laptop in a window where Electron's program and a display are there, and ends when the window is closed;
otherwise it prints an address for a browser.

  --fresh      begin again: forget what was written before
  --small      60 people instead of 600
  --browser    an address for a browser, no window
  --headless   server and laptops without screens
  --port N     first of three ports (default 4310; 0 finds free ones)
  --data DIR   where everything is kept (default .nrm/demonstration)
  --json       addresses in one line of JSON when ready, for programs; no window
  --help       this text`;

const OPTIONS = {
  fresh: { type: 'boolean', default: false },
  small: { type: 'boolean', default: false },
  browser: { type: 'boolean', default: false },
  headless: { type: 'boolean', default: false },
  port: { type: 'string', default: '4310' },
  data: { type: 'string', default: join(ROOT, '.nrm', 'demonstration') },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;
const { values } = readArguments(HELP, { options: OPTIONS });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_530) fail('--port takes a number from 0 to 65530.');

const folder = resolve(values.data);
const say = (line: string) => (values.json ? console.error(line) : console.log(line));
const screens = join(ROOT, 'apps', 'desktop', 'dist', 'renderer');
const verifier = join(ROOT, 'apps', 'desktop', 'dist', 'verifier', 'verify.html');
const SOURCES_OF = {
  screens: ['apps/desktop/src/renderer', 'apps/desktop/src/bridge', 'packages/domain/src'],
  verifier: ['apps/desktop/src/verifier', 'apps/desktop/src/audit', 'packages/domain/src'],
  window: ['apps/desktop/src', 'packages/domain/src', 'packages/db-schema/src', 'packages/sealed-files/src'],
} as const;
const BUILT = { screens: 'screens', verifier: 'page of the auditors', window: 'program of the window' } as const;
const decision = decideWindow({ asked: values, binary: findElectron(), platform: process.platform, env: process.env });
try {
  if (values.fresh) forgetGovernorate(folder);
  if (!values.headless) await build('screens', join(screens, 'index.html'), 'vite.renderer.config.ts');
  if (!values.headless) await build('verifier', verifier, 'vite.verifier.config.ts');
  const program = join(ROOT, 'apps', 'desktop', 'out', 'main', 'demonstration.js');
  if (decision.opens) await build('window', program, 'electron.vite.config.ts');
  const began = performance.now();
  const running = await startDemonstration({
    folder,
    screens: values.headless ? null : screens,
    verifier,
    people: values.small ? 60 : 600,
    providers: 60,
    port,
    say,
    ...(decision.opens && {
      openWindow: (options) => openElectronWindow(decision.binary, program, join(folder, 'window'), options),
    }),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say('\nStopping ...');
    await running.close();
    process.exit(0);
  };
  const onSignal = () => {
    if (stopping) process.exit(130);
    void stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  if (values.json) listenForOrders(running);
  announce(running, Math.round((performance.now() - began) / 1000));
  void running.window?.closed.then(stop);
  await running.broken;
} catch (error) {
  fail(sentenceFor(error));
}

function announce(running: RunningDemonstration, seconds: number): void {
  const { addresses } = running;
  if (values.json) {
    console.log(
      JSON.stringify({
        laptops: { 'front-desk': addresses['front-desk'] ?? null, outreach: addresses.outreach ?? null },
        telephone: running.telephone.address,
        staff: running.staff,
        password: DEMONSTRATION_PASSWORD,
      }),
    );
    return;
  }
  console.log(`\nReady after ${seconds} s.\n`);
  if (running.window) console.log('  Front desk laptop      in its window');
  if (addresses['front-desk']) console.log(`  Front desk laptop      ${addresses['front-desk']}`);
  if (addresses.outreach) console.log(`  Outreach laptop        ${addresses.outreach}`);
  console.log(`  Provider's telephone   ${running.telephone.address}`);
  if (!running.window) console.log(`\n  ${NO_WINDOW_SENTENCES[decision.opens ? 'not-shown' : decision.why]}`);
  console.log(`\n  Who can sign in: ${running.staff.map(({ name }) => name).join('، ')}`);
  console.log(`  Password of all:  ${DEMONSTRATION_PASSWORD}\n`);
  console.log(`  ${running.window ? 'Closing the window or ' : ''}Ctrl+C stops everything.\n`);
}

/** A program that started us may stop the server in the middle and start it again: `server stop`, `server start`. */
function listenForOrders(running: RunningDemonstration): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const order =
      line === 'server stop' ? running.stopServer() : line === 'server start' ? running.startServer() : undefined;
    order?.then(
      () => console.log(JSON.stringify({ done: line })),
      (error: unknown) => console.log(JSON.stringify({ failed: line, why: String(error) })),
    );
  });
}

/** Only what is older than its sources. */
async function build(what: keyof typeof SOURCES_OF, built: string, config: string): Promise<void> {
  const sources = SOURCES_OF[what].map((path) => join(ROOT, path));
  if (existsSync(built) && statSync(built).mtimeMs > newestChange(sources)) return;
  const tool = what === 'window' ? 'electron-vite/bin/electron-vite.js' : 'vite/bin/vite.js';
  const [node, vite] = bin(`../apps/desktop/node_modules/${tool}`);
  const result = await step(
    `Building the ${BUILT[what]} (once)`,
    node,
    [
      ...vite,
      'build',
      ...(what === 'window' ? ['apps/desktop'] : []),
      '--config',
      `apps/desktop/${config}`,
      '--logLevel',
      'warn',
    ],
    {},
    values.json ? 2 : 1,
  );
  if (!result.ok) fail(`The ${BUILT[what]} could not be built; the lines above say why.`);
}

/** What nobody foresaw is shown with its place: it is ours to mend. */
function sentenceFor(error: unknown): string {
  const place = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return findTroubleSentence(error, { folder, port }) ?? `This is a mistake of the program.\n${place}`;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
