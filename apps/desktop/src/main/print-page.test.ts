import { expect, it, vi } from 'vitest';
import { PRINT_PARTITION, printPage } from './print-page.ts';

const made: { options: Electron.BrowserWindowConstructorOptions; address: string; isDestroyed: boolean }[] = [];
const handlers: { page: (() => Response) | undefined; may: (url: string) => boolean } = {
  page: undefined,
  may: () => true,
};
vi.mock('electron', () => ({
  BrowserWindow: class {
    readonly #record: (typeof made)[number];
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      this.#record = { options, address: '', isDestroyed: false };
      made.push(this.#record);
    }
    async loadURL(address: string) {
      this.#record.address = address;
    }
    webContents = { printToPDF: async () => Buffer.from((await handlers.page?.().text()) ?? 'no page') };
    destroy() {
      this.#record.isDestroyed = true;
    }
  },
  session: {
    fromPartition: (partition: string) => {
      if (partition !== PRINT_PARTITION) throw new Error('another partition');
      return {
        setPermissionRequestHandler: () => undefined,
        webRequest: {
          onBeforeRequest: (ask: (details: { url: string }, answer: (given: { cancel: boolean }) => void) => void) => {
            handlers.may = (url) => {
              let isCancelled = false;
              ask({ url }, ({ cancel }) => void (isCancelled = cancel));
              return !isCancelled;
            };
          },
        },
        protocol: {
          handle: (_scheme: string, page: () => Response) => void (handlers.page = page),
          unhandle: () => void (handlers.page = undefined),
        },
      };
    },
  },
}));

it('prints in a window without scripts that reaches nothing but its page, one after the other, and leaves none', async () => {
  const printed = await Promise.all(['<p>one</p>', '<p>two</p>'].map(printPage));
  expect(printed.map((pdf) => Buffer.from(pdf).toString())).toEqual(['<p>one</p>', '<p>two</p>']);
  expect(made).toHaveLength(2);
  for (const { options, address, isDestroyed } of made) {
    expect(options).toMatchObject({ show: false });
    expect(options.webPreferences).toMatchObject({
      partition: PRINT_PARTITION,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
    });
    expect(options.webPreferences).not.toHaveProperty('preload');
    expect(isDestroyed).toBe(true);
    expect(handlers.may(address)).toBe(true);
  }
  for (const url of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,x', 'app://screens/index.html'])
    expect(handlers.may(url), url).toBe(false);
  expect(handlers.page).toBeUndefined();
});
