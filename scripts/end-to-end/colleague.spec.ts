import { LANGUAGES } from '@nrm/domain/language';
import { expect, test } from './demonstration-fixture.ts';
import { openLaptop, openPart, openPerson, signIn } from './laptop.ts';

for (const language of LANGUAGES)
  test(`a supervisor gives a file to a colleague, and its story says so: ${language}`, async ({
    browser,
    demonstration,
  }) => {
    const desk = await openLaptop(browser, demonstration, 'front-desk', language);
    const { page, word } = desk;
    await signIn(desk, demonstration, 'هناء محمود');
    await openPerson(desk, 'مريم إدريس');
    const header = page.getByRole('main');
    const responsible = (name: string) =>
      header.getByText(desk.sentence('case:responsible', { name }), { exact: false }).first();
    const before = (await responsible('رنا صالح').isVisible()) ? 'رنا صالح' : 'زينب علي';
    const after = before === 'رنا صالح' ? 'زينب علي' : 'رنا صالح';
    await desk.button('case:give-to-colleague').click();
    const dialog = page.getByRole('dialog');
    await desk.button('verbs:case.assign.button', dialog).click();
    await expect(dialog.getByText(word('case:to-worker-missing'))).toBeVisible();
    await dialog.getByRole('button', { name: new RegExp(word('case:to-worker')) }).click();
    await expect(page.getByRole('option', { name: before })).toBeHidden();
    await page.getByRole('option', { name: after }).click();
    await desk.button('verbs:case.assign.button', dialog).click();
    await expect(dialog).toBeHidden();
    await expect(responsible(after)).toBeVisible();
    await openPart(desk, 'story');
    const told = page.getByRole('listitem').filter({ hasText: word('verbs:case.assign.story') });
    await expect(told.first()).toContainText(after);
    await desk.close();
  });
