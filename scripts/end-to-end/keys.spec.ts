import { join } from 'node:path';
import { LANGUAGES } from '@nrm/domain/language';
import type { Page } from '@playwright/test';
import { expect, test } from './demonstration-fixture.ts';
import { choosesCard, expectAccessible, openLaptop, signIn } from './laptop.ts';
import { beginCase } from './person.ts';

test('keys alone: the focus goes on where the reading goes on, and is taken from nobody who types', async ({
  browser,
  demonstration,
}) => {
  const desk = await openLaptop(browser, demonstration, 'front-desk', 'en');
  const { page, word } = desk;
  const heading = page.getByRole('heading', { level: 1 });
  const search = page.getByRole('searchbox', { name: word('shell:search') });
  await signIn(desk, demonstration, 'رنا صالح');
  await expect(heading).toBeFocused();

  // The search opens the page of people while somebody types in it.
  await page.keyboard.press('Control+K');
  await page.keyboard.type('مريم');
  await expect(page.getByRole('option').first()).toBeVisible();
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('مريم');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab').first()).toBeVisible();
  await expect(heading).toBeFocused();
  // The name somebody looked for does not stand over the other rooms.
  await expect(search).toHaveValue('');

  // From part to part of one file the tab keeps it.
  const tab = page.getByRole('tab', { name: new RegExp(`^${word('case:part.needs')}`) });
  await tab.click();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  await expect(tab).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: new RegExp(`^${word('case:part.referrals')}`) })).toBeFocused();

  // A form in steps: Next, and the new step is read.
  await beginCase(desk);
  await expect(heading).toBeFocused();
  const step = (id: string) => page.getByRole('region', { name: word(`new-case:step.${id}`), exact: true });
  await desk.button('new-case:next').press('Enter');
  await expect(step('consent')).toBeFocused();
  await desk.button('new-case:previous').press('Enter');
  await expect(step('today')).toBeFocused();
  await desk.close();
});

for (const language of LANGUAGES)
  test(`what does not fit is said beside its field and stays; everything typed is read back: ${language}`, async ({
    browser,
    demonstration,
  }) => {
    const desk = await openLaptop(browser, demonstration, 'front-desk', language);
    const { page, word, sentence } = desk;
    const field = (key: string) => page.getByRole('textbox', { name: word(key), exact: true });
    const step = async (id: string) => {
      const map = page.getByRole('navigation', { name: word('new-case:steps') });
      await map.getByRole('button', { name: new RegExp(`:\\s*${word(`new-case:step.${id}`)}`) }).click();
    };
    await signIn(desk, demonstration, 'رنا صالح');
    await beginCase(desk);
    await step('reach');
    await choosesCard(desk, 'new-case:reach.by', 'words:contact-by.phone');
    // As the keyboard of the language types it; an example beside it stands in these digits.
    await field('new-case:reach.phone').pressSequentially('٠٧٧٠ ١٢٣ ٤٥٦٧');
    await expect(field('new-case:reach.phone')).toHaveValue('0770 123 4567');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('٩٨');
    await expect(field('new-case:reach.phone')).toHaveValue('098770 123 4567');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await expect(field('new-case:reach.phone')).toHaveValue('0770 123 4567');
    await field('new-case:reach.hours').fill('mornings only');
    await field('new-case:reach.code-word').fill('olive tree');
    await step('person');
    const given = field('new-case:person.given-name');
    await given.fill('ن'.repeat(500));
    await expect(given).toHaveValue('ن'.repeat(500));
    await expect(page.getByText(sentence('interface:text.too-long', { length: '500', most: '80' }))).toBeVisible();
    await field('new-case:person.year').fill('2099');
    await field('new-case:person.year').blur();
    await expect(page.getByText(word('new-case:missing.year-to-come'))).toBeVisible();
    // Wider than the page it may not be.
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await expectAccessible(page);
    await picture(page, 'too-long', language);
    await step('need');
    await field('new-case:need.words').fill('A room with a door');
    await step('check');
    const read = page.getByRole('region', { name: word('new-case:step.check'), exact: true });
    for (const said of ['mornings only', 'olive tree', 'A room with a door'])
      await expect(read.getByText(said, { exact: true })).toBeVisible();
    await picture(page, 'check', language);

    // Neither does a search of five hundred letters fail, nor a sign that no store keeps.
    await page.getByRole('searchbox', { name: word('shell:search') }).fill('ن'.repeat(500));
    await expect(page.getByRole('heading', { level: 1, name: word('people:title') })).toBeVisible();
    await desk.room('shell:nav.my-day');
    await page
      .getByRole('button', { name: sentence('new-case:discard-of') })
      .first()
      .click();
    await desk.button('new-case:discard', page.getByRole('alertdialog')).click();
    await desk.close();
  });

/** For whoever looks: NRM_PICTURES names a folder. */
async function picture(page: Page, name: string, language: string): Promise<void> {
  const folder = process.env.NRM_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}-${language}.png`) });
}

test('what is typed in a dialog is neither seen past the curtain nor lost by a key', async ({
  browser,
  demonstration,
}) => {
  const desk = await openLaptop(browser, demonstration, 'front-desk', 'en');
  const { page, word } = desk;
  await signIn(desk, demonstration, 'رنا صالح');
  await page.getByRole('searchbox', { name: word('shell:search') }).fill('مريم');
  await page.getByRole('option').first().click();
  await page.getByRole('tab', { name: new RegExp(`^${word('case:part.follow-up')}`) }).click();
  await desk.button('verbs:followup.record.button').click();
  const dialog = page.getByRole('dialog');
  const words = dialog.locator('textarea');
  await words.fill('She found a room');

  await page.keyboard.press('F9');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('She found a room')).toBeHidden();
  await desk.button('shell:curtain.open').click();
  await expect(words).toHaveValue('She found a room');

  await page.mouse.click(5, 360);
  await expect(words).toBeVisible();
  await words.press('Escape');
  await expect(dialog.getByText(word('interface:typed-not-kept'))).toBeVisible();
  await desk.button('interface:typed-go-on').click();
  await expect(words).toHaveValue('She found a room');
  // The key that asked takes the question away again, and not the words.
  await words.press('Escape');
  await words.press('Escape');
  await expect(dialog.getByText(word('interface:typed-not-kept'))).toBeHidden();
  await expect(words).toHaveValue('She found a room');
  await words.press('Escape');
  await desk.button('interface:typed-discard').click();
  await expect(dialog).toBeHidden();
  await desk.close();
});
