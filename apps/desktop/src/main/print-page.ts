import { BrowserWindow, session } from 'electron';
import { SCHEME } from './screens.ts';

/** In memory, apart from the screens: what is printed leaves nothing behind. */
export const PRINT_PARTITION = 'nrm-print';
const ADDRESS = `${SCHEME}://print/page.html`;

let turn: Promise<unknown> = Promise.resolve();

/** A page as PDF, through a window nobody sees: no script runs in it, it reaches nothing, and it is gone afterwards. */
export function printPage(html: string): Promise<Uint8Array> {
  const printed = turn.then(() => print(html));
  turn = printed.catch(() => undefined);
  return printed;
}

async function print(html: string): Promise<Uint8Array> {
  const apart = session.fromPartition(PRINT_PARTITION);
  apart.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  apart.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== ADDRESS }));
  apart.protocol.handle(SCHEME, () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } }));
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      partition: PRINT_PARTITION,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webSecurity: true,
      spellcheck: false,
      devTools: false,
    },
  });
  try {
    await window.loadURL(ADDRESS);
    return await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true });
  } finally {
    window.destroy();
    apart.protocol.unhandle(SCHEME);
  }
}
