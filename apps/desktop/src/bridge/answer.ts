import type { Refusal } from '@nrm/domain/shared';
import type { PlainFault } from '../core/faults.ts';

/**
 * What comes back over the bridge: a value, a refusal (shown beside the button) or a fault (a designed screen or badge).
 * Plain data in all three, so that it crosses processes.
 */
export type BridgeAnswer<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'fault'; readonly fault: PlainFault };

/** What changed, so that whoever shows it asks again. Facts, never orders. */
export type BridgeEvent =
  | { readonly kind: 'changed'; readonly topics: readonly Topic[] }
  | { readonly kind: 'session' }
  | { readonly kind: 'sync' }
  | Leaving;

/** Before files are closed what waits is sent, for a moment: how many acts of how many. It ends with `session`. */
export interface Leaving {
  readonly kind: 'leaving';
  readonly sent: number;
  readonly total: number;
}

/** The noun whose queries may answer differently now. */
export const TOPICS = ['people', 'case', 'tasks', 'referrals', 'directory', 'administration', 'drafts'] as const;
export type Topic = (typeof TOPICS)[number];

/** For whoever may have missed anything: another core answers from now on. */
export const EVERYTHING_CHANGED: readonly BridgeEvent[] = [
  { kind: 'session' },
  { kind: 'sync' },
  { kind: 'changed', topics: TOPICS },
];

/** The two functions the preload script exposes to the window, and all there is. */
export interface Bridge {
  invoke(name: string, args: unknown): Promise<BridgeAnswer<unknown>>;
  subscribe(listener: (event: BridgeEvent) => void): () => void;
}
