import { expect, test } from './demonstration-fixture.ts';
import { openLaptop, signIn } from './laptop.ts';
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
