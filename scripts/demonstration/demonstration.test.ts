import type { CaseState } from '@nrm/domain/case';
import { endingOf } from '@nrm/domain/referral';
import type { LocalDate } from '@nrm/domain/shared';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { connectLaptop, createWorld, foundServer } from '../simulation/governorate.ts';
import { writeDemonstration } from './write-governorate.ts';

describe('the demonstration governorate', () => {
  it('is written by the same rules as everything else, and is not a success story', async () => {
    const world = createWorld(7, '2026-01-01T05:00:00.000Z');
    const server = await foundServer(world, createMemoryLedger('epoch'));
    const demonstration = await writeDemonstration({
      world,
      server,
      today: '2026-11-22' as LocalDate,
      people: 60,
      providers: 40,
      progress: () => undefined,
    });
    await demonstration.writePeople(0, 60);
    const laptop = await connectLaptop(world, server, 'mosul' as never, 1);
    while (await laptop.pull({ limit: 2_000 }));
    const states = laptop.ledger.store
      .all(`select state from subjects where kind = 'case'`)
      .map((row) => JSON.parse(row.state as string) as CaseState);
    expect(states.length).toBeGreaterThan(30);
    expect(states.every(({ demonstration: marked }) => marked)).toBe(true);
    const referrals = states.flatMap((state) => Object.values(state.referrals));
    const endings = new Set(referrals.map((referral) => endingOf(referral)));
    for (const ending of ['closed-both', 'disputed', 'withdrawn', null]) expect(endings).toContain(ending);
    expect(laptop.ledger.store.all(`select id from entries where outcome <> 'applied'`)).toEqual([]);
  });
});
