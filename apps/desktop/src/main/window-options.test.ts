import { expect, it } from 'vitest';
import { windowOptions } from './window-options.ts';

// Golden: a change here is a decision about security, and belongs in docs/decisions/0010.
it('makes the window exactly so', () => {
  expect(windowOptions('/out/preload/index.cjs')).toStrictEqual({
    width: 1366,
    height: 768,
    minWidth: 1280,
    minHeight: 720,
    show: false,
    backgroundColor: '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload: '/out/preload/index.cjs',
      partition: 'nrm-screens',
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
  });
});
