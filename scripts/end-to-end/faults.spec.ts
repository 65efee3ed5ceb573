import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LANGUAGES, type Language } from '@nrm/domain/language';
import type { WorkerId } from '@nrm/domain/shared';
import { expect, type Page, test } from '@playwright/test';
import { openBridge } from '../../apps/desktop/src/core/bridge-door.ts';
import { isFault } from '../../apps/desktop/src/core/faults.ts';
import type { Laptop } from '../../apps/desktop/src/core/laptop.ts';
import { createFileDeviceSecretStore } from '../../apps/desktop/src/core/session/device-secret-store.ts';
import type { WritableStore } from '../../apps/desktop/src/core/store/store.ts';
import { startLocalHost } from '../../apps/desktop/src/local-host/index.ts';
import { furnishLaptop, newId, openDoor, PASSWORD, sessionOf, stepsOfTurn } from '../faults/furnished-laptop.ts';
import { expectAccessible } from './laptop.ts';
import { words } from './words.ts';

// Cheap passwords: this spec is about what stands behind them.
process.env.NODE_ENV = 'test';

const SCREENS = join(import.meta.dirname, '../../apps/desktop/dist/renderer');

let whole: string;
let worker: WorkerId;
test.beforeAll(async () => {
  whole = join(mkdtempSync(join(tmpdir(), 'nrm-faults-')), 'laptop');
  worker = await furnishLaptop(whole);
});
test.afterAll(() => rmSync(join(whole, '..'), { recursive: true, force: true }));

/** What happened to the laptop between two starts. */
const HAPPENINGS: Readonly<Record<string, (folder: string) => Promise<(() => Promise<void>) | undefined> | undefined>> =
  {
    'replica.damaged'(folder) {
      const path = replicaOf(folder);
      const bytes = readFileSync(path);
      for (let at = 8_192; at < bytes.byteLength; at += 4_096) bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      return undefined;
    },
    async 'replica.rolled-back'(folder) {
      const before = `${folder}-before`;
      cpSync(join(folder, 'replica'), before, { recursive: true });
      const door = await openDoor(folder);
      await door.laptop.signIn(worker, PASSWORD);
      await door.bridge.invoke('act', { id: newId(), steps: stepsOfTurn(0, []) });
      await door.close();
      rmSync(join(folder, 'replica'), { recursive: true });
      cpSync(before, join(folder, 'replica'), { recursive: true });
      rmSync(before, { recursive: true });
      return undefined;
    },
    async 'replica.from-newer-release'(folder) {
      const door = await openDoor(folder);
      await door.laptop.signIn(worker, PASSWORD);
      sessionOf(door.laptop).store.write((tx) =>
        tx.run(
          'insert into schema_migrations (position, name, sha256) values (9999, ?, ?)',
          '9999_what_a_later_release_added',
          '',
        ),
      );
      await door.close();
      return undefined;
    },
    async 'replica.in-use'(folder) {
      const other = await openDoor(folder);
      await other.laptop.signIn(worker, PASSWORD);
      return () => other.close();
    },
    'device-secret.missing'(folder) {
      rmSync(join(folder, 'device-secret'));
      return undefined;
    },
  };

const replicaOf = (folder: string) => join(folder, 'replica', 'replica.db');

for (const [code, happen] of Object.entries(HAPPENINGS)) {
  test(`says ${code} on a screen of its own, with one next step`, async ({ page }) => {
    const folder = join(whole, '..', code);
    cpSync(whole, folder, { recursive: true });
    const undo = await happen(folder);
    const host = await openHost(folder, page);
    try {
      // Before the door opened nobody is asked for a language.
      for (const language of code === 'device-secret.missing' ? (['ar'] as const) : LANGUAGES) {
        const t = words(language).word;
        if (code !== 'device-secret.missing') await chooseLanguage(page, language);
        await expect(signInOf(page, language).or(page.getByText(t(`faults:${code}.title`)))).toBeVisible();
        if (await signInOf(page, language).isVisible()) await signIn(page, language);
        await expect(page.getByRole('heading', { name: t(`faults:${code}.title`) })).toBeVisible();
        await expect(page.getByText(t(`faults:${code}.words`))).toBeVisible();
        await expect(page.getByText(code, { exact: true })).toBeVisible();
        await expectAccessible(page);
        await picture(page, code, language);
        await page.reload();
      }
      if (code === 'replica.rolled-back') await goOn(page);
      if (code === 'device-secret.missing') await connectAgain(page, folder);
    } finally {
      await undo?.();
      await host.close();
    }
  });
}

