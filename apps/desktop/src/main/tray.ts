import type { Language } from '@nrm/domain/language';
import { type BrowserWindow, Menu, nativeImage, Tray } from 'electron';
import { trayWords } from './menu.ts';

/** Two arrows on the ground of our buttons, 32 by 32, as PNG; small enough to lie here, so that no file can be missing. */
const ICON =
  'data:image/png;base64,' +
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAAeElEQVR42mNgQAP8ccn/aYkZ8AFaW47XEfSyHKsj6G05iiMGynK4' +
  'I0YdQKxCECBWHQxQzQGkGDr8HIAN0M0B+MDwdwAxYDQXjDpg0DiA3ARL1RAgx/Lh5QByiu3RXEATB5DSeBltEw4OBwx4x2RQdM0G' +
  'Red0oLrnAGzLHAkh9p4GAAAAAElFTkSuQmCC';

/** Somebody who closed the window has left the desk: whoever opens it after so long may be somebody else. */
const LOCK_AFTER_MS = 5 * 60_000;

export interface TrayOptions {
  readonly window: BrowserWindow;
  /** Signs out. */
  lock(): void;
  quit(): void;
  readonly lockAfterMs?: number;
}

export interface InTray {
  speak(language: Language): void;
  /** What waits is being sent before the program ends. */
  sending(sent: number, total: number): void;
  /** Opens the window, wherever it is. */
  open(): void;
  /** The window may really be closed from now on. */
  end(): void;
}

/**
 * Closing the window leaves the program in the tray: it goes on sending, receives, and keeps the night of the office.
 * Where a desktop shows no tray, starting the program again opens the window.
 */
export function stayInTray({ window, lock, quit, lockAfterMs = LOCK_AFTER_MS }: TrayOptions): InTray {
  const tray = new Tray(nativeImage.createFromDataURL(ICON));
  let away: NodeJS.Timeout | undefined;
  let isEnding = false;
  let language: Language = 'ar';

  function open(): void {
    clearTimeout(away);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }
  // A menu that is already shown somewhere does not change by itself: it is set anew.
  function speak(now: Language): void {
    language = now;
    const words = trayWords(language);
    tray.setToolTip(words.program);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: words.open, click: open },
        { type: 'separator' },
        { label: words.quit, click: quit },
      ]),
    );
  }
  speak(language);

  // Ignored on Linux, where the menu has the same.
  tray.on('click', open);
  window.on('close', (event) => {
    if (isEnding) return;
    event.preventDefault();
    window.hide();
    clearTimeout(away);
    away = setTimeout(lock, lockAfterMs);
  });

  return {
    speak,
    sending: (sent, total) => tray.setToolTip(`${trayWords(language).sending} ${sent} / ${total}`),
    open,
    end() {
      isEnding = true;
      clearTimeout(away);
    },
  };
}
