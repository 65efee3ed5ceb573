import type { BrowserWindow, Dialog } from 'electron';
import type { BridgeAnswer } from '../bridge/answer.ts';

type Invoke = (name: string, args: unknown) => Promise<BridgeAnswer<unknown>>;

/**
 * The one question of the window that the main process answers itself: which folder. It hands on a path and reads
 * nothing of it.
 */
export const withFolderDialog =
  (invoke: Invoke, dialog: Pick<Dialog, 'showOpenDialog'>, window: () => BrowserWindow): Invoke =>
  async (name, args) => {
    if (name !== 'window.choose-folder') return invoke(name, args);
    const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
      properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
    });
    return { kind: 'value', value: { folder: canceled ? null : (filePaths[0] ?? null) } };
  };
