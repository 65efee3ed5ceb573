import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Page, Route } from '@playwright/test';
import { CoveredEmitter, covered, NotCovered, toPlainText } from './covered.ts';
import { BINDING, isolatedWorldSource, mainWorldSource, RECEIVER, WORLD } from './isolated-world.ts';
import { fromPartition, type SessionDouble } from './session.ts';

/** Chromium refuses to open a scheme it does not know, so inside it `app://nrm/` goes by a name that no network has. */
const toWeb = (url: string) => url.replace(/^([a-z]+):\/\/nrm\//, 'https://$1--nrm.invalid/');
export const toApp = (url: string) => url.replace(/^https:\/\/([a-z]+)--nrm\.invalid\//, '$1://nrm/');

export interface Surroundings {
  context(): BrowserContext;
  created(window: BrowserWindowDouble): void;
  closed(window: BrowserWindowDouble): void;
  invoke(event: { senderFrame: object; sender: object }, channel: string, args: unknown[]): Promise<unknown>;
}

interface Options {
  readonly width?: number;
  readonly height?: number;
  readonly webPreferences?: { readonly preload?: string; readonly partition?: string } & Readonly<
    Record<string, unknown>
  >;
}
type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

/** A window is covered only with its doors shut: the double cannot give a page what these would open. */
const REQUIRED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  webSecurity: true,
} as const;

export class WebContentsDouble extends CoveredEmitter {
  readonly #window: BrowserWindowDouble;
  openHandler: OpenHandler = () => ({ action: 'allow' });

  constructor(window: BrowserWindowDouble) {
    // A redirect or a webview cannot come: no handler may answer with a redirect, and webviewTag must be false.
    super('webContents', ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']);
    this.#window = window;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    const text = toPlainText({ kind: 'event', channel, args });
    void this.#window.opened.then(() => this.#window.tellPage(text));
  }
  getURL(): string {
    return this.#window.url;
  }
  getLastWebPreferences(): object {
    return { ...this.#window.options.webPreferences };
  }
}

export class BrowserWindowDouble extends CoveredEmitter {
  readonly options: Options;
  readonly webContents: WebContentsDouble;
  readonly session: SessionDouble;
  /** Settles when the page is there with its preload script. */
  readonly opened: Promise<void>;
  readonly #around: Surroundings;
  #page: Page | undefined;
  #cdp: CDPSession | undefined;
  #contexts = new Map<number, { readonly name: string; readonly frame: string }>();
  #mainFrame = '';
  /** Addresses this program itself asked for: those are not navigations of the page. */
  #asked: string | undefined;
  #mayBeAt = new Set(['about:blank']);
  #isVisible = false;
  isClosing = false;

  constructor(options: Options, around: Surroundings) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed', 'session-end']);
    for (const [name, needed] of Object.entries(REQUIRED))
      if (options.webPreferences?.[name] !== needed) throw new NotCovered(`a window with ${name} other than ${needed}`);
    this.options = options;
    this.#around = around;
    this.session = fromPartition(options.webPreferences?.partition ?? '');
    this.webContents = covered('webContents', new WebContentsDouble(this));
    around.created(this);
    this.opened = this.#open();
    this.opened.catch(() => undefined);
  }

  get url(): string {
    return toApp(this.#page?.url() ?? '');
  }
  show(): void {
    this.#isVisible = true;
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  isMinimized(): boolean {
    return false;
  }
  focus(): void {
    this.#isVisible = true;
  }
  hide(): void {
    this.#isVisible = false;
  }
  restore(): void {
    throw new NotCovered('a window that is minimized');
  }
  /** As the cross of the window does: the program may prevent it. */
  close(): void {
    if (this.isPrevented('close')) return;
    this.isClosing = true;
    void this.#page?.close().catch(() => undefined);
  }

  async loadURL(url: string): Promise<void> {
    this.#asked = url;
    this.#mayBeAt.add(url);
    try {
      await this.opened;
      await this.#page?.goto(toWeb(url));
      this.emit('ready-to-show');
    } catch (error) {
      // Closed while it opened: nobody waits for the page any more.
      if (!this.isClosing) throw error;
    }
  }

  owns(page: Page | undefined): boolean {
    return page !== undefined && page === this.#page;
  }

  async #open(): Promise<void> {
    const context = this.#around.context();
    const [page] = context.pages();
    if (!page) throw new NotCovered('a window after the last was closed');
    this.#page = page;
    const cdp = await context.newCDPSession(page);
    this.#cdp = cdp;
    this.#mainFrame = (
      (await cdp.send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } }
    ).frameTree.frame.id;
    cdp.on('Runtime.executionContextCreated', ({ context: { id, name, auxData } }) =>
      this.#contexts.set(id, { name, frame: String((auxData as { frameId?: string } | undefined)?.frameId) }),
    );
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => this.#contexts.delete(executionContextId));
    cdp.on('Runtime.executionContextsCleared', () => this.#contexts.clear());
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === BINDING) void this.#receive(payload, executionContextId);
    });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
    const channel = randomUUID();
    const { preload } = this.options.webPreferences ?? {};
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource(channel) });
    if (preload)
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
        source: isolatedWorldSource(channel, readFileSync(preload, 'utf8')),
        worldName: WORLD,
      });
    await this.#decidePermissions(cdp);
    await page.setViewportSize({ width: this.options.width ?? 800, height: this.options.height ?? 600 });
    page.on('framenavigated', (frame) => {
      const address = toApp(frame.url()).split('#')[0] ?? '';
      if (frame === page.mainFrame() && !this.#mayBeAt.has(address))
        throw new NotCovered(`a page that reached ${address} without asking`);
    });
    page.once('close', () => {
      this.emit('closed');
      this.#around.closed(this);
    });
  }

  /** Electron asks at each use; Chromium is told the answers beforehand. */
  async #decidePermissions(cdp: CDPSession): Promise<void> {
    const names = {
      geolocation: 'geolocation',
      notifications: 'notifications',
      'clipboard-read': 'clipboard-read',
      'clipboard-sanitized-write': 'clipboard-write',
      midi: 'midi',
      'display-capture': 'display-capture',
    };
    for (const [ours, theirs] of Object.entries(names))
      await cdp.send('Browser.setPermission', {
        permission: { name: theirs },
        setting: this.session.grants(ours, 'app://nrm') ? 'granted' : 'denied',
      });
  }

  /** Every request of the page comes through here; none reaches a network unless the program lets it. */
  async answer(route: Route): Promise<void> {
    const request = route.request();
    const url = toApp(request.url());
    if (request.isNavigationRequest() && url !== this.#asked) {
      const frame = request.frame();
      const isMainFrame = frame === this.#page?.mainFrame();
      const isPrevented =
        this.webContents.isPrevented('will-frame-navigate', { url, isMainFrame }) ||
        (isMainFrame && this.webContents.isPrevented('will-navigate', { url, isMainFrame }, url));
      // Without content the page stays where it is, as it does when Electron stops the navigation.
      if (isPrevented) return route.fulfill({ status: 204 });
      if (isMainFrame) this.#mayBeAt.add(url);
    }
    if (url === this.#asked) this.#asked = undefined;
    if (await this.session.isCancelled({ url, method: request.method(), resourceType: request.resourceType() }))
      return route.abort('blockedbyclient');
    const handler = this.session.handlers.get(url.split(':')[0] ?? '');
    if (!handler) return route.continue();
    const response = await handler(new Request(url, { method: request.method() }));
    if (response.status >= 300 && response.status < 400) throw new NotCovered('a redirect of a scheme');
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  async #receive(payload: string, contextId: number): Promise<void> {
    const { id, channel, args } = JSON.parse(payload) as { id: number; channel: string; args: unknown[] };
    const isTop = this.#contexts.get(contextId)?.frame === this.#mainFrame;
    const senderFrame = covered('senderFrame', { url: isTop ? this.url : '', parent: isTop ? null : {} });
    let text: string;
    try {
      text = toPlainText({
        kind: 'answer',
        id,
        value: await this.#around.invoke({ senderFrame, sender: this.webContents }, channel, args),
      });
    } catch (error) {
      text = toPlainText({ kind: 'answer', id, error: `Error invoking remote method '${channel}': ${String(error)}` });
    }
    await this.tellPage(text, contextId);
  }

  /** @param text the message, plain data as text */
  async tellPage(text: string, contextId = this.#preloadContext()): Promise<void> {
    if (contextId === undefined) return;
    // A page that went away in between does not hear it, as in Electron.
    await this.#cdp
      ?.send('Runtime.evaluate', { contextId, expression: `${RECEIVER}(JSON.parse(${JSON.stringify(text)}))` })
      .catch(() => undefined);
  }

  #preloadContext(): number | undefined {
    return [...this.#contexts].find(([, { name, frame }]) => name === WORLD && frame === this.#mainFrame)?.[0];
  }
}
