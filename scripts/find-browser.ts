import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A browser that is there already, or the one that was named. */
export const findInstalledBrowser = (): string | undefined =>
  process.env.NRM_BROWSER ?? PLACES.find((path) => existsSync(path));

/** The browser of the end-to-end tests: one that is installed, else the distribution's own where we may install it. */
export function findBrowser(): string | undefined {
  const found = findInstalledBrowser();
  if (found) return found;
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  console.log('No browser found for the end-to-end tests: installing Chromium (once) ...');
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
  return PLACES.find((path) => existsSync(path));
}
