import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Fault } from '../core/faults.ts';
import type { DeviceSecretStore } from '../core/session/device-secret-store.ts';
import { createCoreLink } from './core-link.ts';
import { type FromCore, ToCore } from './core-messages.ts';

/** A process that answers what the test tells it to. */
class CoreInTest extends EventEmitter {
  readonly heard: ToCore[] = [];
  networkOn = true;

  postMessage(message: unknown): void {
    const heard = ToCore.parse(message);
    this.heard.push(heard);
    if (heard.kind === 'start') this.networkOn = heard.networkOn;
    if (heard.kind === 'invoke' && heard.name === 'sync.set-network') this.networkOn = false;
    if (heard.kind === 'invoke' && heard.name !== 'never')
      this.tell({ kind: 'answer', id: heard.id, answer: { kind: 'value', value: heard.name } });
    if (heard.kind === 'end') this.tell({ kind: 'ended', networkOn: this.networkOn });
  }
  tell(message: FromCore): void {
    setImmediate(() => this.emit('message', message));
  }
  kill(): void {
    setImmediate(() => this.emit('exit', 0));
  }
}

const started: CoreInTest[] = [];
vi.mock('electron', () => ({
  utilityProcess: {
    fork: () => {
      const core = new CoreInTest();
      started.push(core);
      return core;
    },
  },
}));

const secret = new Uint8Array(32).fill(7);
const keeper = (changes: Partial<DeviceSecretStore> = {}): DeviceSecretStore => ({
  load: async () => secret,
  create: async () => secret,
  destroy: async () => undefined,
  ...changes,
});
const startOf = (index: number) => started[index]?.heard[0];

beforeEach(() => {
  started.length = 0;
});

describe('the core behind the main process', () => {
  it('starts at the first question, with the secret, and answers each question with its own answer', async () => {
    const link = createCoreLink('core.js', '/laptop', keeper());
    expect(started).toHaveLength(0);
    const answers = await Promise.all(['session.state', 'sync.state'].map((name) => link.invoke(name, {})));
    expect(answers).toEqual([
      { kind: 'value', value: 'session.state' },
      { kind: 'value', value: 'sync.state' },
    ]);
    expect(started).toHaveLength(1);
    expect(startOf(0)).toEqual({ kind: 'start', folder: '/laptop', deviceSecret: secret, networkOn: true });
  });

  it('says that it ended by itself, and is there again at the next question', async () => {
    const link = createCoreLink('core.js', '/laptop', keeper());
    const told: string[] = [];
    link.subscribe(({ kind }) => told.push(kind));
    await link.invoke('session.state', {});
    const waiting = link.invoke('never', {});
    await vi.waitFor(() => expect(started[0]?.heard).toHaveLength(3));
    started[0]?.emit('exit', 9);
    expect(await waiting).toEqual({
      kind: 'fault',
      fault: { kind: 'fault', code: 'program.error', params: { reason: 'core-ended' } },
    });
    await vi.waitFor(() => expect(told).toEqual(['session', 'sync', 'changed']));
    expect(await link.invoke('session.state', {})).toEqual({ kind: 'value', value: 'session.state' });
    expect(started).toHaveLength(2);
  });

  it.each([
    ['the lid closes', (link: ReturnType<typeof createCoreLink>) => link.lock()],
    ['the worker leaves', (link: ReturnType<typeof createCoreLink>) => link.invoke('session.sign-out', {})],
  ])('ends its process when %s; who works without the network still does', async (_, leave) => {
    const link = createCoreLink('core.js', '/laptop', keeper());
    await link.invoke('sync.set-network', { on: false });
    await leave(link);
    await link.invoke('session.state', {});
    expect(started).toHaveLength(2);
    expect(started[0]?.heard.at(-1)).toEqual({ kind: 'end' });
    expect(startOf(1)).toMatchObject({ kind: 'start', networkOn: false });
  });

  it('passes on that nothing keeps secrets here, when it starts and when one is to be made', async () => {
    const missing = async () => {
      throw new Fault('device-secret.missing', { reason: 'no-safe-storage' });
    };
    const link = createCoreLink('core.js', '/laptop', keeper({ load: missing, create: missing }));
    await link.invoke('session.state', {});
    expect(startOf(0)).toMatchObject({ deviceSecret: 'unavailable' });
    started[0]?.tell({ kind: 'create-device-secret' });
    await vi.waitFor(() =>
      expect(started[0]?.heard.at(-1)).toEqual({ kind: 'device-secret-created', deviceSecret: null }),
    );
  });

  it('says what kept the secret from being read, and tries again', async () => {
    const load = vi.fn(keeper().load).mockRejectedValueOnce(new Fault('disk.failed', { reason: 'EIO' }));
    const link = createCoreLink('core.js', '/laptop', keeper({ load }));
    expect(await link.invoke('session.state', {})).toMatchObject({ kind: 'fault', fault: { code: 'disk.failed' } });
    expect(await link.invoke('session.state', {})).toEqual({ kind: 'value', value: 'session.state' });
  });

  it('answers nobody once it is closed', async () => {
    const link = createCoreLink('core.js', '/laptop', keeper());
    await link.invoke('session.state', {});
    await link.close();
    expect(await link.invoke('session.state', {})).toMatchObject({ kind: 'fault' });
    expect(started).toHaveLength(1);
  });

  it('prints for the core, and says so when it could not', async () => {
    const print = (html: string) =>
      html === 'page' ? Promise.resolve(new Uint8Array([37])) : Promise.reject(new Error('no printer'));
    const link = createCoreLink('core.js', '/laptop', keeper(), print);
    await link.invoke('session.state', {});
    started[0]?.tell({ kind: 'print', id: 4, html: 'page' });
    started[0]?.tell({ kind: 'print', id: 5, html: 'other' });
    await vi.waitFor(() => expect(started[0]?.heard.filter(({ kind }) => kind === 'printed')).toHaveLength(2));
    expect(started[0]?.heard).toContainEqual({ kind: 'printed', id: 4, pdf: new Uint8Array([37]) });
    expect(started[0]?.heard).toContainEqual({ kind: 'printed', id: 5, pdf: null });
  });
});
