import { join } from 'node:path';
import { keepPreferences, readPreferences } from '../../apps/desktop/src/core/preferences.ts';
import { type BridgeGate, createBridgeGate } from '../../apps/desktop/src/local-host/bridge-gate.ts';
import { type LocalHost, startLocalHost } from '../../apps/desktop/src/local-host/index.ts';
import { serverAuthor } from '../../apps/sync-server/src/ledger-assembly.ts';
import { DEMONSTRATION_PASSWORD } from './connect-laptop.ts';
import type { DemonstrationWindow, WindowOptions } from './electron-window.ts';
import {
  auditorKeyOf,
  forgetGovernorate,
  type GovernorateOptions,
  LAPTOPS,
  type LaptopName,
  type OpenGovernorate,
  openGovernorate,
} from './open-governorate.ts';
import { startTelephone, type Telephone } from './telephone.ts';
import { GUIDE } from './write-governorate.ts';

export interface DemonstrationOptions extends GovernorateOptions {
  /** Built screens; null starts no local hosts (`--headless`). */
  readonly screens: string | null;
  /** First of three ports: front desk, outreach, telephone. 0 finds free ones. */
  readonly port: number;
  /** Opens the window of the front desk; without it, or where it opened none, its screens have an address. */
  openWindow?(options: WindowOptions): Promise<DemonstrationWindow | null>;
}

export interface RunningDemonstration {
  /** Where a browser opens each laptop; none for the one in a window, none at all without screens. */
  readonly addresses: Readonly<Partial<Record<LaptopName, string>>>;
  readonly telephone: Telephone;
  readonly staff: OpenGovernorate['staff'];
  readonly window: DemonstrationWindow | null;
  /** The server gone and back again, at the same address: laptops work on meanwhile. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Rejects when the governorate cannot be written any further. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

export async function startDemonstration(options: DemonstrationOptions): Promise<RunningDemonstration> {
  const { folder, screens, port, say, openWindow } = options;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const hosts = new Map<LaptopName, { readonly gate: BridgeGate; readonly host: LocalHost }>();
  let telephone: Telephone | undefined;
  let window: DemonstrationWindow | null = null;
  let current: Promise<OpenGovernorate> | undefined;
  const governorate = async () => {
    if (!current) throw new Error('the governorate is not open yet');
    return current;
  };

  async function write(): Promise<OpenGovernorate> {
    const opened = await openGovernorate(options);
    opened.rest.catch(broken.reject);
    return opened;
  }

  /** The screens of a laptop at an address of their own, which stays while the laptop is written anew. */
  async function serve(name: LaptopName): Promise<BridgeGate> {
    const gate = createBridgeGate();
    const host = await startLocalHost({
      bridge: gate.bridge,
      screens: screens ?? '',
      port: port === 0 ? 0 : port + LAPTOPS.indexOf(name),
      name,
      demonstration: { told: () => surroundingsOf(name), startAgain },
    });
    hosts.set(name, { gate, host });
    return gate;
  }

  function surroundingsOf(name: LaptopName) {
    if (!telephone) return undefined;
    const other = hosts.get(name === 'outreach' ? 'front-desk' : 'outreach')?.host;
    return {
      password: DEMONSTRATION_PASSWORD,
      otherLaptop: other?.launchAddress ?? null,
      telephone: telephone.address,
      guide: name === 'front-desk' ? { ...GUIDE, auditorKey: auditorKeyOf(folder) } : null,
    };
  }

  let beginning: Promise<void> | undefined;
  const startAgain = () => (beginning ??= begin().finally(() => (beginning = undefined)));
  async function begin(): Promise<void> {
    say('\nStarting again ...');
    const before = await governorate();
    await Promise.all([window?.letGo(), ...[...hosts.values()].map(({ gate }) => gate.shut())]);
    current = writeAnew(before);
    try {
      await handOver();
      window?.takeUp();
    } catch (error) {
      broken.reject(error);
      throw error;
    }
    say('Ready again.\n');
  }

  async function writeAnew(before: OpenGovernorate): Promise<OpenGovernorate> {
    // The language somebody reads is no part of the story.
    const languages = LAPTOPS.map((name) => readPreferences(join(folder, name)).language);
    await before.close();
    forgetGovernorate(folder);
    const written = await write();
    for (const [index, name] of LAPTOPS.entries()) {
      const language = languages[index];
      if (language) keepPreferences(join(folder, name), { language });
    }
    return written;
  }

  /** Each laptop to whoever shows its screens; one folder has one core. */
  async function handOver(): Promise<void> {
    const opened = await governorate();
    for (const [name, { gate }] of hosts) gate.open(await opened.openLaptop(name));
    if (!hosts.has('front-desk')) await opened.closeLaptop('front-desk');
  }

  async function close(): Promise<void> {
    await window?.close();
    for (const { host } of hosts.values()) await host.close();
    await telephone?.close();
    await (await current?.catch(() => undefined))?.close();
  }

  try {
    // The ports first: whoever has them is named at once, not after a minute of writing.
    if (screens !== null && !openWindow) await serve('front-desk');
    if (screens !== null) await serve('outreach');
    telephone = await startTelephone(
      async () => serverAuthor((await governorate()).server().server),
      async () => (await governorate()).server().server.pool,
      port === 0 ? 0 : port + 2,
    );
    current = write();
    await handOver();
    const surroundings = surroundingsOf('front-desk');
    if (openWindow && surroundings) {
      window = await openWindow({
        folder: join(folder, 'front-desk'),
        surroundings,
        onStartAgain: () => void startAgain().catch(() => undefined),
      });
      if (!window && screens !== null) {
        const gate = await serve('front-desk');
        gate.open(await (await governorate()).openLaptop('front-desk'));
      }
    }
    const { staff } = await governorate();
    return {
      addresses: Object.fromEntries([...hosts].map(([name, { host }]) => [name, host.launchAddress])),
      telephone,
      staff,
      window,
      stopServer: async () => (await governorate()).stopServer(),
      startServer: async () => (await governorate()).startServer(),
      broken: broken.promise,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
