import { type Bridge, type BridgeAnswer, type BridgeEvent, EVERYTHING_CHANGED } from '../bridge/answer.ts';

/** A bridge whose far side can be taken away and another put in its place: whoever asks meanwhile waits. */
export interface BridgeGate {
  readonly bridge: Bridge;
  /** Says that everything may be answered differently now. */
  open(to: Bridge): void;
  /** Resolves when whatever was asked before has its answer. */
  shut(): Promise<void>;
}

/** Shut at first. */
export function createBridgeGate(): BridgeGate {
  const listeners = new Set<(event: BridgeEvent) => void>();
  const inside = new Set<Promise<BridgeAnswer<unknown>>>();
  let behind = Promise.withResolvers<Bridge>();
  let unsubscribe: () => void = () => undefined;
  const announce = (event: BridgeEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    bridge: {
      async invoke(name, args) {
        const answer = (await behind.promise).invoke(name, args);
        inside.add(answer);
        return answer.finally(() => inside.delete(answer));
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    open(to) {
      unsubscribe = to.subscribe(announce);
      behind.resolve(to);
      EVERYTHING_CHANGED.forEach(announce);
    },
    async shut() {
      unsubscribe();
      behind = Promise.withResolvers();
      await Promise.allSettled(inside);
    },
  };
}
