import type { Language } from '@nrm/domain/language';
import { expect, test } from './demonstration-fixture.ts';
import { choosesCard, expectAccessible, type Laptop, openLaptop, openPart, openPerson, signIn } from './laptop.ts';
import { type NewPerson, registerPerson, sendReferral } from './person.ts';
import { openTelephone } from './telephone.ts';

const PEOPLE: Readonly<Record<Language, NewPerson>> = {
  ar: { given: 'ميسون', father: 'رافد', topic: 'legal', words: 'تريد أن تعرف حقها في البيت' },
  ckb: { given: 'ڕووناک', father: 'دڵشاد', topic: 'legal', words: 'دەیەوێت مافی خۆی بزانێت' },
  en: { given: 'Maysoon', father: 'Rafid', topic: 'legal', words: 'Wants to know her rights to the house' },
};

for (const language of ['ar', 'ckb', 'en'] as const)
  test(`the first whole loop: ${language}`, async ({ browser, demonstration }) => {
    const person = PEOPLE[language];
    const name = `${person.given} ${person.father}`;
    const desk = await openLaptop(browser, demonstration, 'front-desk', language);
    const look = async () => expectAccessible(desk.page);
    await look();
    await signIn(desk, demonstration, 'زينب علي');
    await look();

    await registerPerson(desk, person, look);
    await look();
    await openPart(desk, 'needs');
    await look();
    await desk.page.getByRole('link', { name: desk.sentence('case:refer-need-of') }).click();
    const digits = await sendReferral(desk, { words: person.words, pause: look });
    await expect(desk.page.getByText(desk.word('refer:arrived'))).toBeVisible();

    const outreach = await openLaptop(browser, demonstration, 'outreach', language);
    await signIn(outreach, demonstration, 'سامر خليل');
    await openPerson(outreach, name);
    await openPart(outreach, 'referrals');
    await expectState(outreach, 'words:sending.sent');
    await expect(outreach.page.getByText(new RegExp(digits.slice(-4)))).toBeVisible();

    const telephone = await openTelephone(browser, demonstration);
    await expectAccessible(telephone.page);
    await telephone.says(digits, 'accepted');
    await expectState(outreach, 'words:answer.accepted');
    await telephone.says(digits, 'attended');
    await expectState(outreach, 'words:service-state.attended');
    await telephone.says(digits, 'completed');
    await expectState(outreach, 'words:service-state.completed');
    await telephone.close();

    await desk.page.getByRole('link', { name: desk.word('refer:back-to-case') }).click();
    await expectState(desk, 'words:service-state.completed');
    await look();
    await tellPerson(desk);
    await confirm(desk, look);
    const closed = desk.sentence('case:ended-as', { ending: desk.word('words:ending.closed-both') });
    await expect(desk.page.getByText(closed)).toBeVisible();
    await expect(outreach.page.getByText(closed)).toBeVisible();
    await look();
    await outreach.close();
    await desk.close();
  });

async function expectState(laptop: Laptop, key: string): Promise<void> {
  await expect(laptop.page.getByText(laptop.word(key), { exact: true }).first()).toBeVisible();
}

async function tellPerson(laptop: Laptop): Promise<void> {
  await laptop.button('verbs:referral.tell-person.button').click();
  const dialog = laptop.page.getByRole('dialog');
  await laptop.button('verbs:referral.tell-person.button', dialog).click();
  await expect(dialog).toBeHidden();
  await expect(laptop.page.getByText(laptop.word('case:to-tell'), { exact: true })).toBeHidden();
}

async function confirm(laptop: Laptop, look: () => Promise<void>): Promise<void> {
  await laptop.button('verbs:referral.report-confirmation.button').click();
  const dialog = laptop.page.getByRole('dialog');
  await choosesCard(laptop, 'referrals:did-they-get-it', 'words:confirmation.confirmed');
  await look();
  await laptop.button('verbs:referral.report-confirmation.button', dialog).click();
  await expect(dialog).toBeHidden();
}
