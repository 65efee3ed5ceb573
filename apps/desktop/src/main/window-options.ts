import type { BrowserWindowConstructorOptions } from 'electron';

/** Without `persist:` in front, the partition lives in memory: the screens leave no cookie, cache or storage on the disk. */
export const PARTITION = 'nrm-screens';

/**
 * How the one window is made. A test compares it with a golden object, so that no door opens by accident.
 * @param preload absolute path of the built preload script
 */
export const windowOptions = (preload: string) =>
  ({
    width: 1366,
    height: 768,
    minWidth: 1280,
    minHeight: 720,
    show: false,
    backgroundColor: '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      partition: PARTITION,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      safeDialogs: true,
      webgl: false,
      devTools: false,
    },
  }) satisfies BrowserWindowConstructorOptions;
