import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LANGUAGES } from '@nrm/domain/language';
import { expect, type Page, test } from '@playwright/test';
import { openBridge } from '../../apps/desktop/src/core/bridge-door.ts';
import { createFileDeviceSecretStore } from '../../apps/desktop/src/core/session/device-secret-store.ts';
import { startLocalHost } from '../../apps/desktop/src/local-host/index.ts';
import { furnishLaptop } from '../faults/furnished-laptop.ts';
import { type Governorate, openGovernorate, PASSWORD } from '../wire/governorate.ts';
import { expectAccessible } from './laptop.ts';
import { words } from './words.ts';

// Cheap passwords: this spec is about what stands behind them.
process.env.NODE_ENV = 'test';

const SCREENS = join(import.meta.dirname, '../../apps/desktop/dist/renderer');

let folder: string;
let governorate: Governorate;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-connect-'));
  governorate = await openGovernorate({ tls: false });
});
test.afterAll(async () => {
  await governorate.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a laptop that cannot be connected says why beside the button or the field, keeps what was typed, and connects at the next try', async ({
  page,
}) => {
  const { caseworker } = governorate.staff;
  const used = await governorate.code(caseworker);
  const first = await governorate.openDesk('first');
  await first.do('laptop.connect', { server: governorate.origin, code: used, password: PASSWORD });
  const old = await governorate.code(caseworker, { ageHours: 73 });
  const good = await governorate.code(caseworker);
  const stranger = createServer((_request, response) => response.end('<h1>Printer</h1>'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const strange = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;

  const host = await openHost('unconnected', page);
  try {
    for (const language of LANGUAGES) {
      const { word } = words(language);
      await page.reload();
      await page.getByRole('radio', { name: word(`shell:language.${language}`), exact: true }).click();
      const tries = [
        ['expired', governorate.origin, old, word('refusals:connect.code-expired')],
        ['used', governorate.origin, used, word('refusals:connect.code-used')],
        ['not-trusted', strange, good, word('welcome:connect.notOurServer')],
        // Nobody listens at the port for nothing (discard).
        ['unreachable', 'http://127.0.0.1:9', good, word('welcome:connect.nobodyAnswers')],
      ] as const;
      for (const [name, server, code, said] of tries) {
        await typeConnection(page, word, server, code);
        await page.getByRole('button', { name: word('welcome:connect.button'), exact: true }).click();
        await expect(page.getByText(said, { exact: true })).toBeVisible();
        await expect(page.getByLabel(word('welcome:connect.code'))).toHaveValue(code);
        await expect(page.getByText(said, { exact: true })).toBeInViewport({ ratio: 1 });
        await picture(page, `connect-${name}`, language);
      }
      await expectAccessible(page);
    }
    const { word } = words('en');
    await typeConnection(page, word, governorate.origin, good);
    await page.getByRole('button', { name: word('welcome:connect.button'), exact: true }).click();
    await expect(page.getByRole('heading', { name: word('welcome:connect.done') })).toBeVisible();
  } finally {
    await host.close();
    stranger.close();
  }
});

test('a wrong password is said beside its field, which stays', async ({ page }) => {
  await furnishLaptop(join(folder, 'furnished'));
  const host = await openHost('furnished', page);
  try {
    for (const language of LANGUAGES) {
      const { word } = words(language);
      await page.getByRole('radio', { name: word(`shell:language.${language}`), exact: true }).click();
      const field = page.getByLabel(word('welcome:password'), { exact: true });
      await field.fill('rain over another bridge');
      await page.getByRole('button', { name: word('welcome:signIn'), exact: true }).click();
      await expect(page.getByText(word('welcome:wrongPassword'), { exact: true })).toBeVisible();
      await expect(field).toHaveAccessibleDescription(word('welcome:wrongPassword'));
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await expectAccessible(page);
      await picture(page, 'wrong-password', language);
      await page.reload();
    }
  } finally {
    await host.close();
  }
});

async function typeConnection(page: Page, word: (key: string) => string, server: string, code: string): Promise<void> {
  await page.getByLabel(word('welcome:connect.address')).fill(server);
  await page.getByLabel(word('welcome:connect.code')).fill(code);
  await page.getByLabel(word('welcome:connect.choosePassword')).fill(PASSWORD);
  await page.getByLabel(word('welcome:connect.again')).fill(PASSWORD);
}

async function openHost(name: string, page: Page): Promise<{ close(): Promise<void> }> {
  const door = await openBridge({
    folder: join(folder, name),
    deviceSecret: createFileDeviceSecretStore(join(folder, name, 'device-secret')),
    nowMs: Date.now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
  });
  const host = await startLocalHost({ bridge: door.bridge, screens: SCREENS, port: 0, name: 'connect' });
  await page.goto(host.launchAddress);
  return {
    async close() {
      await host.close();
      await door.close();
    },
  };
}

/** For whoever looks: NRM_PICTURES names a folder. */
async function picture(page: Page, name: string, language: string): Promise<void> {
  const pictures = process.env.NRM_PICTURES;
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-${language}.png`) });
}
