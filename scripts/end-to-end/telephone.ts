import { type Browser, expect, type Page } from '@playwright/test';
import type { Demonstration } from './demonstration-fixture.ts';

export type Spoken = 'accepted' | 'waitlisted' | 'declined' | 'attended' | 'completed';
/** The desk of the provider has one page for everybody; its English words tell the buttons apart. */
const BUTTONS: Readonly<Record<Spoken, RegExp>> = {
  accepted: /Accepted/,
  waitlisted: /Waiting list/,
  declined: /Declined/,
  attended: /Attended/,
  completed: /Completed/,
};

export interface ProviderTelephone {
  readonly page: Page;
  /** Reads the ten digits and says what is so. */
  says(digits: string, spoken: Spoken): Promise<void>;
  close(): Promise<void>;
}

export async function openTelephone(browser: Browser, demonstration: Demonstration): Promise<ProviderTelephone> {
  const context = await browser.newContext({ viewport: { width: 480, height: 720 } });
  const page = await context.newPage();
  await page.goto(demonstration.telephone);
  return {
    page,
    async says(digits, spoken) {
      await page.reload();
      await page.getByLabel(/Slip code/).fill(digits);
      await page.getByRole('button', { name: BUTTONS[spoken] }).click();
      await expect(page.getByRole('status')).toContainText('Heard');
    },
    close: () => context.close(),
  };
}
