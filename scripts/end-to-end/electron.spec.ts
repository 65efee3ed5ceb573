import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type CaseId, uuidV7 } from '@nrm/domain/shared';
import { test as base, expect, type Page } from '@playwright/test';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { type Governorate, openGovernorate, PASSWORD } from '../wire/governorate.ts';
import { openLine } from '../wire/line.ts';
import { type LaunchedApp, launch, MAIN, runToEnd, withoutKeeper } from './electron/launch.ts';

/** The built main process, preload script and screens: in Electron where its binary is there, over Chromium otherwise. */
const newFolder = () => mkdtempSync(join(tmpdir(), 'nrm-desktop-'));
const test = base.extend<object, { desktop: LaunchedApp & { readonly folder: string } }>({
  desktop: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures it depends on
    async ({}, use) => {
      const folder = newFolder();
      const app = await launch(folder);
      await use({ ...app, folder });
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

/** Runs in the page. Sources as text: this file knows no DOM, and a built test must not change what is evaluated. */
const inPage = <Value>(window: Page, source: string): Promise<Value> =>
  window.evaluate<Value>(`(async () => { ${source} })()`);
const CONNECT = 'ربط هذا الحاسوب';
const shown = (window: Page) => expect(window.getByRole('heading', { name: CONNECT })).toBeVisible();

test('a laptop of no office shows how to connect it, in Arabic, from right to left', async ({
  desktop: { window },
}) => {
  await shown(window);
  expect(await inPage(window, 'return [document.documentElement.lang, document.documentElement.dir]')).toEqual([
    'ar',
    'rtl',
  ]);
});

test('the thread that prepares a first fill is in the bundle', async () => {
  const thread = new Worker(join(MAIN, '..', 'fill-program.js'), { workerData: { here: 'mosul' } });
  expect(await once(thread, 'message')).toEqual(['begun']);
  thread.postMessage(Buffer.from('<html>'));
  expect(await once(thread, 'message')).toMatchObject([{ fault: { code: 'server.not-trusted' } }]);
  await thread.terminate();
});

test('the bridge is two functions, and carries questions, refusals and faults', async ({ desktop: { window } }) => {
  await shown(window);
  expect(
    await inPage(window, 'return Object.entries(window.nrm).map(([name, member]) => [name, typeof member])'),
  ).toEqual([
    ['invoke', 'function'],
    ['subscribe', 'function'],
  ]);
  expect(await inPage(window, `return nrm.invoke('session.state', {})`)).toMatchObject({
    kind: 'value',
    value: { connected: false, signedIn: null, workers: [] },
  });
  expect(await inPage(window, `return nrm.invoke('people.search', {})`)).toMatchObject({
    kind: 'fault',
    fault: { code: 'session.signed-out' },
  });
  expect(await inPage(window, `return nrm.invoke('session.sign-in', { worker: 7 })`)).toMatchObject({
    kind: 'refusal',
    refusal: { code: 'form.invalid', field: 'worker' },
  });
  expect(await inPage(window, `return nrm.invoke('constructor', {})`)).toMatchObject({
    kind: 'fault',
    fault: { code: 'program.error', params: { reason: 'unknown-name' } },
  });
  expect(await inPage(window, `return nrm.invoke(7, {})`)).toMatchObject({
    kind: 'fault',
    fault: { params: { reason: 'envelope' } },
  });
  expect(await inPage(window, `return nrm.invoke('draft.save', { value: 'x'.repeat(3_000_000) })`)).toMatchObject({
    kind: 'fault',
    fault: { params: { reason: 'size' } },
  });
});

test('what changed is told to the window until it no longer listens', async ({ desktop: { window } }) => {
  await shown(window);
  const heard = await inPage<unknown[]>(
    window,
    `const heard = [];
     const first = new Promise((resolve) => { window.stop = nrm.subscribe((event) => { heard.push(event); resolve(); }); });
     await nrm.invoke('sync.set-network', { on: false });
     await first;
     window.stop();
     await nrm.invoke('sync.set-network', { on: true });
     await nrm.invoke('sync.state', {});
     return heard`,
  );
  expect(heard).toEqual([{ kind: 'sync' }]);
});

test('the page runs its own script and nothing else', async ({ desktop: { window } }) => {
  await shown(window);
  // Inside a timer: what a debugger evaluates directly stands above the policy of the page.
  const outcome = await inPage(
    window,
    `return new Promise((resolve) => setTimeout(() => {
       const script = document.createElement('script');
       script.textContent = 'window.inline = true';
       document.head.append(script);
       let evaluated = 'ran';
       try { eval('1'); } catch (error) { evaluated = error.name; }
       resolve([evaluated, window.inline ?? null]);
     }))`,
  );
  expect(outcome).toEqual(['EvalError', null]);
});

test('the page reaches no network, no frame and no other program', async ({ desktop: { window } }) => {
  await shown(window);
  const outcome = await inPage(
    window,
    `const tried = async (run) => { try { await run(); return 'reached'; } catch (error) { return error.name; } };
     const answered = async (path) => (await fetch(path)).status;
     return {
       network: await tried(() => fetch('https://example.org/')),
       socket: await new Promise((resolve) => { try { const s = new WebSocket('wss://example.org/'); s.onerror = () => resolve('error'); s.onopen = () => resolve('reached'); } catch (error) { resolve(error.name); } }),
       ownFile: await answered('index.html'),
       otherFiles: [await answered('../main/index.js'), await answered('%2e%2e/main/index.js'), await answered('..%2fmain%2findex.js'), await answered('nothing.js')],
       written: await fetch('index.html', { method: 'POST' }).then((response) => response.status),
     }`,
  );
  expect(outcome).toEqual({
    network: 'TypeError',
    socket: 'error',
    ownFile: 200,
    otherFiles: [404, 404, 404, 404],
    written: 405,
  });
});

test('the page stays where it is, and opens nothing', async ({ desktop: { window, evaluate } }) => {
  await shown(window);
  const address = window.url();
  await inPage(window, `location.href = 'https://example.org/'`);
  await inPage(window, `location.href = 'nothing.html'`);
  await inPage(window, `setTimeout(() => window.open('https://example.org/'))`);
  await inPage(
    window,
    `const frame = document.createElement('iframe'); frame.src = 'https://example.org/'; document.body.append(frame)`,
  );
  await inPage(
    window,
    `const a = document.createElement('a'); a.href = 'https://example.org/'; a.target = '_blank'; document.body.append(a); a.click()`,
  );
  await window.waitForTimeout(300);
  expect(window.url()).toBe(address);
  await shown(window);
  expect(
    await evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((open) => open.webContents.getURL())),
  ).toEqual([expect.stringMatching(/^app:\/\/nrm\/index\.html#/)]);
  await expect.poll(() => window.context().pages().length).toBe(1);
});

test('the page knows nothing of Node, of Electron or of the computer', async ({ desktop: { window } }) => {
  await shown(window);
  expect(
    await inPage(
      window,
      `return ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window)`,
    ),
  ).toEqual([]);
  expect(
    await inPage(
      window,
      `return new Promise((resolve) => setTimeout(() => { try { resolve(typeof nrm.invoke.constructor('return process')()); } catch (error) { resolve(error.name); } }))`,
    ),
  ).toBe('EvalError');
  expect(
    await inPage(
      window,
      `'use strict'; try { window.nrm = {}; return 'replaced'; } catch (error) { return error.name; }`,
    ),
  ).toBe('TypeError');
  expect(
    await inPage(
      window,
      `return Promise.all(['geolocation', 'notifications', 'midi'].map(async (name) => (await navigator.permissions.query({ name })).state))`,
    ),
  ).toEqual(['denied', 'denied', 'denied']);
});

test('the window was made with its doors shut', async ({ desktop: { evaluate } }) => {
  const made = await evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getLastWebPreferences(),
  );
  expect(made).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
    devTools: false,
    partition: 'nrm-screens',
  });
});

test('when the computer sleeps or is locked, the process that holds the keys ends', async ({
  desktop: { window, evaluate },
}) => {
  await shown(window);
  await inPage(
    window,
    `window.heard = []; nrm.subscribe((event) => window.heard.push(event.kind)); await nrm.invoke('sync.set-network', { on: false })`,
  );
  for (const event of ['suspend', 'lock-screen'] as const) {
    await inPage(window, 'window.heard.length = 0');
    if (event === 'suspend') await evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
    else await evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'));
    await expect
      .poll(() => inPage(window, 'return window.heard'))
      .toEqual(expect.arrayContaining(['session', 'changed']));
    // Whoever works without the network still does afterwards.
    expect(await inPage(window, `return nrm.invoke('sync.state', {})`)).toMatchObject({
      kind: 'value',
      value: { networkOn: false },
    });
  }
  await inPage(window, `return nrm.invoke('sync.set-network', { on: true })`);
});

const windowIsVisible = (desktop: LaunchedApp) =>
  desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
const trayOf = (desktop: LaunchedApp) =>
  desktop.evaluate(({ Tray }) => {
    const [tray] = Tray.shown ?? [];
    return tray && { words: tray.toolTip, items: tray.menu.items.flatMap(({ label }) => label ?? []) };
  });

test('a closed window leaves the program in the tray, in the language of the laptop, and opens again', async ({
  desktop,
}) => {
  const { window, evaluate, kind } = desktop;
  await shown(window);
  await evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await windowIsVisible(desktop)).toEqual([false]);
  // The core goes on.
  expect(await inPage(window, `return nrm.invoke('sync.state', {})`)).toMatchObject({ kind: 'value' });
  await inPage(window, `return nrm.invoke('preferences.set-language', { language: 'en' })`);
  const menu = () =>
    evaluate(({ Menu }) =>
      Menu.getApplicationMenu()
        ?.items.flatMap(({ label }) => label ?? [])
        .join(),
    );
  await expect.poll(menu).toBe('Program,Edit,View');
  if (kind === 'double') {
    expect(await trayOf(desktop)).toEqual({ words: 'National Referral Mechanism', items: ['Open', 'Quit'] });
    await evaluate(({ Tray }) => Tray.shown?.[0]?.menu.items[0]?.click?.());
    expect(await windowIsVisible(desktop)).toEqual([true]);
    await evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await evaluate(({ Tray }) => Tray.shown?.[0]?.emit('click'));
    expect(await windowIsVisible(desktop)).toEqual([true]);
    await evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  }
  // The scheduler disturbs nobody; a person who starts the program again gets the window.
  expect(await runToEnd(desktop.folder, ['--sync-signed-out'])).toBe(0);
  expect(await windowIsVisible(desktop)).toEqual([false]);
  await expect(launch(desktop.folder)).rejects.toThrow();
  await expect.poll(() => windowIsVisible(desktop)).toEqual([true]);
  await inPage(window, `return nrm.invoke('preferences.set-language', { language: 'ar' })`);
  await expect
    .poll(async () => (await trayOf(desktop))?.items)
    .toEqual(kind === 'double' ? ['فتح', 'إنهاء'] : undefined);
  await shown(window);
});

test('a second program on the same files gives way', async ({ desktop }) => {
  await shown(desktop.window);
  await expect(launch(desktop.folder)).rejects.toThrow();
  await shown(desktop.window);
});

test.describe('on a laptop of an office', () => {
  let governorate: Governorate;
  let code: string;
  let folder: string;
  const signIn = (window: Page) =>
    inPage(
      window,
      `return nrm.invoke('session.sign-in', ${JSON.stringify({ worker: governorate.staff.caseworker, password: PASSWORD })})`,
    );
  const connect = (window: Page) =>
    inPage(
      window,
      `return nrm.invoke('laptop.connect', ${JSON.stringify({ server: governorate.origin, code, password: PASSWORD })})`,
    );
  const signedIn = async (window: Page) => {
    const { value } = await inPage<{ value: { signedIn: { worker: string } | null } }>(
      window,
      `return nrm.invoke('session.state', {})`,
    );
    return value.signedIn?.worker ?? null;
  };

  test.beforeAll(async () => {
    governorate = await openGovernorate({ tls: false });
    code = await governorate.code(governorate.staff.caseworker);
    folder = newFolder();
  });
  test.afterAll(async () => {
    await governorate.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the secret of the machine is kept by the operating system, and the keys go when the lid closes', async () => {
    let app = await launch(folder);
    expect(await connect(app.window)).toMatchObject({ kind: 'value', value: { worker: governorate.staff.caseworker } });
    expect(statSync(join(folder, 'laptop', 'device-secret')).size).toBeGreaterThan(32);
    expect(await signIn(app.window)).toMatchObject({ kind: 'value' });
    expect(await signedIn(app.window)).toBe(governorate.staff.caseworker);
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
    await expect.poll(() => signedIn(app.window)).toBeNull();
    expect(await signIn(app.window)).toMatchObject({ kind: 'value' });
    expect(await inPage(app.window, `return nrm.invoke('session.sign-out', {})`)).toMatchObject({ kind: 'value' });
    expect(await signedIn(app.window)).toBeNull();
    await app.close();

    app = await launch(folder);
    expect(await signIn(app.window)).toMatchObject({ kind: 'value' });
    await app.close();
  });

  test('whoever ends the program sees what waits being sent, and it has arrived', async () => {
    // Answers take half a second: what is written is still on its way when the program is ended.
    const line = await openLine({ to: governorate.server.port, delayMs: 500 });
    const own = newFolder();
    const app = await launch(own);
    const heard: string[] = [];
    app.window.on('console', (message) => heard.push(message.text()));
    const given = await governorate.code(governorate.staff.caseworker);
    const server = `http://127.0.0.1:${line.port}`;
    expect(
      await inPage(
        app.window,
        `return nrm.invoke('laptop.connect', ${JSON.stringify({ server, code: given, password: PASSWORD })})`,
      ),
    ).toMatchObject({ kind: 'value' });
    expect(await signIn(app.window)).toMatchObject({ kind: 'value' });
    await expect
      .poll(() => inPage(app.window, `return (await nrm.invoke('sync.state', {})).value.connected`))
      .toBe(true);
    const person = uuidV7(Date.now(), randomBytes(10)) as CaseId;
    const { subject, type, intent } = register(person, { givenName: 'زينب' });
    const act = { id: uuidV7(Date.now(), randomBytes(10)), steps: [{ subject, type, intent }] };
    expect(
      await inPage(
        app.window,
        `nrm.subscribe((event) => event.kind === 'leaving' && console.log(JSON.stringify(event), document.body.innerText));
         return nrm.invoke('act', ${JSON.stringify(act)})`,
      ),
    ).toMatchObject({ kind: 'value' });
    await app.close();
    expect(heard.some((text) => text.startsWith('{"kind":"leaving","sent":0,"total":1}'))).toBe(true);
    const { rows } = await governorate.server.server.pool.query('select 1 from entries where subject_id = $1', [
      person,
    ]);
    expect(rows).toHaveLength(1);
    await line.close();
    rmSync(own, { recursive: true, force: true });
  });

  test('the scheduler carries what is sealed without a window', async () => {
    const app = await launch(folder);
    expect(await signIn(app.window)).toMatchObject({ kind: 'value' });
    // At the first contact laptop and server tell each other what to seal to.
    await expect
      .poll(() => inPage(app.window, `return (await nrm.invoke('bundle.state', {})).value.canWrite`))
      .toBe(true);
    await app.close();
    expect(await runToEnd(folder, ['--sync-signed-out'])).toBe(0);
    const kept = JSON.parse(readFileSync(join(folder, 'laptop', 'last-contact.json'), 'utf8')) as object;
    expect(kept).toMatchObject({ night: { how: 'sealed' } });
  });

  for (const keeper of ['basic_text', 'unavailable'])
    test(`nothing is kept or opened where the operating system keeps no secrets: ${keeper}`, async () => {
      const missing = {
        kind: 'fault',
        fault: { code: 'device-secret.missing', params: { reason: 'no-safe-storage' } },
      };
      const fresh = newFolder();
      let app = await launch(fresh, withoutKeeper(keeper));
      code = await governorate.code(governorate.staff.caseworker);
      expect(await connect(app.window)).toMatchObject(missing);
      expect(existsSync(join(fresh, 'laptop', 'device-secret'))).toBe(false);
      await app.close();
      rmSync(fresh, { recursive: true, force: true });

      app = await launch(folder, withoutKeeper(keeper));
      expect(await inPage(app.window, `return nrm.invoke('session.state', {})`)).toMatchObject(missing);
      await app.close();
    });
});
