import type {
  FillRequest,
  HandBackAnswer,
  HandBackRequest,
  PullAnswer,
  PullRequest,
  PushAnswer,
  PushRequest,
  RejoinAnswer,
  RejoinRequest,
} from '@nrm/domain/sync';
import { Fault } from '../faults.ts';

/**
 * How the messages of sync reach a server and how its answers come back: the network, or whatever stands for it. It
 * carries; it does not understand. Both methods throw a `Fault` when no answer of the server could be had.
 */
export interface Transport {
  /** @param signal aborted when nobody waits for the answer any more */
  push(request: PushRequest, signal: AbortSignal): Promise<PushAnswer>;
  pull(request: PullRequest, signal: AbortSignal): Promise<PullAnswer>;
  /**
   * Absent where only messages are carried: then a new laptop is filled by pulling.
   * @returns a `FillAnswer` not read yet, as a value or as its JSON in UTF-8: a large page is read beside the core
   */
  fill?(request: FillRequest, signal: AbortSignal): Promise<unknown>;
  /** Absent where a server that went back in time can only be reported. */
  rejoin?(request: RejoinRequest, signal: AbortSignal): Promise<RejoinAnswer>;
  handBack?(request: HandBackRequest, signal: AbortSignal): Promise<HandBackAnswer>;
}

/** Whether messages leave this laptop at all. Kept outside the transport: it outlives the session that has one. */
export interface NetworkSwitch {
  on: boolean;
}

/**
 * The same transport behind a switch. An answer that is under way when the switch goes off is lost, as on a real line:
 * the server may have heard what the laptop believes unsent.
 */
export function switchable(transport: Transport, network: NetworkSwitch = { on: true }): Transport & NetworkSwitch {
  const carry = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    if (!network.on) throw new Fault('server.unreachable', { reason: 'switched-off' });
    const answer = await send();
    if (!network.on) throw new Fault('server.unreachable', { reason: 'switched-off' });
    return answer;
  };
  const { fill, rejoin, handBack } = transport;
  return {
    push: (request, signal) => carry(() => transport.push(request, signal)),
    pull: (request, signal) => carry(() => transport.pull(request, signal)),
    ...(fill && { fill: (request: FillRequest, signal: AbortSignal) => carry(() => fill(request, signal)) }),
    ...(rejoin && { rejoin: (request: RejoinRequest, signal: AbortSignal) => carry(() => rejoin(request, signal)) }),
    ...(handBack && {
      handBack: (request: HandBackRequest, signal: AbortSignal) => carry(() => handBack(request, signal)),
    }),
    get on() {
      return network.on;
    },
    set on(on) {
      network.on = on;
    },
  };
}
