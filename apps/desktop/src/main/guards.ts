import type { Session, WebContents } from 'electron';
import { isOfScreens } from './screens.ts';

/** Nothing may be asked of the computer, and nothing may be fetched but the screens. The server is reached by the core. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isOfScreens(url) && !url.startsWith('data:image/') }),
  );
  session.on('will-download', (event) => event.preventDefault());
}

/** The window stays where it is, and stays the only one. @param onAsked hears of the windows it does not get */
export function guardContents(contents: WebContents, onAsked: (address: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    onAsked(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
