/**
 * From the commit of whoever stored an entry, in this process or another, to the lines of those who may read it. What is
 * said between processes is a feed and its position; it is said in the storing transaction and heard when that is done.
 */
import { FeedId } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import type { Hint } from '@nrm/domain/sync';
import { z } from 'zod';
import type { HintHub } from './hint-hub.ts';

export const FEEDS_CHANNEL = 'nrm_feeds_grew';

/** Feeds in one message: PostgreSQL carries 8,000 bytes. */
const FEEDS_IN_MESSAGE = 60;

const Said = z.array(z.tuple([FeedId, z.int().min(0)])).max(FEEDS_IN_MESSAGE);

/** Messages for `pg_notify`. */
export function feedsGrewMessages(heads: readonly { readonly feed: FeedId; readonly position: number }[]): string[] {
  const messages: string[] = [];
  for (let from = 0; from < heads.length; from += FEEDS_IN_MESSAGE)
    messages.push(
      JSON.stringify(heads.slice(from, from + FEEDS_IN_MESSAGE).map(({ feed, position }) => [feed, position])),
    );
  return messages;
}

export interface FeedWatchOptions {
  readonly hub: HintHub;
  /** Feeds of each device as of now; null for one that is granted nothing any more. */
  readGrants(): Promise<(device: DeviceId) => readonly FeedId[] | null>;
  readPosition(feed: FeedId): Promise<number>;
}

export interface FeedWatch {
  /** @param payload as another process said it; what cannot be read is left alone */
  heard(payload: string): void;
  /** Something may have been missed: everybody is told where everything stands. */
  lookAgain(): Promise<void>;
}

export function createFeedWatch({ hub, readGrants, readPosition }: FeedWatchOptions): FeedWatch {
  let regranting: Promise<void> = Promise.resolve();
  const regrant = () => {
    // One after the other: an older answer must not overtake a newer one. Where nobody can be asked, nobody is told.
    regranting = regranting.then(async () => hub.regrant(await readGrants())).catch(() => hub.endAll());
    return regranting;
  };
  return {
    heard(payload) {
      const feeds = readSaid(payload);
      // A role ended, a laptop was revoked or moved: before anybody is told of what it may no longer hear of.
      if (feeds.some(({ feed }) => feed.startsWith('administration/'))) void regrant().then(() => hub.grew(feeds));
      else hub.grew(feeds);
    },
    async lookAgain() {
      await regrant();
      try {
        const feeds: Hint['feeds'] = [];
        for (const feed of hub.feeds()) feeds.push({ feed, position: await readPosition(feed) });
        hub.grew(feeds);
      } catch {
        hub.endAll();
      }
    },
  };
}

function readSaid(payload: string): Hint['feeds'] {
  try {
    const said = Said.safeParse(JSON.parse(payload));
    return said.success ? said.data.map(([feed, position]) => ({ feed, position })) : [];
  } catch {
    return [];
  }
}
