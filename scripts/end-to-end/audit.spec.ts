import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeOneLetter, prepareFiles, releaseAndWrite, verifyBag, withdrawPrepared } from './audit.ts';
import { expect, test } from './demonstration-fixture.ts';
import { openLaptop, signIn } from './laptop.ts';

test('files for an auditor: prepared, taken back, prepared again by one, released and written by another; one letter changed is noticed', async ({
  browser,
  demonstration,
}) => {
  const stick = mkdtempSync(join(tmpdir(), 'nrm-stick-'));
  let desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
  try {
    await signIn(desk, demonstration, 'زينب علي');
    await prepareFiles(desk);
    await withdrawPrepared(desk);
    await prepareFiles(desk);

    // Somebody else sits down.
    await desk.close();
    desk = await openLaptop(browser, demonstration, 'front-desk', 'ar');
    await signIn(desk, demonstration, 'هناء محمود');
    const bag = await releaseAndWrite(desk, stick);
    await desk.close();

    expect(verifyBag(bag)).toBe(0);
    changeOneLetter(bag);
    expect(verifyBag(bag)).toBe(1);
  } finally {
    rmSync(stick, { recursive: true, force: true });
  }
});
