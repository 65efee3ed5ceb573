import { join } from 'node:path';
import { LANGUAGES } from '@nrm/domain/language';
import type { Page } from '@playwright/test';
import { expect, test } from './demonstration-fixture.ts';
import { openLaptop, signIn } from './laptop.ts';
import { beginCase } from './person.ts';

/** For whoever looks: NRM_PICTURES names a folder. */
async function picture(page: Page, name: string, language: string): Promise<void> {
  const folder = process.env.NRM_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}-${language}.png`) });
}

for (const language of LANGUAGES) {
  test(`a form that was left is offered the moment somebody comes back: ${language}`, async ({
    browser,
    demonstration,
  }) => {
    const desk = await openLaptop(browser, demonstration, 'front-desk', language);
    const { page, word } = desk;
    await signIn(desk, demonstration, 'رنا صالح');
    await beginCase(desk);
    await page
      .getByRole('navigation', { name: word('new-case:steps') })
      .getByRole('button', { name: new RegExp(`:\\s*${word('new-case:step.person')}`) })
      .click();
    await page.getByRole('textbox', { name: word('new-case:person.given-name'), exact: true }).fill('شهلاء');
    // Not waited for: what was typed a moment ago is there as well.
    await desk.room('shell:nav.my-day');
    await desk.room('shell:nav.new-case');
    await expect(page.getByRole('main').getByText('شهلاء')).toBeVisible();
    await expect(page.getByRole('navigation', { name: word('new-case:steps') })).toBeHidden();
    await picture(page, 'begin-again', language);
    await desk.room('shell:nav.my-day');
    await page
      .getByRole('button', { name: desk.sentence('new-case:discard-of') })
      .first()
      .click();
    await desk.button('new-case:discard', page.getByRole('alertdialog')).click();
    await desk.close();
  });

  test(`nobody is registered twice for a chip that was pressed, and a colleague signs in themselves: ${language}`, async ({
    browser,
    demonstration,
  }) => {
    const desk = await openLaptop(browser, demonstration, 'front-desk', language);
    const { page, word } = desk;
    await signIn(desk, demonstration, 'زينب علي');
    const search = page.getByRole('searchbox', { name: word('shell:search') });
    await search.fill('مريم');
    await expect(page.getByRole('option').first()).toBeVisible();
    await desk.button('people:status.ended').click();
    await desk.button('people:mine').click();
    await expect(page.getByText(word('people:found-elsewhere'))).toBeVisible();
    await picture(page, 'elsewhere', language);
    await desk.button('interface:clear-filters').click();
    await expect(page.getByRole('option').first()).toBeVisible();
    await desk.button('people:status.ended').click();
    await desk.button('people:mine').click();
    await search.fill('قققققق');
    await expect(page.getByText(word('people:none-found'), { exact: true })).toBeVisible();
    await picture(page, 'nobody', language);

    await page.getByRole('button', { name: new RegExp(word('shell:worker.menu')) }).click();
    await page.getByRole('menuitem', { name: 'رنا صالح' }).click();
    const password = page.getByLabel(word('welcome:password'));
    await expect(password).toBeVisible();
    await expect(page.getByRole('main').getByText('رنا صالح')).toBeVisible();
    await picture(page, 'takes-over', language);
    await password.fill(demonstration.password);
    await desk.button('welcome:signIn').click();
    await expect(page.getByRole('heading', { name: word('my-day:title'), level: 1 })).toBeVisible();
    await expect(page.getByRole('button', { name: new RegExp(word('shell:worker.menu')) })).toContainText('رنا صالح');
    await desk.close();
  });
}
