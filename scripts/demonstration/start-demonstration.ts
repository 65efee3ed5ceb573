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
import type { Bridge, BridgeAnswer } from '../../apps/desktop/src/bridge/answer.ts';
import { openBridge } from '../../apps/desktop/src/core/bridge-door.ts';
import { createFileDeviceSecretStore } from '../../apps/desktop/src/core/session/device-secret-store.ts';
import { type LocalHost, startLocalHost } from '../../apps/desktop/src/local-host/index.ts';
import { printWithBrowser } from '../../apps/desktop/src/local-host/print-with-browser.ts';
import { createConnectCode } from '../../apps/sync-server/src/connect/create-connect-code.ts';
import { initialiseServer } from '../../apps/sync-server/src/initialise-server.ts';
import type { ServerAuthor } from '../../apps/sync-server/src/ledger/write-act.ts';
import { administer, ledgerAssembly, serverAuthor } from '../../apps/sync-server/src/ledger-assembly.ts';
import { type RunningServer, startServer } from '../../apps/sync-server/src/start-server.ts';
import { findInstalledBrowser } from '../find-browser.ts';
import { createWorld, simulatedServer } from '../simulation/governorate.ts';
import type { Colleague } from './scribe.ts';
import { startTelephone, type Telephone } from './telephone.ts';
import { writeDemonstration } from './write-governorate.ts';

/** Everybody of the demonstration signs in with this; it protects invented people only. */
export const DEMONSTRATION_PASSWORD = 'training in ninewa';

export interface DemonstrationOptions {
  readonly folder: string;
  /** Built screens; null starts no local hosts (`--headless`). */
  readonly screens: string | null;
  /** The built page `verify.html` that travels with files for an auditor. */
  readonly verifier: string;
  readonly people: number;
  readonly providers: number;
  /** First of three ports: front desk, outreach, telephone. 0 finds free ones. */
  readonly port: number;
  say(line: string): void;
}

export interface RunningDemonstration {
  readonly laptops: readonly {
    readonly name: 'front-desk' | 'outreach';
    readonly bridge: Bridge;
    readonly host: LocalHost | null;
  }[];
  readonly telephone: Telephone;
  readonly staff: readonly { readonly worker: WorkerId; readonly name: string }[];
  /** The server gone and back again, at the same address: laptops work on meanwhile. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Resolves when everybody of the governorate has been written. */
  readonly rest: Promise<void>;
  close(): Promise<void>;
}

interface Written {
  readonly staff: readonly Pick<Colleague, 'worker' | 'name'>[];
  readonly serverPort: number;
}
const readWritten = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Written;

/** People who are there when the screens open; the rest is written behind. */
const FIRST_PEOPLE = 40;

