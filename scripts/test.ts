import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.ts';
import { findBrowser } from './find-browser.ts';
import { bin, type StepResult, step } from './steps.ts';

/**
 * `npm test`: types, lint, format, unused code, every rule, property and integration test, then the built screens in a
 * real browser. `npm test -- domain` runs the tests of one house only; `npm test -- --quick` leaves the browser out.
 */
const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(
    'npm test [-- HOUSE ...] [--quick]\n\n  HOUSE    domain, db-schema, core, server or scripts: only their tests\n  --quick  without the end-to-end tests',
  );
  process.exit(0);
}
const HOUSES = ['domain', 'db-schema', 'core', 'server', 'scripts'];
const houses = args.filter((arg) => arg !== '--quick');
const unknown = houses.filter((house) => !HOUSES.includes(house));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}: name ${HOUSES.join(', ')}, or --quick.`);
  process.exit(2);
}
const results: StepResult[] = [];
const counts = { passed: 0, failed: 0, skipped: 0 };

if (houses.length === 0) results.push(...(await check()));

const report = join(tmpdir(), `nrm-vitest-${process.pid}.json`);
const [node, vitest] = bin('vitest/vitest.mjs');
results.push(
  await step('rules, core, server', node, [
    ...vitest,
    'run',
    ...houses.flatMap((house) => ['--project', house]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]),
);
if (existsSync(report)) {
  const read = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  counts.passed += read.numPassedTests;
  counts.failed += read.numFailedTests;
  counts.skipped += read.numPendingTests;
  rmSync(report);
}

if (houses.length === 0 && !args.includes('--quick')) {
  const browser = findBrowser();
  if (browser) {
    const [, vite] = bin('../apps/desktop/node_modules/vite/bin/vite.js');
    results.push(
      await step('build the screens', node, [
        ...vite,
        'build',
        '--config',
        'apps/desktop/vite.renderer.config.ts',
        '--logLevel',
        'warn',
      ]),
    );
    results.push(
      await step('build the page of the auditors', node, [
        ...vite,
        'build',
        '--config',
        'apps/desktop/vite.verifier.config.ts',
        '--logLevel',
        'warn',
      ]),
    );
    const [, electronVite] = bin('../apps/desktop/node_modules/electron-vite/bin/electron-vite.js');
    results.push(
      await step('build the desktop program', node, [
        ...electronVite,
        'build',
        'apps/desktop',
        '--config',
        'apps/desktop/electron.vite.config.ts',
        '--logLevel',
        'warn',
      ]),
    );
    const endToEnd = join(tmpdir(), `nrm-playwright-${process.pid}.json`);
    const [, playwright] = bin('@playwright/test/cli.js');
    results.push(
      await step('end to end', node, [...playwright, 'test', '--config', 'scripts/end-to-end/playwright.config.ts'], {
        NRM_BROWSER: browser,
        PLAYWRIGHT_JSON_OUTPUT_FILE: endToEnd,
      }),
    );
    if (existsSync(endToEnd)) {
      const { stats } = JSON.parse(readFileSync(endToEnd, 'utf8')) as {
        stats: { expected: number; unexpected: number; skipped: number; flaky: number };
      };
      counts.passed += stats.expected + stats.flaky;
      counts.failed += stats.unexpected;
      counts.skipped += stats.skipped;
      rmSync(endToEnd);
    }
  } else {
    console.error('The end-to-end tests need a browser: install Chromium, Chrome or Edge, or name one in NRM_BROWSER.');
    results.push({ name: 'end to end', ok: false, seconds: 0 });
  }
}

console.log('\nSeconds by step');
for (const { name, ok, seconds } of results)
  console.log(`  ${ok ? 'ok    ' : 'FAILED'} ${String(seconds).padStart(6)}  ${name}`);
const failedSteps = results.filter(({ ok }) => !ok).length;
// A step that failed without a failed test (types, lint) must not read as success.
console.log(`\n${counts.passed} passed, ${Math.max(counts.failed, failedSteps)} failed, ${counts.skipped} skipped`);
process.exit(failedSteps === 0 ? 0 : 1);
