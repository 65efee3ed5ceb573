import { randomBytes } from 'node:crypto';
import { uuidV7 } from '@nrm/domain/shared';
import { act, caseOf } from './bridge.ts';
import { expect, test } from './demonstration-fixture.ts';
import {
  expectAccessible,
  expectAllSent,
  type Laptop,
  openLaptop,
  openPart,
  openPerson,
  signIn,
  switchNetwork,
} from './laptop.ts';
import { registerPerson, sendReferral } from './person.ts';

const FOR_THE_CLINIC = 'Needs somebody who explains the papers, mornings only';
const CHANGED_HER_MIND = 'Rang up: not this office, please';
const newId = () => uuidV7(Date.now(), new Uint8Array(randomBytes(10)));

test('two laptops without a network and without a server work on, and settle', async ({ browser, demonstration }) => {
  const desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  const outreach = await openLaptop(browser, demonstration, 'outreach', 'en');
  await signIn(desk, demonstration, 'زينب علي');
  await signIn(outreach, demonstration, 'سامر خليل');
  await registerPerson(desk, { given: 'سهاد', father: 'طارق', topic: 'legal', words: 'تحتاج من يشرح لها الأوراق' });
  const person = caseOf(desk.page);
  const prepared = await prepareReferral(desk, person);
  await openPart(desk, 'consents');
  await openPerson(outreach, 'سهاد طارق');
  await openPart(outreach, 'consents');
  const withdraw = outreach.page.getByRole('button', { name: outreach.sentence('case:withdraw-consent-of') });
  await expect(withdraw).toBeVisible();

  let digits = '';
  await switchNetwork(desk, false);
  await switchNetwork(outreach, false);
  await demonstration.stopServer();

  await test.step('the front desk sends twice and corrects the name', async () => {
    await act(desk.page, newId(), [
      {
        type: 'referral.send',
        subject: { kind: 'case', id: person },
        intent: { ...prepared, override: null, words: FOR_THE_CLINIC },
      },
    ]);
    await openPart(desk, 'needs');
    const legal = desk.sentence('case:refer-need-of', { need: desk.word('words:topic.legal') });
    await desk.page.getByRole('link', { name: legal }).click();
    digits = await sendReferral(desk, { words: 'صباحاً فقط' });
    await expect(desk.page.getByText(desk.sentence('refer:kept-safe'))).toBeVisible();
    await desk.page.getByRole('link', { name: desk.word('refer:back-to-case') }).click();
    await correctFatherName(desk, 'طارق حسن');
    await expect(desk.page.getByText(desk.word('case:kept-here'), { exact: true }).first()).toBeVisible();
  });

  await test.step('the outreach team hears that she changed her mind, and another name', async () => {
    await withdraw.click();
    const dialog = outreach.page.getByRole('alertdialog');
    await dialog.getByRole('textbox', { name: outreach.word('case:words') }).fill(CHANGED_HER_MIND);
    await outreach.button('verbs:consent.withdraw.button', dialog).click();
    await expect(dialog).toBeHidden();
    await expect(
      outreach.page.getByText(outreach.word('case:consent-withdrawn'), { exact: true }).first(),
    ).toBeVisible();
    await correctFatherName(outreach, 'طاريق');
  });

  await demonstration.startServer();
  await switchNetwork(outreach, true);
  await expectAllSent(outreach);
  await switchNetwork(desk, true);
  await expectAllSent(desk);

  await test.step('what could not hold is shown where it was written, with its reason and its text', async () => {
    const lost = sectionOf(desk, 'sync:unsettled');
    await expect(lost.getByText(desk.word('refusals:consent.withdrawn'))).toBeVisible();
    await expect(lost.getByText(FOR_THE_CLINIC)).toBeVisible();
    await expectAccessible(desk.page);
    await lost.getByRole('button', { name: desk.word('case:use-text-again') }).click();
    const note = desk.page.getByRole('textbox', { name: desk.word('case:note'), exact: true });
    await expect(note).toHaveValue(FOR_THE_CLINIC);
    await desk.button('verbs:case.note.button').click();
    await expect(note).toHaveValue('');
    await openPart(desk, 'referrals');
    await expectOneSent(desk, digits);
    await desk.room('shell:nav.sync');
    await expect(lost).toBeHidden();
  });

  await test.step('two answers to one field stand side by side, and a person chooses', async () => {
    const choices = sectionOf(desk, 'sync:choices');
    await expect(choices.getByText('طارق حسن', { exact: true })).toBeVisible();
    await choices.getByRole('button', { name: desk.sentence('case:choose-value', { value: 'طاريق' }) }).click();
    const dialog = desk.page.getByRole('dialog');
    await desk.button('verbs:case.settle-answers.button', dialog).click();
    await expect(dialog).toBeHidden();
    // The demonstration has two answers of its own, for whoever opens it.
    await expect(choices.getByText('طارق حسن', { exact: true })).toBeHidden();
    await openPerson(outreach, 'سهاد طاريق');
    await expect(outreach.page.getByText(outreach.sentence('case:two-answers'))).toBeHidden();
    await openPart(outreach, 'referrals');
    await expectOneSent(outreach, digits);
    await openPerson(desk, 'سهاد طاريق');
  });
  await desk.close();
  await outreach.close();
});

/** A referral that is drafted and agreed to and not yet sent: the screens do all three in one act. */
async function prepareReferral(desk: Laptop, person: string): Promise<{ referral: string; consent: string }> {
  const ids = { referral: newId(), consent: newId() };
  const subject = { kind: 'case' as const, id: person };
  const [organisation, need] = [newId(), newId()];
  const recipient = { organisation, service: null };
  const fields = ['given-name', 'need'];
  await act(desk.page, newId(), [
    { type: 'need.identify', subject, intent: { need, topic: 'education', urgency: 'normal', words: '' } },
    {
      type: 'referral.draft',
      subject,
      intent: {
        referral: ids.referral,
        need,
        recipient,
        organisationName: 'مركز (تجريبي)',
        serviceName: 'شرح الأوراق',
        method: 'client-slip',
        urgency: 'normal',
        fields,
        reasons: [],
      },
    },
    {
      type: 'consent.give',
      subject,
      intent: {
        consent: ids.consent,
        recipient,
        recipientName: 'شرح الأوراق، مركز (تجريبي)',
        fields,
        method: 'spoken',
      },
    },
  ]);
  return ids;
}

async function correctFatherName(laptop: Laptop, name: string): Promise<void> {
  await openPart(laptop, 'person');
  await laptop.page
    .getByRole('button', { name: laptop.sentence('case:correct-group', { group: laptop.word('case:group.names') }) })
    .click();
  const dialog = laptop.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: laptop.word('words:person-field.fatherName'), exact: true }).fill(name);
  await laptop.button('interface:save', dialog).click();
  await expect(dialog).toBeHidden();
}

/** One of the two referrals went out with its code; the other stands as a draft. */
async function expectOneSent({ page, word }: Laptop, digits: string): Promise<void> {
  await expect(page.getByText(word('case:not-sent-yet'), { exact: true })).toHaveCount(1);
  await expect(page.getByText(new RegExp(digits.split('').join('\\s*')))).toBeVisible();
}

const sectionOf = (laptop: Laptop, title: string) =>
  laptop.page.getByRole('region').filter({ has: laptop.page.getByRole('heading', { name: laptop.word(title) }) });
