import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createScreensHandler, isOfScreens, SCREENS_ADDRESS } from './screens.ts';

const root = mkdtempSync(join(tmpdir(), 'nrm-screens-'));
mkdirSync(join(root, 'renderer', 'assets'), { recursive: true });
writeFileSync(join(root, 'renderer', 'index.html'), '<!doctype html>');
writeFileSync(join(root, 'renderer', 'assets', 'index.js'), 'run()');
writeFileSync(join(root, 'renderer', 'assets', 'index.js.map'), 'sources');
writeFileSync(join(root, 'secret.js'), 'secret');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const answer = createScreensHandler(join(root, 'renderer'));
const get = (url: string) => answer(new Request(url));

describe('app://nrm', () => {
  it('gives the built screens, with the policy on each of them', async () => {
    const page = get(SCREENS_ADDRESS);
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html>',
    ]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-eval');
    expect(await get('app://nrm/assets/index.js?v=1').text()).toBe('run()');
  });

  it.each([
    'app://nrm/',
    'app://nrm/../secret.js',
    'app://nrm/%2e%2e/secret.js',
    'app://nrm/..%2fsecret.js',
    'app://nrm/..%5csecret.js',
    'app://nrm//secret.js',
    'app://nrm/assets/index.js.map',
    'app://nrm/assets',
    'app://nrm/index.html%00.js',
    'app://other/index.html',
    'https://nrm/index.html',
  ])('has nothing at %s', (url) => expect(get(url).status).toBe(404));

  it('is only read', () => expect(answer(new Request(SCREENS_ADDRESS, { method: 'POST' })).status).toBe(405));

  it.each(['app://nrm/index.html#/my-day', 'app://nrm/'])('is %s', (url) => expect(isOfScreens(url)).toBe(true));
  it.each(['', 'nrm', 'app:nrm', 'app://nrm.evil/', 'app://x@evil/', 'data:text/html,x', 'javascript:1'])(
    'is not %j',
    (url) => expect(isOfScreens(url)).toBe(false),
  );
});
