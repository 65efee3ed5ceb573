import { z } from 'zod';
import { FeedId } from '../ledger/feed.ts';
import { DeviceId } from '../shared/index.ts';

/**
 * The live hint: while a laptop is connected, the server tells it which of its feeds have grown, so that it asks at once.
 * A hint carries ids and positions and nothing else; a lost one costs a little time and never an entry.
 */
export const HintRequest = z.object({ device: DeviceId });
export type HintRequest = z.infer<typeof HintRequest>;

/** How often the server says that the line still lives, milliseconds. A line that is silent for twice that is dead. */
export const HINT_HEARTBEAT_MS = 20_000;

/** One event of the stream. The first one tells where every feed stands. */
export const Hint = z.object({ feeds: z.array(z.object({ feed: FeedId, position: z.int().min(0) })).max(64) });
export type Hint = z.infer<typeof Hint>;
