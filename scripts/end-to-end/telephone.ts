import { DECLINE_REASONS } from '@nrm/domain/referral';
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
  /** "Declined" alone says nothing: it asks why, with every reason there is. */
  expectReasonAsked(digits: string): Promise<void>;
  /** After the service was given nobody is offered to decline it; asked anew, too. */
  expectNothingSenseless(): Promise<void>;
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
    async expectReasonAsked(digits) {
      await page.reload();
      await page.getByLabel(/Slip code/).fill(digits);
      await page.getByRole('button', { name: BUTTONS.declined }).click();
      await expect(page.getByRole('group', { name: /Why/ }).getByRole('button')).toHaveCount(DECLINE_REASONS.length);
      await expect(page.getByRole('status')).toBeEmpty();
    },
    async expectNothingSenseless() {
      const declined = page.getByRole('button', { name: BUTTONS.declined });
      await expect(declined).toBeHidden();
      const digits = await page.getByLabel(/Slip code/).inputValue();
      await page.reload();
      await expect(declined).toBeVisible();
      await page.getByLabel(/Slip code/).fill(digits);
      await expect(declined).toBeHidden();
      await expect(page.getByRole('button', { name: BUTTONS.completed })).toBeVisible();
    },
    close: () => context.close(),
  };
}
