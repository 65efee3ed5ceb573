import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addDays, daysBetween, isBusinessDay } from '@nrm/domain/calendar';
import { dayInBaghdad, instantFromMs } from '@nrm/domain/shared';
import { changeOneLetter, prepareFiles, releaseAndWrite, verdictOf } from './audit.ts';
import { expect, test } from './demonstration-fixture.ts';
import {
  choosesCard,
  expectAccessible,
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

/** What whoever starts the demonstration is led through, as the card of its steps says it: the answer that never came. */
test('the first five minutes', async ({ browser, demonstration }) => {
  let desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  const { page } = desk;
  const line = page.getByRole('complementary', { name: desk.word('shell:demonstration.label') });

  await test.step('the card of steps stands on the first laptop, can be put away and brought back', async () => {
    const card = await stands(desk, 'language', '0:00');
    await expectAccessible(page);
    await desk.button('first-steps:put-away', card).click();
    await expect(card).toBeHidden();
    await desk.button('first-steps:title', line).click();
    await goesOn(desk, 'language', '0:00');
  });

  await test.step('who are you today: names of the office, the password of everybody, the other laptop', async () => {
    await stands(desk, 'who', '0:20');
    await expect(line).toContainText(demonstration.password);
    await expect(line.getByRole('link', { name: desk.word('shell:demonstration.other-laptop') })).toBeVisible();
    await expect(line.getByRole('link', { name: desk.word('shell:demonstration.telephone') })).toBeVisible();
    for (const { name } of demonstration.staff)
      await expect(page.getByRole('button', { name: new RegExp(`^${name}`) })).toBeVisible();
    await signIn(desk, demonstration, 'زينب علي');
    await goesOn(desk, 'who', '0:20');
  });

  await test.step('my day: six lines, the first five days past its date', async () => {
    const tasks = (key: string) =>
      page
        .getByRole('region')
        .filter({ has: page.getByRole('heading', { name: desk.word(key) }) })
        .getByRole('listitem');
    const first = tasks('my-day:late').first();
    await expect(first).toContainText(BARBER);
    await expect(first).toContainText(desk.word('words:task.answer-due'));
    await expect(first).toContainText(desk.sentence('my-day:was-due', { count: String(daysLate()) }));
    expect((await tasks('my-day:late').count()) + (await tasks('my-day:now').count())).toBe(6);
    await first.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name: BARBER })).toBeVisible();
    await goesOn(desk, 'my-day', '0:40');
  });

  await test.step('nobody answered: refer again, to three services with reasons, one in grey without funds', async () => {
    await openPart(desk, 'referrals');
    await desk.button('verbs:referral.report-answer.button').click();
    await choosesCard(desk, 'referrals:what-they-said', 'words:answer.no-response');
    const dialog = page.getByRole('dialog');
    await desk.button('verbs:referral.report-answer.button', dialog).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('link', { name: desk.word('case:refer-again') }).click();
    await expect(page.getByRole('list', { name: desk.word('refer:services-possible') }).locator('> li')).toHaveCount(3);
    const without = page
      .getByRole('region')
      .filter({ has: page.getByRole('heading', { name: desk.sentence('refer:services-not') }) });
    await expect(without.getByText(desk.word('matching:is-open.no.funding-ended'))).toHaveCount(1);
    await goesOn(desk, 'refer-again', '1:00');
  });

  const outreach = await openLaptop(browser, demonstration, 'outreach', 'ar');
  await signIn(outreach, demonstration, 'سامر خليل');
  await openPerson(outreach, BARBER);
  await openPart(outreach, 'referrals');
  await expect(outreach.page.getByText(outreach.word('words:answer.no-response'), { exact: true })).toBeVisible();
  await expect(cardOf(outreach)).toBeHidden();

  const digits = await test.step('the cable is out: sent anyway, kept safe on this laptop', async () => {
    await switchNetwork(desk, false);
    const sent = await sendReferral(desk, { words: 'حلاق، يحتاج عدة العمل' });
    await expect(page.getByText(desk.sentence('refer:kept-safe'))).toBeVisible();
    await expect(page.getByRole('banner').getByText(desk.sentence('shell:sync.waiting'))).toBeVisible();
    await goesOn(desk, 'cable-out', '2:15');
    return sent;
  });

  await test.step('both take the old referral back, neither knows of the other', async () => {
    await switchNetwork(outreach, false);
    await cancelOldReferral(outreach, 'أُبلغ المحل بأن لا أحد يجيب');
    await page.getByRole('link', { name: desk.word('refer:back-to-case') }).click();
    await cancelOldReferral(desk, THEY_CLOSED);
    await goesOn(desk, 'other-laptop', '2:45');
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
    await goesOn(desk, 'cable-in', '3:15');
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
    await outreach.close();
    await goesOn(desk, 'close-loop', '3:45');
  });

  await test.step('an audit to a folder: green, and red when one letter is another', async () => {
    await stands(desk, 'audit', '4:30');
    await prepareFiles(desk);
    await desk.close();
    desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
    await signIn(desk, demonstration, 'هناء محمود');
    const folder = mkdtempSync(join(tmpdir(), 'nrm-stick-'));
    try {
      const bag = await releaseAndWrite(desk, folder);
      const identity = readFileSync(await auditorKey(desk), 'utf8').trim();
      const auditor = await browser.newPage();
      await auditor.goto(pathToFileURL(join(bag, 'verify.html')).href);
      expect(await verdictOf(auditor, bag, identity)).toBe('good');
      changeOneLetter(bag);
      expect(await verdictOf(auditor, bag, identity)).toBe('bad');
      await auditor.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  await desk.close();
});

/** Where the key of the invented auditor lies: the last step but one names it. */
async function auditorKey(laptop: Laptop): Promise<string> {
  for (let step = 0; step < 8; step++) await laptop.button('first-steps:next').click();
  const [, path] =
    /--identity (\S+?auditor-key\.txt)/.exec(await (await stands(laptop, 'audit', '4:30')).innerText()) ?? [];
  expect(path).toBeDefined();
  return path ?? '';
}

const cardOf = ({ page, word }: Laptop) => page.getByRole('region', { name: word('first-steps:title') });

/** The card is at this step. */
async function stands(laptop: Laptop, step: string, at: string) {
  const card = cardOf(laptop);
  await expect(card).toContainText(at);
  await expect(card).toContainText(laptop.word(`first-steps:${step}.title`));
  return card;
}

async function goesOn(laptop: Laptop, step: string, at: string): Promise<void> {
  await laptop.button('first-steps:next', await stands(laptop, step, at)).click();
}

/** Five days ago, or before that the last day on which offices work: no answer is due on another. */
function daysLate(): number {
  const today = dayInBaghdad(instantFromMs(Date.now()));
  let due = addDays(today, -5);
  while (!isBusinessDay(due, new Set())) due = addDays(due, -1);
  return daysBetween(due, today);
}

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
