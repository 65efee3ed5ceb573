import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './steps.ts';

const ELECTRON = join(ROOT, 'apps', 'desktop', 'node_modules', 'electron');

/** The real binary, where the package manager or the developer has put one. It is never downloaded here. */
export function findElectron(): string | undefined {
  const home = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(ELECTRON, 'dist');
  const pathFile = join(ELECTRON, 'path.txt');
  const name = process.platform === 'win32' ? 'electron.exe' : 'electron';
  const binary = join(home, existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : name);
  return existsSync(binary) ? binary : undefined;
}
