import { bin, type StepResult, step } from './steps.ts';

/** One tsconfig per runtime: what the rules may know, the core, the screens, the server, the scripts. */
export const TSCONFIGS = [
  'packages/domain/tsconfig.json',
  'packages/domain/tsconfig.test.json',
  'packages/db-schema/tsconfig.json',
  'packages/sealed-files/tsconfig.json',
  'apps/sync-server/tsconfig.json',
  'apps/desktop/tsconfig.node.json',
  'apps/desktop/tsconfig.renderer.json',
  'scripts/tsconfig.json',
] as const;

/** All that is checked without running the program: types per runtime, lint, format, unused code. */
export async function check(): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const [node, tsc] = bin('typescript7/bin/tsc');
  for (const config of TSCONFIGS) results.push(await step(`types ${config}`, node, [...tsc, '-p', config]));
  const [, oxlint] = bin('oxlint/bin/oxlint');
  results.push(await step('lint', node, [...oxlint, '--quiet', 'apps', 'packages', 'scripts']));
  const [, biome] = bin('@biomejs/biome/bin/biome');
  results.push(await step('format', node, [...biome, 'check', '--max-diagnostics=5', '--log-level=warn', '.']));
  const [, knip] = bin('knip/bin/knip.js');
  results.push(await step('unused code', node, [...knip, '--no-progress']));
  return results;
}
