import { expect } from '@playwright/test';
import { choose, choosesCard, type Laptop } from './laptop.ts';

export interface NewPerson {
  readonly given: string;
  readonly father: string;
  readonly topic: string;
  /** In the person's words. */
  readonly words: string;
}

/** A new case in the order in which people speak; ends on the open file. `pause` looks at every step. */
export async function registerPerson(
  laptop: Laptop,
  person: NewPerson,
  pause: (step: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const { page, word } = laptop;
  const next = async (step: string) => {
    await pause(`new-case-${step}`);
    await laptop.button('new-case:next').click();
  };
  await beginCase(laptop);
  await choosesCard(laptop, 'new-case:today.question', 'new-case:today.no');
  await next('today');
  await choosesCard(laptop, 'new-case:consent.method', 'words:consent-method.spoken');
  await next('consent');
  await choosesCard(laptop, 'new-case:reach.by', 'words:contact-by.phone');
  await page.getByRole('textbox', { name: word('new-case:reach.phone'), exact: true }).fill('0770 000 0123');
  await choosesCard(laptop, 'new-case:reach.safe-to-call', 'words:asked.yes');
  await next('reach');
  await page.getByRole('textbox', { name: word('new-case:person.given-name'), exact: true }).fill(person.given);
  await page.getByRole('textbox', { name: word('new-case:person.father-name'), exact: true }).fill(person.father);
  await choosesCard(laptop, 'new-case:person.sex', 'words:sex.female');
  await page.getByRole('textbox', { name: word('new-case:person.year'), exact: true }).fill('1991');
  const district = page.getByRole('combobox', { name: word('new-case:person.district') });
  await district.fill('Mosul');
  await page.getByRole('option').first().click();
  await choose(laptop, 'new-case:person.came-back', 'words:came-back.from-displacement');
  await next('person');
  await choosesCard(laptop, 'new-case:need.topic', `words:topic.${person.topic}`);
  await choosesCard(laptop, 'new-case:need.urgency', 'words:urgency.normal');
  await page.getByRole('textbox', { name: word('new-case:need.words'), exact: true }).fill(person.words);
  await next('need');
  await expect(page.getByText(word('new-case:check.missing'), { exact: true })).toBeHidden();
  await pause('new-case-check');
  await laptop.button('new-case:open').click();
  await expect(
    page.getByRole('heading', { level: 1, name: new RegExp(`${person.given} ${person.father}`) }),
  ).toBeVisible();
  await expect(page.getByRole('tab').first()).toBeVisible();
}

/** Straight into a form, or past what was begun before. */
export async function beginCase(laptop: Laptop): Promise<void> {
  const { page } = laptop;
  await laptop.room('shell:nav.new-case');
  const begin = page.getByRole('link', { name: laptop.word('new-case:begin') });
  const form = page.getByRole('navigation', { name: laptop.word('new-case:steps') });
  await expect(begin.or(form)).toBeVisible();
  if (await begin.isVisible()) await begin.click();
  await expect(form).toBeVisible();
}

/** From the open need to the services and the sending; ends where the slip code is shown and gives its ten digits. */
export async function sendReferral(
  laptop: Laptop,
  { words, pause = async () => undefined }: { words: string; pause?: (step: string) => Promise<void> },
): Promise<string> {
  const { page, word } = laptop;
  const best = page.getByRole('list', { name: word('refer:services-possible') });
  await expect(best.getByRole('heading').first()).toBeVisible();
  await expect(best.getByRole('list').first().getByRole('listitem').first()).toBeVisible();
  await pause('refer');
  await best
    .getByRole('button', { name: laptop.sentence('refer:choose-service') })
    .first()
    .click();
  await choosesCard(laptop, 'refer:what-does-person-say', 'refer:says-yes');
  await expect(page.getByRole('radiogroup', { name: word('refer:how-said') })).toBeVisible();
  await page.getByRole('textbox', { name: word('refer:words-to-provider-label'), exact: true }).fill(words);
  await pause('refer-consent');
  await laptop.button('verbs:referral.send.button').click();
  await expect(page.getByRole('heading', { level: 1, name: word('refer:sent-title') })).toBeVisible();
  await pause('refer-sent');
  const digits = (await page.locator('.slip-digits').innerText()).replace(/\D/g, '');
  expect(digits).toHaveLength(10);
  return digits;
}
