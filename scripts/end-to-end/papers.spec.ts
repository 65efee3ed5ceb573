import { join } from 'node:path';
import { expect, test } from './demonstration-fixture.ts';
import { choose, choosesCard, expectAccessible, openLaptop, openPart, openPerson, signIn } from './laptop.ts';

const PICTURES = join(import.meta.dirname, '../../test-results/pictures');

test('a paper is lost: written down, its need offered and taken, the date of birth no more exact than known', async ({
  browser,
  demonstration,
}) => {
  const desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  const { page, word } = desk;
  const picture = (name: string) =>
    page.screenshot({ path: join(PICTURES, `ar-${name}.png`), style: '.toasts { display: none }' });
  await signIn(desk, demonstration, 'زينب علي');
  // One of the twelve written files: nobody has asked about papers, and no need for them stands.
  await openPerson(desk, 'فاضل');
  await openPart(desk, 'person');
  await expect(page.getByText(word('case:papers.none'))).toBeVisible();

  await desk.button('case:papers.write').click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('combobox', { name: word('case:papers.which') })
    .fill(word('words:document.unified-national-card'));
  await page.getByRole('option').first().click();
  await choosesCard(desk, 'case:papers.status', 'words:document-status.lost');
  const number = dialog.getByRole('textbox', { name: word('case:papers.number') });
  await number.fill('123');
  await number.blur();
  await expect(dialog.getByText(word('refusals:document.card-number-not-twelve-digits'))).toBeVisible();
  await expectAccessible(page);
  await picture('paper');
  await number.fill('');
  await desk.button('interface:save', dialog).click();
  await expect(dialog).toBeHidden();

  const offer = desk.button('case:papers.offer-button');
  await expect(offer).toBeVisible();
  await offer.click();
  await expect(offer).toBeHidden();
  await openPart(desk, 'needs');
  await expect(page.getByRole('heading', { name: word('words:topic.civil-documentation') })).toBeVisible();
  await openPart(desk, 'person');

  await page
    .getByRole('button', { name: desk.sentence('case:correct-group', { group: word('case:group.about') }) })
    .click();
  await choose(desk, 'case:birth.month', 'case:birth.unknown');
  const year = dialog.getByRole('textbox', { name: word('words:person-field.yearOfBirth') });
  await year.fill('١٩٥٩');
  const day = dialog.getByRole('textbox', { name: word('case:birth.day') });
  await day.fill('٣١');
  await day.blur();
  // A day without its month is no date.
  await expect(dialog.getByText(word('case:birth.not-possible'))).toBeVisible();
  await picture('birth');
  await day.fill('');
  await desk.button('interface:save', dialog).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('1959', { exact: true })).toBeVisible();
  await picture('papers');
  await desk.close();
});
