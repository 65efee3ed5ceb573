import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectAccessible, type Laptop } from './laptop.ts';

const CLI = join(import.meta.dirname, '..', '..', 'apps', 'desktop', 'src', 'headless', 'cli.ts');

/** Two files for the auditor; ends where another person has to release them. */
export async function prepareFiles(laptop: Laptop): Promise<void> {
  const { page, word } = laptop;
  await laptop.room('shell:nav.audit');
  await laptop.button('audit:prepare').click();
  const found = page.getByRole('group', { name: word('audit:found') });
  await found.locator('label').nth(0).click();
  await found.locator('label').nth(1).click();
  await page.getByRole('textbox', { name: word('audit:reason') }).fill('114');
  await expectAccessible(page);
  await laptop.button('verbs:audit-export.prepare.button', page.getByRole('dialog')).click();
  await expect(page.getByText(word('audit:own'))).toBeVisible();
}

/** The one that waits for another person is taken back by whoever prepared it, who says why. */
export async function withdrawPrepared(laptop: Laptop): Promise<void> {
  const { page, word } = laptop;
  await laptop.button('verbs:audit-export.withdraw.button').click();
  const dialog = page.getByRole('alertdialog');
  await laptop.button('verbs:audit-export.withdraw.button', dialog).click();
  await expect(dialog.getByText(word('audit:withdraw-missing'))).toBeVisible();
  await dialog.getByRole('textbox', { name: word('audit:withdraw-why') }).fill('115');
  await expectAccessible(page);
  await laptop.button('verbs:audit-export.withdraw.button', dialog).click();
  await expect(page.getByText(word('audit:state.withdrawn'))).toBeVisible();
  await expect(page.getByText(word('audit:own'))).toBeHidden();
}

/** @returns the folder that is handed over, in the given one */
export async function releaseAndWrite(laptop: Laptop, folder: string): Promise<string> {
  const { page, word } = laptop;
  await laptop.room('shell:nav.audit');
  await laptop.button('verbs:audit-export.release.button').click();
  // Nobody answers for files they have not seen.
  await expect(page.getByRole('list', { name: word('audit:chosen') }).getByRole('listitem')).toHaveCount(2);
  await laptop.button('verbs:audit-export.release.button', page.getByRole('dialog')).click();
  // Others were written before, and may be written again.
  const released = page.locator('.card').filter({ hasText: word('audit:state.released') });
  await laptop.button('audit:write', released).click();
  await page.getByRole('textbox', { name: word('audit:folder') }).fill(folder);
  await laptop.button('audit:write', page.getByRole('dialog')).click();
  await expect(page.getByText(word('audit:done'), { exact: true })).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  return join(folder, readdirSync(folder)[0] ?? '');
}

/** The page of the auditors, which lies in every hand-over, at its address: green is 'good', red is 'bad'. */
export async function verdictOf(page: Page, bag: string, identity: string): Promise<string | null> {
  await page.reload();
  await page.locator('#folder').setInputFiles(bag);
  await page.locator('#identity').fill(identity);
  await page.locator('button.primary').click();
  const verdict = page.locator('.verdict');
  await expect(verdict).toBeVisible({ timeout: 30_000 });
  return verdict.getAttribute('data-verdict');
}

/** What the command says that auditors are given: 0 is green, 1 is red. */
export const verifyBag = (bag: string): number | null =>
  spawnSync(process.execPath, [CLI, 'audit', 'verify', bag]).status;

export function changeOneLetter(bag: string): void {
  const readme = join(bag, 'readme.txt');
  writeFileSync(readme, readFileSync(readme, 'utf8').replace('folder', 'holder'));
}
