import type { Bridge, BridgeAnswer, BridgeEvent } from '../../bridge/answer.ts';
import { TOPICS } from '../../bridge/answer.ts';

/**
 * The bridge where no preload script gave one: the local host answers on the same address (`POST /bridge`) and tells what
 * changed (`/events`). The cookie of the launch address is the only key; nothing is kept here.
 */
export function connectLocalBridge(): Bridge {
  const listeners = new Set<(event: BridgeEvent) => void>();
  const tell = (event: BridgeEvent) => {
    for (const listener of listeners) listener(event);
  };

  let wasLost = false;
  const events = new EventSource('/events');
  events.addEventListener('message', (message: MessageEvent<string>) => tell(JSON.parse(message.data) as BridgeEvent));
  events.addEventListener('error', () => {
    wasLost = true;
  });
  events.addEventListener('open', () => {
    if (!wasLost) return;
    wasLost = false;
    // What happened while nobody listened is unknown: so everything is asked again.
    tell({ kind: 'changed', topics: TOPICS });
    tell({ kind: 'session' });
    tell({ kind: 'sync' });
  });

  return {
    async invoke(name, args) {
      try {
        const response = await fetch('/bridge', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name, args }),
        });
        if (!response.ok) return hostFault(response.status);
        return (await response.json()) as BridgeAnswer<unknown>;
      } catch {
        return hostFault(0);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The program behind the screens does not answer: it was stopped, or this page was opened without its key. */
const hostFault = (status: number): BridgeAnswer<never> => ({
  kind: 'fault',
  fault: { kind: 'fault', code: 'program.error', params: { status } },
});
