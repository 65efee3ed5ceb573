import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './demonstration-fixture.ts';
import { expectAccessible, openLaptop, signIn } from './laptop.ts';

const CLI = join(import.meta.dirname, '..', '..', 'apps', 'desktop', 'src', 'headless', 'cli.ts');
const verify = (bag: string) => spawnSync(process.execPath, [CLI, 'audit', 'verify', bag]).status;

test('files for an auditor: prepared by one, released and written by another; one letter changed is noticed', async ({
  browser,
  demonstration,
}) => {
  const stick = mkdtempSync(join(tmpdir(), 'nrm-stick-'));
  let desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  try {
    await signIn(desk, demonstration, 'زينب علي');
    await desk.room('shell:nav.audit');
    await desk.button('audit:prepare').click();
    const found = desk.page.getByRole('group', { name: desk.word('audit:found') });
    await found.locator('label').nth(0).click();
    await found.locator('label').nth(1).click();
    await desk.page.getByRole('textbox', { name: desk.word('audit:reason') }).fill('114');
    await expectAccessible(desk.page);
    await desk.button('verbs:audit-export.prepare.button', desk.page.getByRole('dialog')).click();
    await expect(desk.page.getByText(desk.word('audit:own'))).toBeVisible();

    // Somebody else sits down.
    await desk.close();
    desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
    await signIn(desk, demonstration, 'هناء محمود');
    await desk.room('shell:nav.audit');
    await desk.button('verbs:audit-export.release.button').click();
    await desk.button('verbs:audit-export.release.button', desk.page.getByRole('dialog')).click();
    await desk.button('audit:write').click();
    await desk.page.getByRole('textbox', { name: desk.word('audit:folder') }).fill(stick);
    await desk.button('audit:write', desk.page.getByRole('dialog')).click();
    await expect(desk.page.getByText(desk.word('audit:done'), { exact: true })).toBeVisible({ timeout: 60_000 });
    await expectAccessible(desk.page);
    await desk.page.keyboard.press('Escape');
    await desk.close();

    const bag = join(stick, readdirSync(stick)[0] ?? '');
    expect(verify(bag)).toBe(0);
    const readme = join(bag, 'readme.txt');
    writeFileSync(readme, readFileSync(readme, 'utf8').replace('folder', 'holder'));
    expect(verify(bag)).toBe(1);
  } finally {
    rmSync(stick, { recursive: true, force: true });
  }
});
