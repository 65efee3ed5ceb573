import { join } from 'node:path';
import { expect, test } from './demonstration-fixture.ts';
import { choose, choosesCard, expectAccessible, type Laptop, openLaptop, signIn, switchNetwork } from './laptop.ts';
import { sendReferral } from './person.ts';

const PICTURES = join(import.meta.dirname, '../../test-results/pictures');
const picture = (laptop: Laptop, name: string) =>
  laptop.page.screenshot({
    path: join(PICTURES, `${laptop.language}-${name}.png`),
    style: '.toasts { display: none }', // they pass, and lie over what is to be looked at
  });

test('somebody only asks: counted without a network, seen on the other laptop, taken back there', async ({
  browser,
  demonstration,
}) => {
  const desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  const outreach = await openLaptop(browser, demonstration, 'outreach', 'ar');
  await signIn(desk, demonstration, 'زينب علي');
  await signIn(outreach, demonstration, 'سامر خليل');
  await outreach.room('shell:nav.front-desk');
  await desk.room('shell:nav.front-desk');
  await expect(outreach.page.getByText(outreach.word('front-desk:enquiries-none'))).toBeVisible();

  await switchNetwork(desk, false);
  await desk.button('verbs:enquiry.count.button').click();
  const dialog = desk.page.getByRole('dialog');
  const count = desk.button('verbs:enquiry.count.button', dialog);
  await count.click();
  await expect(dialog.getByText(desk.word('front-desk:count.topic-missing'))).toBeVisible();
  await choosesCard(desk, 'front-desk:count.topic', 'words:topic.civil-documentation');
  await choosesCard(desk, 'words:person-field.sex', 'words:sex.female');
  // Nowhere to write what was said, or who said it.
  await expect(dialog.getByRole('textbox')).toHaveCount(2);
  await expectAccessible(desk.page);
  await count.click();
  await expect(dialog).toBeHidden();
  await expect(counted(desk)).toContainText('1');
  await expect(counted(outreach)).toBeHidden();

  await switchNetwork(desk, true);
  await expect(counted(outreach)).toContainText('1');
  await outreach.button('front-desk:counted-by-mistake').click();
  const list = outreach.page.getByRole('dialog');
  await list.getByRole('button', { name: outreach.sentence('front-desk:entered-in-error-of') }).click();
  await expect(list).toBeHidden();
  await expect(counted(desk)).toBeHidden();
  await outreach.close();
  await desk.close();
});

test('somebody is not safe today: from the welcome to a referral that is sent, the rest asked later', async ({
  browser,
  demonstration,
}) => {
  const desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  const { page, word } = desk;
  await signIn(desk, demonstration, 'زينب علي');
  await desk.room('shell:nav.front-desk');
  await choose(desk, 'front-desk:language', 'words:client-language.ckb');
  const welcome = page.getByRole('region', { name: word('front-desk:welcome') });
  await expect(welcome.locator('[lang=ckb]')).toBeVisible();
  await picture(desk, 'front-desk');
  await choosesCard(desk, 'front-desk:company', 'front-desk:company.with-somebody');
  await expect(page.getByText(word('front-desk:company-words'))).toBeVisible();
  await choosesCard(desk, 'new-case:today.question', 'new-case:today.unsafe');
  await expectAccessible(page);
  await picture(desk, 'front-desk-unsafe');
  await desk.button('front-desk:refer-today').click();

  await test.step('consent, a safe way to be reached, the given name and the need: nothing else is asked', async () => {
    await expect(page.locator('[lang=ckb].consent-aloud')).toBeVisible();
    await choosesCard(desk, 'new-case:consent.method', 'words:consent-method.spoken');
    await desk.button('new-case:next').click();
    await choosesCard(desk, 'new-case:reach.by', 'words:contact-by.comes-to-office');
    await desk.button('new-case:next').click();
    await page.getByRole('textbox', { name: word('new-case:person.given-name'), exact: true }).fill('نرمين');
    await expect(page.getByRole('textbox', { name: word('new-case:person.father-name') })).toBeHidden();
    await choosesCard(desk, 'new-case:person.sex', 'words:sex.female');
    await choose(desk, 'new-case:person.came-back', 'words:came-back.from-displacement');
    await desk.button('new-case:next').click();
    await choosesCard(desk, 'new-case:need.topic', 'words:topic.medical');
    await expect(page.getByRole('radio', { name: word('words:urgency.emergency') })).toBeChecked();
    await desk.button('new-case:open-and-refer').click();
    // The district was left out: the form goes there and says so.
    await expect(page.getByText(word('new-case:missing.district'))).toBeVisible();
    await page.getByRole('combobox', { name: word('new-case:person.district') }).fill('Mosul');
    await page.getByRole('option').first().click();
    await desk.button('new-case:next').click();
    await desk.button('new-case:open-and-refer').click();
  });

  await expect(page.getByText(desk.sentence('refer:emergency-by'))).toBeVisible();
  await picture(desk, 'refer-emergency');
  await sendReferral(desk, { words: 'تحتاج إلى طبيبة اليوم' });
  await expect(page.getByText(word('refer:arrived'))).toBeVisible();
  await page.getByRole('link', { name: word('refer:back-to-case') }).click();
  await expect(desk.button('words:to-complete')).toBeVisible();
  await picture(desk, 'case-to-complete');
  await desk.room('shell:nav.my-day');
  const task = page.getByRole('link', { name: new RegExp(`${word('words:task.complete-file')}.*نرمين`) });
  await task.click();
  await expect(page.getByRole('tab', { name: word('case:part.person'), selected: true })).toBeVisible();

  await test.step('asked on another day, also what nobody knows, and the file is complete', async () => {
    await desk.button('words:to-complete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(word('case:complete.not-known'), { exact: true }).click();
    await dialog.getByRole('textbox', { name: word('words:person-field.yearOfBirth') }).fill('١٩٩٤');
    await expectAccessible(page);
    await picture(desk, 'complete-file');
    await desk.button('interface:save', dialog).click();
    await expect(dialog).toBeHidden();
    await expect(desk.button('words:to-complete')).toBeHidden();
  });
  await desk.close();
});

/** The line of today's counts for what is asked about in this test. */
const counted = (laptop: Laptop) =>
  laptop.page
    .getByRole('list', { name: laptop.word('front-desk:enquiries') })
    .getByRole('listitem')
    .filter({ hasText: laptop.word('words:topic.civil-documentation') });
