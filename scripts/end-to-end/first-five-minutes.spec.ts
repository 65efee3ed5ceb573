import { expect, test } from './demonstration-fixture.ts';
import {
  choosesCard,
  expectAllSent,
  type Laptop,
  openLaptop,
  openPart,
  openPerson,
  signIn,
  switchNetwork,
} from './laptop.ts';
import { sendReferral } from './person.ts';
import { openTelephone } from './telephone.ts';

const BARBER = 'إسماعيل';
const THEY_CLOSED = 'قالوا في السوق إن المكتب أُغلق منذ شهر';

/** What whoever starts the demonstration is led through: the answer that never came. */
test('the first five minutes', async ({ browser, demonstration }) => {
  const desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  const { page } = desk;

  await test.step('who are you today: names of the office, the password of everybody, the other laptop', async () => {
    const line = page.getByRole('complementary', { name: desk.word('shell:demonstration.label') });
    await expect(line).toContainText(demonstration.password);
    await expect(line.getByRole('link', { name: desk.word('shell:demonstration.other-laptop') })).toBeVisible();
    await expect(line.getByRole('link', { name: desk.word('shell:demonstration.telephone') })).toBeVisible();
    for (const { name } of demonstration.staff)
      await expect(page.getByRole('button', { name: new RegExp(`^${name}`) })).toBeVisible();
    await signIn(desk, demonstration, 'زينب علي');
  });

  await test.step('my day: the first line is five days past its date', async () => {
    const late = page
      .getByRole('region')
      .filter({ has: page.getByRole('heading', { name: desk.word('my-day:late') }) });
    const first = late.getByRole('listitem').first();
    await expect(first).toContainText(BARBER);
    await expect(first).toContainText(desk.word('words:task.answer-due'));
    await expect(first).toContainText(desk.sentence('my-day:was-due', { count: '5' }));
    await first.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name: BARBER })).toBeVisible();
  });

  await test.step('nobody answered: refer again, to services with reasons, one of them without funds', async () => {
    await openPart(desk, 'referrals');
    await desk.button('verbs:referral.report-answer.button').click();
    await choosesCard(desk, 'referrals:what-they-said', 'words:answer.no-response');
    const dialog = page.getByRole('dialog');
    await desk.button('verbs:referral.report-answer.button', dialog).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('link', { name: desk.word('case:refer-again') }).click();
    await expect(
      page.getByRole('list', { name: desk.word('refer:services-possible') }).locator('> li'),
    ).not.toHaveCount(0);
    const without = page
      .getByRole('region')
      .filter({ has: page.getByRole('heading', { name: desk.sentence('refer:services-not') }) });
    await expect(without.getByText(desk.word('matching:is-open.no.funding-ended')).first()).toBeVisible();
  });

  const outreach = await openLaptop(browser, demonstration, 'outreach', 'ar');
  await signIn(outreach, demonstration, 'سامر خليل');
  await openPerson(outreach, BARBER);
  await openPart(outreach, 'referrals');
  await expect(outreach.page.getByText(outreach.word('words:answer.no-response'), { exact: true })).toBeVisible();

  const digits = await test.step('the cable is out: sent anyway, kept safe on this laptop', async () => {
    await switchNetwork(desk, false);
    const sent = await sendReferral(desk, { words: 'حلاق، يحتاج عدة العمل' });
    await expect(page.getByText(desk.sentence('refer:kept-safe'))).toBeVisible();
    await expect(page.getByRole('banner').getByText(desk.sentence('shell:sync.waiting'))).toBeVisible();
    return sent;
  });

  await test.step('both take the old referral back, neither knows of the other', async () => {
    await switchNetwork(outreach, false);
    await cancelOldReferral(outreach, 'أُبلغ المحل بأن لا أحد يجيب');
    await page.getByRole('link', { name: desk.word('refer:back-to-case') }).click();
    await cancelOldReferral(desk, THEY_CLOSED);
  });

  await test.step('the cable is back: both settle, and what could not hold is shown with its text', async () => {
    await switchNetwork(outreach, true);
    await expectAllSent(outreach);
    await switchNetwork(desk, true);
    await expectAllSent(desk);
    const lost = page
      .getByRole('region')
      .filter({ has: page.getByRole('heading', { name: desk.word('sync:unsettled') }) });
    await expect(lost.getByText(desk.word('verbs:referral.cancel.story'))).toBeVisible();
    await expect(lost.getByText(desk.word('refusals:referral.not-possible-now'))).toBeVisible();
    await expect(lost.getByText(THEY_CLOSED)).toBeVisible();
  });

  await test.step('the provider reads the ten digits, the person says yes: closed by both', async () => {
    const telephone = await openTelephone(browser, demonstration);
    await telephone.says(digits, 'accepted');
    await telephone.says(digits, 'completed');
    await telephone.close();
    await openPerson(desk, BARBER);
    await openPart(desk, 'referrals');
    await expect(page.getByText(desk.word('words:service-state.completed'), { exact: true })).toBeVisible();
    await desk.button('verbs:referral.report-confirmation.button').first().click();
    await choosesCard(desk, 'referrals:did-they-get-it', 'words:confirmation.confirmed');
    const dialog = page.getByRole('dialog');
    await desk.button('verbs:referral.report-confirmation.button', dialog).click();
    const closed = desk.sentence('case:ended-as', { ending: desk.word('words:ending.closed-both') });
    await expect(page.getByText(closed)).toBeVisible();
    await openPerson(outreach, BARBER);
    await openPart(outreach, 'referrals');
    await expect(outreach.page.getByText(closed)).toBeVisible();
  });
  await desk.close();
  await outreach.close();
});

/** The newest stands first: the old one is the last card. */
async function cancelOldReferral(laptop: Laptop, words: string): Promise<void> {
  const { page } = laptop;
  await laptop.button('referrals:other-acts').last().click();
  await laptop.button('verbs:referral.cancel.button').click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('textbox', { name: laptop.word('referrals:why') }).fill(words);
  await laptop.button('verbs:referral.cancel.button', dialog).click();
  await expect(dialog).toBeHidden();
}
