import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { simulateWeeks } from './weeks.ts';

/** A run costs about a seventh of a second; `npm run simulate -- --seeds 100000` is for the night. */
const SEEDS = Number(process.env.NRM_SIMULATION_SEEDS ?? 120);

describe('weeks of a governorate', () => {
  it('lose nothing, double nothing and hide nothing, whatever fails', async () => {
    const met: Record<string, number> = {};
    for (let seed = 1; seed <= SEEDS; seed++) {
      const result = await simulateWeeks(seed);
      expect(result.troubles, `npm run simulate -- --seed ${seed}`).toEqual([]);
      for (const [what, times] of Object.entries(result.met)) met[what] = (met[what] ?? 0) + times;
    }
    // Runs that never met these would prove nothing about them.
    const faults = ['laptop cloned', 'laptop put back, noticed', 'laptop put back, unnoticed', 'server restored'];
    for (const fault of [...faults, 'history cut', 'act transfer']) expect(met[fault], fault).toBeGreaterThan(0);
  }, 300_000);

  it('are the same weeks again from the same number', async () => {
    const [first, again] = [await simulateWeeks(7), await simulateWeeks(7)];
    expect(again).toEqual(first);
  });

  it.concurrent.each(Object.entries(PLANTED_BUGS))(
    'would show that %s',
    async (name, { from = 1 }) => {
      const program = fileURLToPath(new URL('../simulate.ts', import.meta.url));
      const plant = fileURLToPath(new URL('./plant-bug.ts', import.meta.url));
      const args = ['--import', plant, program, '--from', String(from), '--seeds', '200', '--until-trouble', '--json'];
      const said = await new Promise<string>((resolve) =>
        execFile(process.execPath, args, { env: { ...process.env, NRM_PLANTED_BUG: name } }, (_error, stdout, stderr) =>
          resolve(stdout || stderr),
        ),
      );
      expect(JSON.parse(said), said).toMatchObject({
        failed: [{ troubles: expect.arrayContaining([expect.any(String)]) }],
      });
    },
    180_000,
  );
});
