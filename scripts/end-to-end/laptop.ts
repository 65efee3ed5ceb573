import { AxeBuilder } from '@axe-core/playwright';
import { directionOf, type Language } from '@nrm/domain/language';
import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import type { Demonstration } from './demonstration-fixture.ts';
import { type Words, words } from './words.ts';

export type LaptopName = 'front-desk' | 'outreach';

/** One laptop of the demonstration in a browser of its own, driven by what somebody sees and presses. */
export interface Laptop extends Words {
  readonly page: Page;
  readonly language: Language;
  button(key: string, within?: Page | Locator): Locator;
  room(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a laptop at its welcome cards, in a language. */
export async function openLaptop(
  browser: Browser,
  demonstration: Demonstration,
  name: LaptopName,
  language: Language,
): Promise<Laptop> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' });
  const page = await context.newPage();
  // Somebody with no language chosen gets Arabic.
  await page.goto(demonstration.laptops[name]);
  const said = words(language);
  await page.getByRole('radio', { name: said.word(`shell:language.${language}`), exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await expect(page.locator('html')).toHaveAttribute('dir', directionOf(language));
  const laptop: Laptop = {
    ...said,
    page,
    language,
    button: (key, within = page) => within.getByRole('button', { name: said.word(key), exact: true }),
    async room(key) {
      const rooms = page.getByRole('navigation', { name: said.word('shell:nav.label') });
      await rooms.getByRole('link', { name: said.word(key) }).click();
    },
    // Whoever is signed in stays so when a window is closed: the laptop is left as it was found.
    async close() {
      await signOut(laptop);
      await context.close();
    },
  };
  return laptop;
}

/** Welcome cards, then the password; ends on "My day". */
export async function signIn(laptop: Laptop, demonstration: Demonstration, worker: string): Promise<void> {
  const { page } = laptop;
  await expect(page.getByRole('heading', { name: laptop.word('welcome:who') })).toBeVisible();
  await page.getByRole('button', { name: new RegExp(`^${worker}`) }).click();
  await page.getByLabel(laptop.word('welcome:password')).fill(demonstration.password);
  await laptop.button('welcome:signIn').click();
  await expect(page.getByRole('heading', { name: laptop.word('my-day:title'), level: 1 })).toBeVisible();
}

async function signOut(laptop: Laptop): Promise<void> {
  const { page } = laptop;
  await page.getByRole('button', { name: new RegExp(laptop.word('shell:worker.menu')) }).click();
  await page.getByRole('menuitem', { name: laptop.word('shell:worker.sign-out') }).click();
  await expect(page.getByRole('heading', { name: laptop.word('welcome:who') })).toBeVisible();
}

/** Types in the search of the header and opens the person found. */
export async function openPerson(laptop: Laptop, name: string): Promise<void> {
  const { page } = laptop;
  const search = page.getByRole('searchbox', { name: laptop.word('shell:search') });
  await search.clear();
  await search.fill(name);
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(name) })).toBeVisible();
}

/** One part of an open case file. */
export async function openPart(laptop: Laptop, part: string): Promise<void> {
  await laptop.page.getByRole('tab', { name: new RegExp(`^${laptop.word(`case:part.${part}`)}`) }).click();
}

/** Chooses in a list that opens at a press. */
export async function choose(laptop: Laptop, label: string, option: string): Promise<void> {
  const { page } = laptop;
  await page.getByRole('button', { name: laptop.word(label) }).click();
  await page.getByRole('option', { name: laptop.word(option), exact: true }).click();
}

export async function choosesCard(laptop: Laptop, group: string, card: string): Promise<void> {
  const { page } = laptop;
  await page
    .getByRole('radiogroup', { name: laptop.word(group) })
    // The input is hidden under its card.
    .getByText(laptop.word(card), { exact: true })
    .click();
}

/** The switch in the header: as if the cable were pulled out, or put back. */
export async function switchNetwork(laptop: Laptop, on: boolean): Promise<void> {
  const { page } = laptop;
  const network = page.getByRole('banner').getByRole('switch', { name: laptop.word('shell:network') });
  if ((await network.isChecked()) !== on)
    await page.getByRole('banner').getByText(laptop.word('shell:network'), { exact: true }).click();
  await expect(network).toBeChecked({ checked: on });
}

/** In "Send and receive", at once: nothing of this laptop waits any more. */
export async function expectAllSent(laptop: Laptop): Promise<void> {
  await laptop.room('shell:nav.sync');
  const state = laptop.page.getByRole('main').getByRole('status');
  await expect(state.filter({ hasText: laptop.word('sync:nothing-waits') })).toBeVisible();
}

/** Nothing serious and nothing critical stands between this screen and somebody who does not see or use a mouse. */
export async function expectAccessible(page: Page): Promise<void> {
  // react-aria's announcer speaks by pointing at a label; the screen that held it may be gone a moment later.
  const axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: false })
    .exclude('[data-live-announcer]');
  const { violations } = await axe.analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, html }) => `${target} ${html}`).join('; ')}`),
    page.url(),
  ).toEqual([]);
}
