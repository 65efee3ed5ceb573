import { expect, it } from 'vitest';
import { run } from '../faults/sticks.ts';

it('40 sticks pulled at any step leave no half bundle that looks whole and no half import', async () => {
  const result = await run({ cases: 40, seed: 3, say: () => undefined });
  expect(result).toMatchObject({ cases: 40, lost: 0, doubled: 0, silent: 0, failures: [] });
  // The pulls met something: a run in which every journey arrived would prove nothing.
  const pulled = Object.entries(result.outcomes).filter(([outcome]) => !outcome.endsWith(': done'));
  expect(pulled.reduce((sum, [, times]) => sum + times, 0)).toBeGreaterThan(25);
}, 60_000);
