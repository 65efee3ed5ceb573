import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { MadeBag } from '../faults/audit.ts';
import { verdictOf } from './audit.ts';

/**
 * The page of the auditors as it is opened from a stick: a file, without a network. `NRM_AUDIT_BAGS=250` gives it 50 bags
 * as they were written and 200 altered ones.
 */
const BAGS = Number(process.env.NRM_AUDIT_BAGS ?? 12);
const PAGE = pathToFileURL(join(import.meta.dirname, '..', '..', 'apps', 'desktop', 'dist', 'verifier', 'verify.html'));

function makeBags(folder: string): readonly MadeBag[] {
  const program = join(import.meta.dirname, 'audit-bags.program.ts');
  const made = spawnSync(process.execPath, [program, folder, String(BAGS)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(made.status, made.stderr).toBe(0);
  return made.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as MadeBag);
}

test('the page says of every bag what it is, offline, from a file', async ({ browser }) => {
  test.setTimeout(120_000 + BAGS * 4_000);
  const folder = mkdtempSync(join(tmpdir(), 'nrm-bags-'));
  const context = await browser.newContext({ offline: true });
  try {
    const bags = makeBags(folder);
    expect(bags).toHaveLength(BAGS);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(PAGE.href);
    for (const made of bags) {
      expect(await verdictOf(page, made.bag, made.identity), made.altered?.what ?? 'as it was written').toBe(
        made.altered ? 'bad' : 'good',
      );
      if (!made.altered) continue;
      const told = await page
        .locator('[data-trouble]')
        .evaluateAll((lines) => lines.map((line) => line.dataset.trouble));
      expect(
        made.altered.told.some((code) => told.includes(code)),
        `${made.altered.what}: ${told.join(' ')}`,
      ).toBe(true);
    }
    expect(errors).toEqual([]);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true });
  }
});

test('it speaks three languages in their directions, and anybody can use it', async ({ page }) => {
  await page.goto(PAGE.href);
  for (const [language, direction] of [
    ['ckb', 'rtl'],
    ['en', 'ltr'],
    ['ar', 'rtl'],
  ] as const) {
    await page.locator(`button[lang="${language}"]`).click();
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.locator('html')).toHaveAttribute('dir', direction);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});
