import type { BrowserWindow, OpenDialogReturnValue } from 'electron';
import { expect, it } from 'vitest';
import { withFolderDialog } from './choose-folder.ts';

const window = {} as BrowserWindow;
const answering = (answer: OpenDialogReturnValue) => {
  const asked: unknown[] = [];
  const invoke = withFolderDialog(
    async (name) => ({ kind: 'value', value: name }),
    {
      showOpenDialog: async (...args: unknown[]) => {
        asked.push(args);
        return answer;
      },
    } as never,
    () => window,
  );
  return { invoke, asked };
};

it('answers which folder itself, and hands everything else on', async () => {
  const { invoke, asked } = answering({ canceled: false, filePaths: ['/media/stick'] });
  expect(await invoke('window.choose-folder', {})).toEqual({ kind: 'value', value: { folder: '/media/stick' } });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject([window, { properties: expect.arrayContaining(['openDirectory']) }]);
  expect(await invoke('sync.state', {})).toEqual({ kind: 'value', value: 'sync.state' });
  expect(asked).toHaveLength(1);
});

it('says that nothing was chosen', async () => {
  const { invoke } = answering({ canceled: true, filePaths: [] });
  expect(await invoke('window.choose-folder', {})).toEqual({ kind: 'value', value: { folder: null } });
});