export async function startDemonstration(options: DemonstrationOptions): Promise<RunningDemonstration> {
  const { folder, say } = options;
  mkdirSync(folder, { recursive: true });
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    const serverFolder = join(folder, 'server');
    const record = join(folder, 'written.json');
    // A first start that was broken off is begun again: half a story would not be believable.
    if (!existsSync(record))
      for (const part of ['server', 'front-desk', 'outreach'])
        rmSync(join(folder, part), { recursive: true, force: true });
    const now = () => new Date();
    if (!existsSync(join(serverFolder, 'server.json'))) {
      say('Setting up the governorate server ...');
      await initialiseServer(ledgerAssembly, {
        folder: serverFolder,
        env: process.env,
        now,
        governorate: 'ninewa' as GovernorateId,
        names: { ar: 'نينوى', en: 'Ninewa', ckb: 'نەینەوا' },
        demonstration: true,
        listen: { host: '127.0.0.1', port: 0, tls: false },
        hosts: ['127.0.0.1', 'localhost'],
      });
    }
    say('Starting PostgreSQL and the server ...');
    const start = (port: number) =>
      startServer(ledgerAssembly, { folder: serverFolder, env: process.env, now, port, log: { level: 'error' } });
    // Laptops remember the address they were connected to.
    let server = await start(existsSync(record) ? readWritten(record).serverPort : 0);
    const serverPort = server.port;
    opened.push(() => server.close());
    const author = await serverAuthor(server.server);

    const browser = findInstalledBrowser();
    const printPdf = browser ? printWithBrowser(browser) : null;
    let staff: readonly Pick<Colleague, 'worker' | 'name'>[];
    let rest: Promise<void> = Promise.resolve();
    const laptops: RunningDemonstration['laptops'][number][] = [];
    let telephone: Telephone | undefined;
    const around = (name: string) => {
      const other = laptops.find((laptop) => laptop.name !== name)?.host;
      if (!other || !telephone) return undefined;
      return { password: DEMONSTRATION_PASSWORD, otherLaptop: other.launchAddress, telephone: telephone.address };
    };
    const connectAll = async (people: readonly Pick<Colleague, 'worker' | 'name'>[]) => {
      for (const [index, name] of (['front-desk', 'outreach'] as const).entries()) {
        const door = await openBridge({
          folder: join(folder, name),
          deviceSecret: createFileDeviceSecretStore(join(folder, name, 'device-secret')),
          nowMs: Date.now,
          // Two laptops side by side on one screen: nobody wants to wait half a minute to see them agree.
          pullEveryMs: 2_000,
          random: (bytes) => new Uint8Array(randomBytes(bytes)),
          audit: { readVerifierPage: () => readFileSync(options.verifier), printPdf },
        });
        opened.push(() => door.close());
        if (!door.laptop.keyring) await connectLaptopTo(server, door.bridge, people, name, say);
        const port = options.port === 0 ? 0 : options.port + index;
        const host = options.screens
          ? await startLocalHost({
              bridge: door.bridge,
              screens: options.screens,
              port,
              name,
              surroundings: () => around(name),
            })
          : null;
        if (host) opened.push(() => host.close());
        laptops.push({ name, bridge: door.bridge, host });
      }
    };
    if (existsSync(record)) {
      staff = readWritten(record).staff;
      await connectAll(staff);
    } else {
      const today = dayInBaghdad(instantFromMs(Date.now()));
      const world = createWorld(20261122, instantFromMs(Date.now() - 400 * 86_400_000));
      const written = await writeDemonstration({
        world,
        server: simulatedServer({ ...author, now: world.now }, server.server.identity.publicKey),
        today,
        people: options.people,
        providers: options.providers,
        progress: (count, of, what) => {
          if (what === 'people' && count > 0 && count % 100 === 0) say(`  ${count} of ${of} people`);
        },
      });
      await nameAuditor(author, folder, today);
      say('Writing the first files ...');
      await written.writePeople(0, Math.min(FIRST_PEOPLE, options.people));
      staff = written.staff
        .filter(({ office }) => office === ('mosul' as OfficeId))
        .map(({ worker, name }) => ({ worker, name }));
      await connectAll(staff);
      rest = written.writePeople(FIRST_PEOPLE, options.people).then(() => {
        writeFileSync(record, JSON.stringify({ staff, serverPort } satisfies Written));
      });
    }
    telephone = await startTelephone(
      () => serverAuthor(server.server),
      () => server.server.pool,
      options.port === 0 ? 0 : options.port + 2,
    );
    const shutTelephone = telephone.close;
    opened.push(shutTelephone);
    return {
      laptops,
      telephone,
      staff,
      rest,
      close,
      stopServer: () => server.close(),
      async startServer() {
        server = await start(serverPort);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An invented auditor whose key lies beside the demonstration, so that an export can be opened and checked. */
async function nameAuditor(author: ServerAuthor, folder: string, today: LocalDate): Promise<void> {
  const { identity, recipient } = await createAgeKeyPair();
  writeFileSync(join(folder, 'auditor-key.txt'), `${identity}\n`, { mode: 0o600 });
  const validUntil = `${Number(today.slice(0, 4)) + 2}-01-01`;
  const named = await administer(author, {
    type: 'auditor.register-key',
    intent: { auditor: 'board-ninewa', name: 'ديوان الرقابة المالية (تدريب)', recipient, validUntil },
  });
  if (!named.ok) throw new Error(`the auditor was refused: ${named.refusal.code}`);
}

/** A laptop of the Mosul office: its first worker connects it with a code, the colleagues choose their passwords on it. */
async function connectLaptopTo(
  server: RunningServer,
  bridge: Bridge,
  staff: readonly Pick<Colleague, 'worker' | 'name'>[],
  name: string,
  say: (line: string) => void,
): Promise<void> {
  say(`Connecting the laptop "${name}" ...`);
  const [first, ...colleagues] = staff;
  if (!first) throw new Error('nobody works in the office of the demonstration');
  const code = await createConnectCode(server.server.pool, {
    office: 'mosul' as OfficeId,
    worker: first.worker,
    now: new Date(),
  });
  if (!code.ok) throw new Error(`no connect code: ${code.refusal.code}`);
  const password = DEMONSTRATION_PASSWORD;
  must(await bridge.invoke('laptop.connect', { server: server.origin, code: code.value.code, password }));
  must(await bridge.invoke('session.sign-in', { worker: first.worker, password }));
  await untilReceived(bridge);
  for (const { worker } of colleagues) must(await bridge.invoke('session.add-worker', { worker, password }));
  must(await bridge.invoke('session.sign-out', {}));
}

function must(answer: BridgeAnswer<unknown>): void {
  if (answer.kind !== 'value') throw new Error(`the demonstration could not be prepared: ${JSON.stringify(answer)}`);
}

/** The first fill: the colleagues are known once the administration has come. */
async function untilReceived(bridge: Bridge): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const state = await bridge.invoke('session.state', {});
    if (state.kind === 'value' && (state.value as { colleagues: unknown[] }).colleagues.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the laptop received nothing from the server');
}
