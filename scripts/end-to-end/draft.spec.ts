import { expect, test } from './demonstration-fixture.ts';
import { choosesCard, type Laptop, openLaptop, signIn } from './laptop.ts';
import { beginCase } from './person.ts';

const SAID = 'Their roof came down in the spring rain, and the two rooms that are left are shared by three families';
const MS_A_LETTER = 40;

test('a half-typed case survives a closed window and a kill', async ({ browser, demonstration }) => {
  let desk = await openLaptop(browser, demonstration, 'front-desk', 'en');
  await signIn(desk, demonstration, 'رنا صالح');
  await beginCase(desk);
  await choosesCard(desk, 'new-case:today.question', 'new-case:today.urgent');
  await desk.button('new-case:next').click();
  await choosesCard(desk, 'new-case:consent.method', 'words:consent-method.thumbprint');
  await step(desk, 'person');
  await field(desk, 'new-case:person.given-name').fill('هناء');
  await field(desk, 'new-case:person.father-name').fill('عادل');
  // Nothing is pressed to keep it; the window closes in the same moment.
  await desk.page.close();

  desk = await openLaptop(browser, demonstration, 'front-desk', 'en');
  await continueDraft(desk, 'هناء عادل');
  await step(desk, 'consent');
  await expect(desk.page.getByRole('radio', { name: desk.word('words:consent-method.thumbprint') })).toBeChecked();
  await step(desk, 'need');
  await field(desk, 'new-case:need.words').pressSequentially(SAID, { delay: MS_A_LETTER });
  await demonstration.killAndStart();

  desk = await openLaptop(browser, demonstration, 'front-desk', 'en');
  await signIn(desk, demonstration, 'رنا صالح');
  await continueDraft(desk, 'هناء عادل');
  await step(desk, 'need');
  const kept = await field(desk, 'new-case:need.words').inputValue();
  expect(SAID.startsWith(kept), kept).toBe(true);
  expect(SAID.length - kept.length).toBeLessThanOrEqual(1_000 / MS_A_LETTER);

  await desk.button('new-case:previous').click();
  await expect(field(desk, 'new-case:person.given-name')).toHaveValue('هناء');
  await desk.room('shell:nav.my-day');
  await desk.page.getByRole('button', { name: desk.sentence('new-case:discard-of') }).click();
  await desk.button('new-case:discard', desk.page.getByRole('alertdialog')).click();
  await expect(desk.page.getByText(desk.word('new-case:drafts'), { exact: true })).toBeHidden();
  await desk.close();
});

const field = (laptop: Laptop, key: string) =>
  laptop.page.getByRole('textbox', { name: laptop.word(key), exact: true });

/** Any step can be gone to by the map of the form. */
async function step(laptop: Laptop, id: string): Promise<void> {
  const map = laptop.page.getByRole('navigation', { name: laptop.word('new-case:steps') });
  await map.getByRole('button', { name: new RegExp(laptop.word(`new-case:step.${id}`)) }).click();
}

async function continueDraft(laptop: Laptop, name: string): Promise<void> {
  await laptop.room('shell:nav.my-day');
  await laptop.page.getByRole('link', { name: laptop.sentence('new-case:continue-with', { name }) }).click();
}
