import type { Page } from '@playwright/test';
import type { ActStep } from '../../apps/desktop/src/bridge/commands.ts';

/**
 * Writes what another program of the same laptop would write, for scenes that no screen sets; as whoever is signed in.
 * Through the page, because only its browser holds the cookie.
 */
export async function act(page: Page, id: string, steps: readonly ActStep[]): Promise<void> {
  const response = await page.request.post(new URL('/bridge', page.url()).href, {
    data: { name: 'act', args: { id, steps } },
  });
  const answer = (await response.json()) as { readonly kind: string };
  if (answer.kind !== 'value') throw new Error(`the laptop refused: ${JSON.stringify(answer)}`);
}

/** The case whose file is open. */
export function caseOf(page: Page): string {
  const [, id] = /\/case\/([^/]+)/.exec(page.url()) ?? [];
  if (id === undefined) throw new Error(`no case file is open at ${page.url()}`);
  return id;
}
