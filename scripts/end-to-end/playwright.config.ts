import { defineConfig } from '@playwright/test';

// The built screens in a real browser, against the demonstration as `npm start` brings it up. Never `playwright install`:
// the browser is one that is there (scripts/find-browser.ts).
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  timeout: 120_000,
  expect: { timeout: 10_000 },
  workers: 1,
  retries: 0,
  reporter: [['list'], ['json']],
  outputDir: '../../test-results',
  use: {
    viewport: { width: 1280, height: 720 },
    actionTimeout: 10_000,
    launchOptions: {
      executablePath: process.env.NRM_BROWSER ?? '/usr/bin/chromium',
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