for (const language of LANGUAGES) {
  test(`keeps on the screen what is typed while the disk is full, and goes on when there is room, ${language}`, async ({
    page,
  }) => {
    const folder = join(whole, '..', `full-${language}`);
    cpSync(whole, folder, { recursive: true });
    const { word, sentence } = words(language);
    const full = () => page.getByText(word('faults:disk.full.title'), { exact: true });
    const { close, disk } = await openHost(folder, page);
    try {
      await chooseLanguage(page, language);
      await signIn(page, language);
      await expect(page.getByRole('heading', { name: word('my-day:title'), level: 1 })).toBeVisible();

      // A case is being begun.
      const rooms = page.getByRole('navigation', { name: word('shell:nav.label') });
      await rooms.getByRole('link', { name: word('shell:nav.new-case') }).click();
      const map = page.getByRole('navigation', { name: word('new-case:steps') });
      await map.getByRole('button', { name: new RegExp(word('new-case:step.need')) }).click();
      const need = page.getByRole('textbox', { name: word('new-case:need.words'), exact: true });
      await need.fill(LONG);
      await expect(page.getByText(sentence('interface:saved-at'))).toBeVisible();
      disk.fill();
      await need.fill(`${LONG} ${LONG}`);
      await expect(full()).toBeVisible();
      await expect(need).toHaveValue(`${LONG} ${LONG}`);
      await expectAccessible(page);
      await picture(page, 'full-new-case', language);
      disk.makeRoom();
      // Without another letter.
      await expect(full()).toBeHidden();
      await expect(page.getByText(sentence('interface:saved-at'))).toBeVisible();
      await page.reload();
      await map.getByRole('button', { name: new RegExp(word('new-case:step.need')) }).click();
      await expect(need).toHaveValue(`${LONG} ${LONG}`);

      // A note in a file.
      await rooms.getByRole('link', { name: word('shell:nav.people') }).click();
      await page.getByRole('option').first().click();
      await page.getByRole('tab', { name: new RegExp(`^${word('case:part.story')}`) }).click();
      const note = page.getByRole('textbox', { name: word('case:note'), exact: true });
      const write = page.getByRole('button', { name: word('verbs:case.note.button'), exact: true });
      disk.fill();
      await note.fill(LONG.repeat(4));
      await expect(full()).toBeVisible();
      await write.click();
      await expect(full()).toBeVisible();
      await expect(note).toHaveValue(LONG.repeat(4));
      await picture(page, 'full-note', language);
      disk.makeRoom();
      await write.click();
      await expect(page.getByText(word('case:note-written'), { exact: true })).toBeVisible();
      await expect(note).toHaveValue('');
      await expect(full()).toBeHidden();
    } finally {
      await close();
    }
  });
}

async function goOn(page: Page): Promise<void> {
  await chooseLanguage(page, 'en');
  await signIn(page, 'en');
  const t = words('en').word;
  await page.getByRole('button', { name: t('faults:replica.rolled-back.next') }).click();
  await expect(page.getByRole('heading', { name: t('my-day:title'), level: 1 })).toBeVisible();
}

/** Nothing is deleted: what cannot be opened is put aside, and the laptop asks for a code like a new one. */
async function connectAgain(page: Page, folder: string): Promise<void> {
  const t = words('ar').word;
  await page.getByRole('button', { name: t('faults:device-secret.missing.next') }).click();
  await expect(page.getByRole('heading', { name: t('faults:device-secret.missing.title') })).toHaveCount(0);
  await expect(page.getByLabel(t('welcome:connect.code'))).toBeVisible();
  expect(readdirSync(join(folder, 'aside-1'))).toContain('replica');
}

/** Some of these are longer than a page of the replica: where there is no room for a page, there is none for them. */
const LONG = 'وصلنا ليلاً ولم نجد في البيت باباً ولا سقفاً. '.repeat(40);

interface Disk {
  fill(): void;
  makeRoom(): void;
}

/** As full as SQLite knows it: no page more, and none left in the file. The error is its own, the same that a full disk gives. */
const diskOf = (laptop: Laptop): Disk => {
  const limit = (pages: string) => sessionOf(laptop).store.write((tx) => tx.exec(`pragma max_page_count = ${pages}`));
  return {
    fill() {
      const { store } = sessionOf(laptop);
      limit(String(store.get('pragma page_count')?.page_count));
      for (const [name, length] of [
        ['large', 20_000],
        ['small', 9_000],
      ] as const)
        for (let n = 0; keepsFiller(store, `${name} ${n}`, length); n++);
    },
    makeRoom() {
      limit('1000000000');
      sessionOf(laptop).store.write((tx) => tx.run(`delete from drafts where worker = 'filler'`));
    },
  };
};

function keepsFiller(store: WritableStore, key: string, length: number): boolean {
  try {
    store.write((tx) =>
      tx.run(
        `insert into drafts (worker, key, title, value, saved_at) values ('filler', ?, '', ?, '')`,
        key,
        'x'.repeat(length),
      ),
    );
    return true;
  } catch (error) {
    if (isFault(error, 'disk.full')) return false;
    throw error;
  }
}

async function openHost(
  folder: string,
  page: Page,
): Promise<{ readonly close: () => Promise<void>; readonly disk: Disk }> {
  const door = await openBridge({
    folder,
    deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')),
    nowMs: Date.now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
  });
  const host = await startLocalHost({ bridge: door.bridge, screens: SCREENS, port: 0, name: 'faults' });
  await page.goto(host.launchAddress);
  return {
    async close() {
      await host.close();
      await door.close();
    },
    get disk() {
      return diskOf(door.laptop);
    },
  };
}

const signInOf = (page: Page, language: Language) =>
  page.getByLabel(words(language).word('welcome:password'), { exact: true });

async function chooseLanguage(page: Page, language: Language): Promise<void> {
  await page.getByRole('radio', { name: words(language).word(`shell:language.${language}`), exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

async function signIn(page: Page, language: Language): Promise<void> {
  await signInOf(page, language).fill(PASSWORD);
  await page.getByRole('button', { name: words(language).word('welcome:signIn'), exact: true }).click();
}

/** For whoever looks: NRM_PICTURES names a folder. */
async function picture(page: Page, name: string, language: Language): Promise<void> {
  const folder = process.env.NRM_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}-${language}.png`) });
}
