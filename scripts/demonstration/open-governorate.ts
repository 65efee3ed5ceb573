import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dayInBaghdad,
  type GovernorateId,
  instantFromMs,
  type LocalDate,
  type OfficeId,
  type WorkerId,
} from '@nrm/domain/shared';
import { createAgeKeyPair } from '@nrm/sealed-files/age';
import type { Bridge } from '../../apps/desktop/src/bridge/answer.ts';
import { openBridge } from '../../apps/desktop/src/core/bridge-door.ts';
import { createFileDeviceSecretStore } from '../../apps/desktop/src/core/session/device-secret-store.ts';
import { printWithBrowser } from '../../apps/desktop/src/local-host/print-with-browser.ts';
import { initialiseServer } from '../../apps/sync-server/src/initialise-server.ts';
import type { ServerAuthor } from '../../apps/sync-server/src/ledger/write-act.ts';
import { administer, ledgerAssembly, serverAuthor } from '../../apps/sync-server/src/ledger-assembly.ts';
import { type RunningServer, startServer } from '../../apps/sync-server/src/start-server.ts';
import { removeEmbeddedPostgres } from '../../apps/sync-server/src/store/embedded-postgres.ts';
import { findInstalledBrowser } from '../find-browser.ts';
import { createWorld, simulatedServer } from '../simulation/governorate.ts';
import { connectLaptopTo } from './connect-laptop.ts';
import type { Colleague } from './scribe.ts';
import { writeDemonstration } from './write-governorate.ts';

export const LAPTOPS = ['front-desk', 'outreach'] as const;
export type LaptopName = (typeof LAPTOPS)[number];

export interface GovernorateOptions {
  readonly folder: string;
  /** The built page `verify.html` that travels with files for an auditor. */
  readonly verifier: string;
  readonly people: number;
  readonly providers: number;
  say(line: string): void;
}

/** The server of the demonstration and its two connected laptops. */
export interface OpenGovernorate {
  readonly staff: readonly { readonly worker: WorkerId; readonly name: string }[];
  /** The server of this moment: `stopServer` and `startServer` put another in its place. */
  server(): RunningServer;
  /** The core of a laptop, opened when it is not open. */
  openLaptop(name: LaptopName): Promise<Bridge>;
  /** Another program may open the laptop now. */
  closeLaptop(name: LaptopName): Promise<void>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Resolves when everybody of the governorate has been written, or when it was closed before that. */
  readonly rest: Promise<void>;
  close(): Promise<void>;
}

interface Written {
  readonly staff: OpenGovernorate['staff'];
  readonly serverPort: number;
}
const recordOf = (folder: string) => join(folder, 'written.json');
/** Where the key of the invented auditor lies, so that a hand-over can be opened and checked. */
export const auditorKeyOf = (folder: string) => join(folder, AUDITOR_KEY);
const AUDITOR_KEY = 'auditor-key.txt';
const readWritten = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Written;

/** People who are there when the screens open; the rest is written behind, a slice at a time. */
const FIRST_PEOPLE = 40;
const SLICE = 40;

/** Everything invented, and nothing else of the folder; a database may lie outside of it. */
export function forgetGovernorate(folder: string): void {
  removeEmbeddedPostgres(join(folder, 'server', 'postgres'));
  for (const part of ['written.json', AUDITOR_KEY, 'server', ...LAPTOPS])
    rmSync(join(folder, part), { recursive: true, force: true });
}

