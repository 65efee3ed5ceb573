import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bridge, BridgeAnswer, BridgeEvent } from '../bridge/answer.ts';
import { createBridgeGate } from './bridge-gate.ts';
import { type LocalHost, startLocalHost } from './index.ts';

const bridgeSaying = (value: unknown): Bridge => ({
  invoke: async () => ({ kind: 'value', value }),
  subscribe: () => () => undefined,
});

describe('the local host', () => {
  let screens: string;
  let host: LocalHost;
  let own: string;
  let cookie: string;
  let begun: number;

  interface Asked {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  }
  const ask = (path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}) =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port: host.port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      });
      asking.once('error', reject);
      asking.end(body);
    });

  beforeEach(async () => {
    screens = mkdtempSync(join(tmpdir(), 'nrm-local-host-'));
    writeFileSync(join(screens, 'index.html'), 'the screens');
    begun = 0;
    host = await startLocalHost({
      bridge: bridgeSaying('yes'),
      screens,
      port: 0,
      name: 'front-desk',
      demonstration: {
        told: () => ({ password: 'of everybody', otherLaptop: null, telephone: 'http://127.0.0.1:9/', guide: null }),
        startAgain: async () => {
          begun++;
          if (begun > 1) throw new Error('the disk is full');
        },
      },
    });
    own = `http://127.0.0.1:${host.port}`;
    const launched = await ask(new URL(host.launchAddress).search.replace(/^/, '/'));
    expect(launched.status).toBe(303);
    cookie = String(launched.headers['set-cookie']).split(';')[0] ?? '';
  });
  afterEach(async () => {
    await host.close();
    rmSync(screens, { recursive: true, force: true });
  });

  const AGAIN = '/demonstration/start-again';
  const BRIDGE = '/bridge';

  it('answers whoever opened its address once, and nobody else', async () => {
    for (const path of ['/', '/events', '/demonstration']) expect((await ask(path)).status).toBe(403);
    expect((await ask('/?launch=guessed')).status).toBe(403);
    expect(await ask('/', { headers: { cookie } })).toMatchObject({ status: 200, body: 'the screens' });
    expect(JSON.parse((await ask('/demonstration', { headers: { cookie } })).body)).toEqual({
      password: 'of everybody',
      otherLaptop: null,
      telephone: 'http://127.0.0.1:9/',
      guide: null,
    });
  });

  it('starts the demonstration again for its own page, and says when it could not', async () => {
    const asked = { method: 'POST', headers: { cookie, origin: own } };
    expect((await ask(AGAIN, asked)).status).toBe(204);
    expect((await ask(AGAIN, asked)).status).toBe(500);
    expect(begun).toBe(2);
  });

  it.each<[string, string, (own: string, cookie: string) => Asked, number]>([
    ['to begin again, without the cookie', AGAIN, () => ({ method: 'POST' }), 403],
    [
      'to begin again, with another cookie',
      AGAIN,
      () => ({ method: 'POST', headers: { cookie: 'nrm-front-desk=x' } }),
      403,
    ],
    ['to begin again, by an address alone', AGAIN, (_, cookie) => ({ headers: { cookie } }), 404],
    [
      'to begin again, from a page of another port, which the cookie comes with',
      AGAIN,
      (_, cookie) => ({ method: 'POST', headers: { cookie, origin: 'http://127.0.0.1:9' } }),
      403,
    ],
    [
      'to begin again, from a page of another site',
      AGAIN,
      (_, cookie) => ({ method: 'POST', headers: { cookie, origin: 'https://example.org' } }),
      403,
    ],
    [
      'to begin again, from a page without an origin of its own',
      AGAIN,
      (_, cookie) => ({ method: 'POST', headers: { cookie, origin: 'null' } }),
      403,
    ],
    [
      'under another name of this computer',
      AGAIN,
      (own, cookie) => ({ method: 'POST', headers: { cookie, origin: own, host: 'example.org' } }),
      403,
    ],
    [
      'a question, from a page of another port',
      BRIDGE,
      (_, cookie) => ({ method: 'POST', headers: { cookie, origin: 'http://127.0.0.1:9' }, body: '{"name":"my-day"}' }),
      403,
    ],
    [
      'a question of its own page',
      BRIDGE,
      (own, cookie) => ({ method: 'POST', headers: { cookie, origin: own }, body: '{"name":"my-day"}' }),
      200,
    ],
  ])('asked %s, answers as it should', async (_case, path, asked, status) => {
    expect((await ask(path, asked(own, cookie))).status).toBe(status);
    expect(begun).toBe(0);
  });
});

describe('a bridge that is taken away for a while', () => {
  it('lets whoever asks wait for the next one', async () => {
    const gate = createBridgeGate();
    const early = gate.bridge.invoke('session.state', {});
    gate.open(bridgeSaying('first'));
    expect(await early).toEqual({ kind: 'value', value: 'first' });
    await gate.shut();
    const meanwhile = gate.bridge.invoke('session.state', {});
    gate.open(bridgeSaying('second'));
    expect(await meanwhile).toEqual({ kind: 'value', value: 'second' });
  });

  it('is shut when the last question before has its answer', async () => {
    const gate = createBridgeGate();
    const answer = Promise.withResolvers<BridgeAnswer<unknown>>();
    gate.open({ ...bridgeSaying('never'), invoke: () => answer.promise });
    const asked = gate.bridge.invoke('session.state', {});
    await new Promise((resolve) => setImmediate(resolve));
    let isShut = false;
    const shutting = gate.shut().then(() => {
      isShut = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isShut).toBe(false);
    answer.resolve({ kind: 'value', value: 'late' });
    await shutting;
    expect(await asked).toEqual({ kind: 'value', value: 'late' });
  });

  it('tells what happens behind it, and that everything may be new once another is there', async () => {
    const gate = createBridgeGate();
    const heard: string[] = [];
    gate.bridge.subscribe(({ kind }) => heard.push(kind));
    let tell: (event: BridgeEvent) => void = () => undefined;
    const speaking: Bridge = {
      ...bridgeSaying('yes'),
      subscribe(listener) {
        tell = listener;
        return () => {
          tell = () => undefined;
        };
      },
    };
    gate.open(speaking);
    expect(heard.splice(0)).toEqual(['session', 'sync', 'changed']);
    tell({ kind: 'sync' });
    await gate.shut();
    tell({ kind: 'session' });
    expect(heard.splice(0)).toEqual(['sync']);
    gate.open(speaking);
    expect(heard).toEqual(['session', 'sync', 'changed']);
  });
});
