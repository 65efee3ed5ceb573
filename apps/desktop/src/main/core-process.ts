import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BridgeAnswer } from '../bridge/answer.ts';
import { openBridge } from '../core/bridge-door.ts';
import { Fault, faultToPlain } from '../core/faults.ts';
import type { DeviceSecretStore } from '../core/session/device-secret-store.ts';
import { type FromCore, ToCore } from './core-messages.ts';

/**
 * The core in a process of its own. It alone ever holds keys, and it ends when the worker leaves: what the operating
 * system takes back nobody can read any more. The window never speaks with it directly.
 */
type Door = Awaited<ReturnType<typeof openBridge>>;
type Start = Extract<ToCore, { kind: 'start' }>;

const { parentPort } = process;
const tell = (message: FromCore) => parentPort.postMessage(message);

let start: Start | undefined;
let opening: Promise<Door> | undefined;
const onPrinted = new Map<number, (pdf: Uint8Array | null) => void>();
let onSecretCreated: ((secret: Uint8Array | null) => void) | undefined;

parentPort.on('message', ({ data }) => {
  const message = ToCore.parse(data);
  switch (message.kind) {
    case 'start':
      start = message;
      return;
    case 'invoke':
      void answer(message.name, message.args).then((given) => tell({ kind: 'answer', id: message.id, answer: given }));
      return;
    case 'device-secret-created':
      onSecretCreated?.(message.deviceSecret);
      onSecretCreated = undefined;
      return;
    case 'printed':
      onPrinted.get(message.id)?.(message.pdf);
      onPrinted.delete(message.id);
      return;
    case 'end':
      void end();
  }
});

async function open({ folder, deviceSecret, networkOn }: Start): Promise<Door> {
  const door = await openBridge({
    folder,
    deviceSecret: storeOf(deviceSecret),
    nowMs: Date.now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    fillProgram: pathToFileURL(join(import.meta.dirname, 'fill-program.js')),
    audit: { readVerifierPage, printPdf },
  });
  // Over the bridge: a folder that could not be opened has no laptop to tell, and its screen says so.
  if (!networkOn) await door.bridge.invoke('sync.set-network', { on: false });
  door.bridge.subscribe((event) => tell({ kind: 'event', event }));
  return door;
}

let printed = 0;
async function printPdf(html: string): Promise<Uint8Array> {
  const id = printed++;
  const pdf = await new Promise<Uint8Array | null>((resolve) => {
    onPrinted.set(id, resolve);
    tell({ kind: 'print', id, html });
  });
  if (!pdf) throw new Fault('program.error', { reason: 'not-printed' });
  return pdf;
}

/** In the packaged program beside the others; run from the sources, where it was built. */
function readVerifierPage(): Uint8Array {
  const out = join(import.meta.dirname, '..');
  const places = [join(out, 'verifier', 'verify.html'), join(out, '..', 'dist', 'verifier', 'verify.html')];
  const found = places.find((path) => existsSync(path));
  if (!found) throw new Fault('program.error', { reason: 'no-verifier-page' });
  return readFileSync(found);
}

/** Opened when the first question comes. What failed is tried again at the next one: a disk may have room by then. */
function opened(): Promise<Door> {
  if (!start) throw new Fault('program.error', { reason: 'not-started' });
  opening ??= open(start).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function answer(name: string, args: unknown): Promise<BridgeAnswer<unknown>> {
  try {
    const { bridge } = await opened();
    return await bridge.invoke(name, args);
  } catch (error) {
    const fault = error instanceof Fault ? error : new Fault('program.error', { reason: 'not-opened' });
    return { kind: 'fault', fault: faultToPlain(fault) };
  }
}

async function end(): Promise<void> {
  const door = await opening?.catch(() => undefined);
  const networkOn = door?.networkOn ?? true;
  await door?.close();
  tell({ kind: 'ended', networkOn });
}

/** The operating system keeps the secret, and only the main process may ask it. */
function storeOf(given: Uint8Array | null | 'unavailable'): DeviceSecretStore {
  let secret = given;
  return {
    async load() {
      if (secret === 'unavailable') throw new Fault('device-secret.missing', { reason: 'no-safe-storage' });
      return secret ?? undefined;
    },
    async create() {
      if (secret === 'unavailable') throw new Fault('device-secret.missing', { reason: 'no-safe-storage' });
      const created = await new Promise<Uint8Array | null>((resolve) => {
        onSecretCreated = resolve;
        tell({ kind: 'create-device-secret' });
      });
      if (!created) throw new Fault('device-secret.missing', { reason: 'no-safe-storage' });
      secret = created;
      return created;
    },
    // A wipe is an order of the server that the main process carries out, after this process has ended.
    async destroy() {
      throw new Fault('program.error', { reason: 'destroyed-by-main' });
    },
  };
}
