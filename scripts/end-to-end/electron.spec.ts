import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { type LaunchedApp, launch } from './electron/launch.ts';

/** The real built main process, preload script and screens, in Electron where its binary is there. */
interface Bridged {
  readonly nrm: { invoke(name: string, args: unknown): Promise<{ kind: string; value?: unknown; fault?: { code: string; params: object } }>; subscribe(listener: (event: unknown) => void): () => void };
}

const test = base.extend<{ desktop: LaunchedApp }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures it depends on
  desktop: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'nrm-desktop-'));
    const app = await launch(folder);
    await use(app);
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  },
});

test('a laptop of no office shows how to connect it, in Arabic, from right to left', async ({ desktop: { window } }) => {
  await expect(window.getByRole('heading', { name: 'ربط هذا الحاسوب' })).toBeVisible();
  expect(await window.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual(['ar', 'rtl']);
});
