import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, chromium, expect, type Page } from '@playwright/test';
import { DEMONSTRATION_PASSWORD } from '../demonstration/connect-laptop.ts';
import { forgetGovernorate } from '../demonstration/open-governorate.ts';
import { NO_WINDOW_SENTENCES } from '../demonstration/window-decision.ts';
import { expectAccessible } from './laptop.ts';
import { words } from './words.ts';

/** `npm start` with a display and a program in Electron's place, which is the double of it in every one of these tests. */
const START = join(import.meta.dirname, '..', 'start.ts');
const REGISTER = join(import.meta.dirname, 'electron', 'register.ts');
const { word } = words('ar');

interface Started {
  /** All it has said until now. */
  said(): string;
  /** What the double wrote down for its test. */
  notes(): readonly { readonly port?: number; readonly openedOutside?: string }[];
  openWindow(): Promise<Page>;
  interrupt(): void;
  readonly ended: Promise<number | null>;
}

const test = base.extend<object, { folder: string }>({
  folder: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures it depends on
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'nrm-window-'));
      await use(folder);
      forgetGovernorate(join(folder, 'data'));
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

// The governorate is written twice here, and what was changed since is built first.
test.describe.configure({ timeout: 240_000 });

/** Of a test that failed nothing runs on: the next one starts from the same folder. */
const running = new Map<ChildProcess, Promise<number | null>>();
test.afterEach(async () => {
  for (const [child, ended] of running) {
    child.kill('SIGTERM');
    await ended;
  }
});

/** @param electron what stands in the place of Electron's program, as lines of a shell */
async function start(folder: string, electron: readonly string[]): Promise<Started> {
  const place = join(folder, 'electron');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'electron'), ['#!/bin/sh', ...electron].join('\n'));
  chmodSync(join(place, 'electron'), 0o755);
  rmSync(notesOf(folder), { force: true });
  const child: ChildProcess = spawn(
    process.execPath,
    [START, '--small', '--port', '0', '--data', join(folder, 'data')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: place, DISPLAY: ':0' },
    },
  );
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  running.set(child, ended);
  void ended.then((code) => {
    running.delete(child);
    said += `\nended with ${code}`;
  });
  const notes = () =>
    existsSync(notesOf(folder))
      ? readFileSync(notesOf(folder), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as ReturnType<Started['notes']>[number])
      : [];
  await expect.poll(() => said, { timeout: 150_000 }).toMatch(/Ctrl\+C stops everything\.|ended with/);
  expect(said).toContain('Ctrl+C stops everything.');
  return {
    said: () => said,
    notes,
    ended,
    interrupt: () => child.kill('SIGINT'),
    async openWindow() {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${notes().find(({ port }) => port)?.port}`);
      const page = browser.contexts()[0]?.pages()[0];
      if (!page) throw new Error('the window has no page');
      return page;
    },
  };
}

const notesOf = (folder: string) => join(folder, 'notes');
const double = (folder: string) => [
  '[ "$1" = --no-sandbox ] && shift',
  `exec "${process.execPath}" --import "${REGISTER}" "$@" "--double-notes=${notesOf(folder)}"`,
];
const isDatabaseStopped = (folder: string) => !existsSync(join(folder, 'data', 'server', 'postgres', 'owner'));

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^هناء محمود/ }).click();
  await page.getByLabel(word('welcome:password')).fill(DEMONSTRATION_PASSWORD);
  await page.getByRole('button', { name: word('welcome:signIn'), exact: true }).click();
  await expect(page.getByRole('heading', { name: word('my-day:title'), level: 1 })).toBeVisible();
}

test('the first laptop stands in a window on its names, starts again, and closing it ends everything', async ({
  folder,
  page: other,
}) => {
  const started = await start(folder, double(folder));
  expect(started.said()).toContain('Front desk laptop      in its window');
  expect(started.said()).not.toContain('No window');
  const page = await started.openWindow();
  expect(page.url()).toContain('app--nrm');
  const bar = page.getByRole('complementary', { name: word('shell:demonstration.label') });

  await test.step('somebody of the office signs in, with the password that the bar tells', async () => {
    await expect(bar).toContainText(DEMONSTRATION_PASSWORD);
    await signIn(page);
  });

  await test.step('the other laptop and the telephone open in the browser of the computer, and nothing else does', async () => {
    await bar.getByRole('link', { name: word('shell:demonstration.other-laptop') }).click();
    await bar.getByRole('link', { name: word('shell:demonstration.telephone') }).click();
    await page.evaluate(`window.open('http://127.0.0.1:9/')`);
    const [, outreach] = /Outreach laptop +(\S+)/.exec(started.said()) ?? [];
    const [, telephone] = /telephone +(\S+)/.exec(started.said()) ?? [];
    await expect
      .poll(() => started.notes().flatMap(({ openedOutside }) => openedOutside ?? []))
      .toEqual([outreach, telephone]);
  });

  await test.step('start again: what was written is gone, and every page is on its names again', async () => {
    await other.goto(/Outreach laptop +(\S+)/.exec(started.said())?.[1] ?? '');
    await signIn(other);
    await other.getByRole('button', { name: word('shell:demonstration.start-again'), exact: true }).click();
    await expect(other.getByRole('alertdialog')).toBeVisible();
    await expectAccessible(other);
    await other.getByRole('button', { name: word('interface:cancel'), exact: true }).click();
    const before = statSync(join(folder, 'data', 'server', 'server.json')).mtimeMs;
    await page.getByRole('radio', { name: 'English' }).click();
    const { word: said } = words('en');
    await page.getByRole('button', { name: said('shell:demonstration.start-again'), exact: true }).click();
    const asked = page.getByRole('alertdialog');
    await asked.getByRole('button', { name: said('shell:demonstration.start-again.confirm') }).click();
    await expect(asked.getByRole('progressbar')).toBeVisible();
    await expect(asked).toBeHidden({ timeout: 60_000 });
    await expect(page.getByRole('heading', { name: said('welcome:who') })).toBeVisible();
    await expect(page.getByRole('button', { name: /^هناء محمود/ })).toBeVisible();
    await expect(other.getByRole('heading', { name: word('welcome:who') })).toBeVisible();
    expect(statSync(join(folder, 'data', 'server', 'server.json')).mtimeMs).toBeGreaterThan(before);
    await page.getByRole('radio', { name: 'العربية' }).click();
    await signIn(other);
  });

  await expect.poll(() => existsSync(join(folder, 'data', 'written.json')), { timeout: 60_000 }).toBe(true);
  await page.close();
  expect(await started.ended).toBe(0);
  expect(isDatabaseStopped(folder)).toBe(true);
});

test('Ctrl+C ends the window and everything with it', async ({ folder }) => {
  const started = await start(folder, double(folder));
  const page = await started.openWindow();
  await expect(page.getByRole('button', { name: /^هناء محمود/ })).toBeVisible();
  const gone = page.waitForEvent('close');
  started.interrupt();
  await gone;
  expect(await started.ended).toBe(0);
  expect(isDatabaseStopped(folder)).toBe(true);
});

test('where Electron ends before it shows a window, the laptop has an address', async ({ folder, page }) => {
  const started = await start(folder, ['exit 1']);
  expect(started.said()).toContain(NO_WINDOW_SENTENCES['not-shown']);
  const [, address = ''] = /Front desk laptop +(http\S+)/.exec(started.said()) ?? [];
  await page.goto(address);
  await expect(page.getByRole('button', { name: /^هناء محمود/ })).toBeVisible();
  started.interrupt();
  expect(await started.ended).toBe(0);
});
