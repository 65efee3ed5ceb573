import { CHAIN_START } from '@nrm/domain/ledger';
import type { RejoinAnswer, RejoinRequest } from '@nrm/domain/sync';
import type { LedgerContext } from './ledger-store.ts';

/**
 * Finds the last point a laptop and this server both remember, after one of them went back in time: feed by feed by the
 * chain, and in the laptop's own chain by what is held of it. It only reads; the laptop does the going back.
 */
export async function answerRejoin(
  { store, boot }: LedgerContext,
  { device, feeds }: RejoinRequest,
): Promise<RejoinAnswer> {
  const log = await store.findDevice(device);
  return {
    epoch: store.epoch,
    boot,
    generation: log?.generation ?? 1,
    chain: { seq: log?.seq ?? 0, hash: log?.hash ?? CHAIN_START },
    feeds: await Promise.all(
      feeds.map(async ({ feed, at }) => {
        const positions = at.map(({ position }) => position);
        const ours = await store.chainsAt(feed, positions);
        const shared = at.filter(({ position, chain }) => ours.get(position) === chain);
        return { feed, position: Math.max(0, ...shared.map(({ position }) => position)) };
      }),
    ),
  };
}
