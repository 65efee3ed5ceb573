import { join } from 'node:path';
import type { Language } from '@nrm/domain/language';
import { expect, test } from './demonstration-fixture.ts';
import { choosesCard, expectAccessible, type Laptop, openLaptop, openPart, openPerson, signIn } from './laptop.ts';
import { type NewPerson, registerPerson, sendReferral } from './person.ts';
import { openTelephone } from './telephone.ts';

/** The screens as they stood, to look at; every other one is looked at by axe alone, because pictures take time. */
const PICTURES = join(import.meta.dirname, '../../test-results/pictures');
const PICTURED =
  /^(welcome|my-day|new-case-person|refer|refer-arrived|case-closed|case-story|people|referrals|directory|sync)$/;
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
    const look = async (name: string) => {
      await expectAccessible(desk.page);
      if (!PICTURED.test(name)) return;
      await desk.page.screenshot({
        path: join(PICTURES, `${language}-${name}.png`),
        style: '.toasts { display: none }', // they pass, and lie over what is to be looked at
      });
    };
    await look('welcome');
    await signIn(desk, demonstration, 'زينب علي');
    await look('my-day');

    await registerPerson(desk, person, look);
    await openPart(desk, 'needs');
    await look('case-needs');
    await desk.page.getByRole('link', { name: desk.sentence('case:refer-need-of') }).click();
    const digits = await sendReferral(desk, { words: person.words, pause: look });
    await expect(desk.page.getByText(desk.word('refer:arrived'))).toBeVisible();
    await look('refer-arrived');

    const outreach = await openLaptop(browser, demonstration, 'outreach', language);
    await signIn(outreach, demonstration, 'سامر خليل');
    await openPerson(outreach, name);
    await openPart(outreach, 'referrals');
    await expectState(outreach, 'words:sending.sent');
    await expect(outreach.page.getByText(new RegExp(digits.slice(-4)))).toBeVisible();

    const telephone = await openTelephone(browser, demonstration);
    await expectAccessible(telephone.page);
    await telephone.expectReasonAsked(digits);
    await telephone.says(digits, 'accepted');
    await expectState(outreach, 'words:answer.accepted');
    await telephone.says(digits, 'attended');
    await expectState(outreach, 'words:service-state.attended');
    await telephone.says(digits, 'completed');
    await telephone.expectNothingSenseless();
    await expectState(outreach, 'words:service-state.completed');
    await telephone.close();

    await desk.page.getByRole('link', { name: desk.word('refer:back-to-case') }).click();
    await expectState(desk, 'words:service-state.completed');
    await look('case-answered');
    await tellPerson(desk);
    await confirm(desk, look);
    const closed = desk.sentence('case:ended-as', { ending: desk.word('words:ending.closed-both') });
    await expect(desk.page.getByText(closed)).toBeVisible();
    await expect(outreach.page.getByText(closed)).toBeVisible();
    await look('case-closed');
    for (const part of ['story', 'person', 'follow-up', 'consents']) {
      await openPart(desk, part);
      await look(`case-${part}`);
    }
    for (const room of ['people', 'referrals', 'call-list', 'directory', 'sync']) {
      await desk.room(`shell:nav.${room}`);
      await expect(desk.page.getByRole('heading', { level: 1, name: desk.word(`${room}:title`) })).toBeVisible();
      await look(room);
    }
    await desk.room('shell:nav.directory');
    await desk.page.getByRole('main').getByRole('option').first().click();
    await expect(desk.page.getByRole('heading', { level: 3 }).first()).toBeVisible();
    await look('organisation');
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

async function confirm(laptop: Laptop, look: (name: string) => Promise<void>): Promise<void> {
  await laptop.button('verbs:referral.report-confirmation.button').click();
  const dialog = laptop.page.getByRole('dialog');
  await choosesCard(laptop, 'referrals:did-they-get-it', 'words:confirmation.confirmed');
  await look('confirmation');
  await laptop.button('verbs:referral.report-confirmation.button', dialog).click();
  await expect(dialog).toBeHidden();
}