/** Writes the governorate where it has not been written whole, and starts it. */
export async function openGovernorate(options: GovernorateOptions): Promise<OpenGovernorate> {
  const { folder, say } = options;
  mkdirSync(folder, { recursive: true });
  const serverFolder = join(folder, 'server');
  const record = recordOf(folder);
  const opened: (() => Promise<void>)[] = [];
  const doors = new Map<LaptopName, Awaited<ReturnType<typeof openBridge>>>();
  let isClosing = false;
  let rest: Promise<void> = Promise.resolve();
  const close = async () => {
    isClosing = true;
    await rest.catch(() => undefined);
    for (const name of LAPTOPS) await closeLaptop(name);
    for (const shut of opened.splice(0).reverse()) await shut();
  };

  const browser = findInstalledBrowser();
  const printPdf = browser ? printWithBrowser(browser) : null;
  async function openLaptop(name: LaptopName) {
    const open = doors.get(name);
    if (open) return open;
    const door = await openBridge({
      folder: join(folder, name),
      deviceSecret: createFileDeviceSecretStore(join(folder, name, 'device-secret')),
      nowMs: Date.now,
      // Two laptops side by side on one screen: nobody wants to wait half a minute to see them agree.
      pullEveryMs: 2_000,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      audit: { readVerifierPage: () => readFileSync(options.verifier), printPdf },
    });
    doors.set(name, door);
    return door;
  }
  async function closeLaptop(name: LaptopName) {
    const door = doors.get(name);
    doors.delete(name);
    await door?.close();
  }

  try {
    // A first start that was broken off is begun again: half a story would not be believable.
    if (!existsSync(record)) forgetGovernorate(folder);
    if (!existsSync(join(serverFolder, 'server.json'))) {
      say('Setting up the governorate server ...');
      await initialiseServer(ledgerAssembly, {
        folder: serverFolder,
        env: process.env,
        now: () => new Date(),
        governorate: 'ninewa' as GovernorateId,
        names: { ar: 'نينوى', en: 'Ninewa', ckb: 'نەینەوا' },
        demonstration: true,
        listen: { host: '127.0.0.1', port: 0, tls: false },
        hosts: ['127.0.0.1', 'localhost'],
      });
    }
    say('Starting PostgreSQL and the server ...');
    const start = (port: number) =>
      startServer(ledgerAssembly, {
        folder: serverFolder,
        env: process.env,
        now: () => new Date(),
        port,
        log: { level: 'error' },
      });
    // Laptops remember the address they were connected to.
    let server = await start(existsSync(record) ? readWritten(record).serverPort : 0);
    const { port: serverPort } = server;
    opened.push(() => server.close());

    async function connectAll(people: OpenGovernorate['staff']) {
      for (const name of LAPTOPS) {
        const { laptop, bridge } = await openLaptop(name);
        if (laptop.keyring) continue;
        say(`Connecting the laptop "${name}" ...`);
        await connectLaptopTo(server, bridge, people);
      }
    }
    let staff: OpenGovernorate['staff'];
    if (existsSync(record)) {
      staff = readWritten(record).staff;
      await connectAll(staff);
    } else {
      const written = await writeFirst(await serverAuthor(server.server), server, options);
      staff = written.staff
        .filter(({ office }) => office === ('mosul' as OfficeId))
        .map(({ worker, name }) => ({ worker, name }));
      await connectAll(staff);
      rest = writeRest(written.writePeople, options.people, () => isClosing).then((isWhole) => {
        if (isWhole) writeFileSync(record, JSON.stringify({ staff, serverPort } satisfies Written));
      });
    }
    return {
      staff,
      server: () => server,
      openLaptop: async (name) => (await openLaptop(name)).bridge,
      closeLaptop,
      stopServer: () => server.close(),
      async startServer() {
        server = await start(serverPort);
      },
      rest,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The offices, the directory and the first people. */
async function writeFirst(
  author: ServerAuthor,
  { server }: RunningServer,
  { folder, people, providers, say }: GovernorateOptions,
): Promise<{ readonly staff: readonly Colleague[]; writePeople(from: number, to: number): Promise<void> }> {
  const today = dayInBaghdad(instantFromMs(Date.now()));
  const world = createWorld(20261122, instantFromMs(Date.now() - 400 * 86_400_000));
  const written = await writeDemonstration({
    world,
    server: simulatedServer({ ...author, now: world.now }, server.identity.publicKey),
    today,
    people,
    providers,
    progress: (count, of, what) => {
      if (what === 'people' && count > 0 && count % 100 === 0) say(`  ${count} of ${of} people`);
    },
  });
  await nameAuditor(author, folder, today);
  say('Writing the first files ...');
  await written.writePeople(0, Math.min(FIRST_PEOPLE, people));
  return written;
}

/** @returns whether everybody was written */
async function writeRest(
  writePeople: (from: number, to: number) => Promise<void>,
  people: number,
  isClosing: () => boolean,
): Promise<boolean> {
  for (let from = FIRST_PEOPLE; from < people; from += SLICE) {
    if (isClosing()) return false;
    await writePeople(from, Math.min(from + SLICE, people));
  }
  return !isClosing();
}

/** An invented auditor whose key lies beside the demonstration, so that an export can be opened and checked. */
async function nameAuditor(author: ServerAuthor, folder: string, today: LocalDate): Promise<void> {
  const { identity, recipient } = await createAgeKeyPair();
  writeFileSync(auditorKeyOf(folder), `${identity}\n`, { mode: 0o600 });
  const validUntil = `${Number(today.slice(0, 4)) + 2}-01-01`;
  const named = await administer(author, {
    type: 'auditor.register-key',
    intent: { auditor: 'board-ninewa', name: 'ديوان الرقابة المالية (تدريب)', recipient, validUntil },
  });
  if (!named.ok) throw new Error(`the auditor was refused: ${named.refusal.code}`);
}
