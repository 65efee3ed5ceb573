import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the README of an export tells people to type, with tools that are not ours. */
const CHECKS: Readonly<Record<string, string>> = {
  sha256sum: 'sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt',
  minisign: 'minisign -V -q -p laptop.pub -m tagmanifest-sha256.txt',
  'ssh-keygen':
    'ssh-keygen -Y verify -f laptop.signers -I nrm-laptop -n nrm-audit -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt',
  // Opened, and the bag inside checked in the same way.
  age: 'mkdir ../opened && cat data/casefile.* | age -d -i ../key.txt | tar -x -C ../opened && cd ../opened/casefile && sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt; result=$?; rm -rf ../../opened ../opened; exit $result',
};

/** Those that are on this computer. */
export const stockTools = (): readonly string[] =>
  Object.keys(CHECKS).filter((tool) => spawnSync(tool, ['--help']).error === undefined);

/** @returns which of the tools say no to a bag */
export function refusingTools(tools: readonly string[], bag: string, identity: string): readonly string[] {
  writeFileSync(join(bag, '..', 'key.txt'), `${identity}\n`, { mode: 0o600 });
  return tools.filter((tool) => spawnSync('sh', ['-c', CHECKS[tool] ?? 'false'], { cwd: bag }).status !== 0);
}
