import { type UtilityProcess, utilityProcess } from 'electron';
import type { Bridge, BridgeAnswer, BridgeEvent } from '../bridge/answer.ts';
import { EVERYTHING_CHANGED } from '../bridge/answer.ts';
import { Fault, faultToPlain, isFault } from '../core/faults.ts';
import type { DeviceSecretStore } from '../core/session/device-secret-store.ts';
import { FromCore, type ToCore } from './core-messages.ts';

/** The main process forwards; it never opens what passes. */
export interface CoreLink extends Bridge {
  /** Signs out by ending the process that holds the keys; the next one starts without any. */
  lock(): Promise<void>;
  close(): Promise<void>;
}

/** So long the core may take to write down what it has before it is ended regardless. */
const PATIENCE_MS = 10_000;

interface Running {
  readonly child: UtilityProcess;
  readonly waiting: Map<number, (answer: BridgeAnswer<unknown>) => void>;
  readonly gone: Promise<void>;
}

/**
 * @param program absolute path of the built core process
 * @param folder of the laptop
 * @param print a page as PDF
 */
export function createCoreLink(
  program: string,
  folder: string,
  deviceSecret: DeviceSecretStore,
  print: (html: string) => Promise<Uint8Array> = () => Promise.reject(new Error('nothing prints here')),
): CoreLink {
  const listeners = new Set<(event: BridgeEvent) => void>();
  let running: Promise<Running> | undefined;
  let networkOn = true;
  let nextId = 0;
  let closed = false;

  const announce = (event: BridgeEvent) => {
    for (const listener of listeners) listener(event);
  };

  async function start(): Promise<Running> {
    const secret = await loadSecret(deviceSecret);
    const child = utilityProcess.fork(program, [], { serviceName: 'nrm-core', stdio: 'inherit' });
    const waiting: Running['waiting'] = new Map();
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        for (const answer of waiting.values()) answer(programError('core-ended'));
        waiting.clear();
        resolve();
      });
    });
    const started = { child, waiting, gone };
    child.on('message', (message: unknown) => receive(started, FromCore.parse(message)));
    send(child, { kind: 'start', folder, deviceSecret: secret, networkOn });
    void gone.then(() => {
      // Not by our order: whoever was signed in is not any more, and the screens must ask again.
      if (closed || current !== started) return;
      running = undefined;
      announceAll();
    });
    current = started;
    return started;
  }
  let current: Running | undefined;

  function receive({ child, waiting }: Running, message: FromCore): void {
    switch (message.kind) {
      case 'answer':
        waiting.get(message.id)?.(message.answer);
        waiting.delete(message.id);
        return;
      case 'event':
        announce(message.event);
        return;
      case 'create-device-secret':
        void deviceSecret
          .create()
          .catch(() => null)
          .then((created) => send(child, { kind: 'device-secret-created', deviceSecret: created }));
        return;
      case 'print':
        void print(message.html)
          .catch(() => null)
          .then((pdf) => send(child, { kind: 'printed', id: message.id, pdf }));
        return;
      case 'ended':
        networkOn = message.networkOn;
        child.kill();
    }
  }

  async function end(): Promise<void> {
    const ending = running;
    running = undefined;
    const started = await ending?.catch(() => undefined);
    if (!started) return;
    current = undefined;
    send(started.child, { kind: 'end' });
    const impatience = setTimeout(() => started.child.kill(), PATIENCE_MS);
    await started.gone;
    clearTimeout(impatience);
  }

  const announceAll = () => EVERYTHING_CHANGED.forEach(announce);

  // Ends and starts follow each other: a call that comes while the old process ends waits for the new one.
  let turn = Promise.resolve();

  function lock(): Promise<void> {
    turn = turn.then(end).then(announceAll);
    return turn;
  }

  return {
    async invoke(name, args) {
      await turn;
      if (closed) return programError('closed');
      running ??= start();
      const ready = await running.catch((error: unknown) =>
        error instanceof Fault ? error : new Fault('program.error', { reason: 'not-started' }),
      );
      if (ready instanceof Fault) {
        running = undefined;
        return { kind: 'fault', fault: faultToPlain(ready) };
      }
      const { child, waiting } = ready;
      const id = nextId++;
      const answer = await new Promise<BridgeAnswer<unknown>>((resolve) => {
        waiting.set(id, resolve);
        send(child, { kind: 'invoke', id, name, args });
      });
      if (name === 'session.sign-out' && answer.kind === 'value') void lock();
      return answer;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lock,
    close() {
      closed = true;
      turn = turn.then(end);
      return turn;
    },
  };
}

const send = (child: UtilityProcess, message: ToCore) => child.postMessage(message);

async function loadSecret(store: DeviceSecretStore): Promise<Uint8Array | null | 'unavailable'> {
  try {
    return (await store.load()) ?? null;
  } catch (error) {
    if (isFault(error, 'device-secret.missing')) return 'unavailable';
    throw error;
  }
}

const programError = (reason: string): BridgeAnswer<never> => ({
  kind: 'fault',
  fault: faultToPlain(new Fault('program.error', { reason })),
});
