import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './demonstration-fixture.ts';
import { expectAccessible, type Laptop, openLaptop, signIn, switchNetwork } from './laptop.ts';
import { registerPerson } from './person.ts';

const newStick = () => mkdtempSync(join(tmpdir(), 'nrm-stick-'));

test('a laptop without a line writes a stick, a colleague with one carries it to the server and back', async ({
  browser,
  demonstration,
}) => {
  const away = await openLaptop(browser, demonstration, 'outreach', 'ckb');
  const office = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  await signIn(away, demonstration, 'سامر خليل');
  await signIn(office, demonstration, 'زينب علي');
  const [there, back] = [newStick(), newStick()];
  try {
    await switchNetwork(away, false);
    await registerPerson(away, { given: 'نازدار', father: 'بختيار', topic: 'legal', words: 'تحتاج من يشرح لها' });

    await test.step('an empty stick is told apart, and the right one is written', async () => {
      await openRoom(away, there);
      await away.button('sync:usb-read').click();
      await expect(away.page.getByText(away.word('refusals:bundle.none-here'))).toBeVisible();
      await away.button('sync:usb-write').click();
      await expect(away.page.getByText(away.word('sync:usb-take-out'))).toBeVisible();
      await expectAccessible(away.page);
      expect(readdirSync(there)).toHaveLength(1);
    });

    await test.step('the colleague carries it: the server answers, and the answer goes back', async () => {
      await openRoom(office, there);
      await office.button('sync:usb-read').click();
      await expect(office.page.getByText(office.sentence('sync:usb-for-others', { others: '1' }))).toBeVisible();
      await office.button('sync:usb-carry').click();
      await expect(
        office.page.getByText(office.sentence('sync:usb-delivered', { handedIn: '1', fetched: '1' })),
      ).toBeVisible();
      await openRoom(office, back);
      await office.button('sync:usb-write').click();
      await expect(office.page.getByText(office.word('sync:usb-take-out'))).toBeVisible();
    });

    await test.step('what was written far away is with the server now, and the laptop knows it', async () => {
      await expect(away.page.getByText(away.word('sync:nothing-waits'), { exact: true })).toHaveCount(0);
      await openRoom(away, back);
      await away.button('sync:usb-read').click();
      await expect(away.page.getByText(away.word('sync:nothing-waits')).first()).toBeVisible();
    });
    await switchNetwork(away, true);
  } finally {
    for (const stick of [there, back]) rmSync(stick, { recursive: true });
    await away.close();
    await office.close();
  }
});

async function openRoom(laptop: Laptop, stick: string): Promise<void> {
  await laptop.room('shell:nav.sync');
  await laptop.page.getByLabel(laptop.word('sync:usb-folder')).fill(stick);
}
