/**
 * A hundred laptops may return in one moment. Few are worked on at a time, the others wait in the order in which they
 * came with their message still packed, and whoever comes to a full queue is told at once when to come back.
 */
import type { IncomingMessage } from 'node:http';
import type { DeviceId } from '@nrm/domain/shared';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault } from '../../faults.ts';

export interface AdmissionLimits {
  /** Messages that are unpacked, judged and stored, or answered, at the same time. More only take each other's memory. */
  readonly working: number;
  /** Messages that have arrived, or are arriving, and wait. Each holds what the line carries: 0.2 MB as a rule. */
  readonly waiting: number;
  /** Nobody waits longer, milliseconds: the line of a laptop gives up after a minute of silence. */
  readonly waitMs: number;
  /** Messages of one device that arrive, wait or are worked on. A laptop speaks one at a time, and a broken line may leave one behind. */
  readonly ofOneDevice: number;
}

export const DEFAULT_ADMISSION: AdmissionLimits = { working: 4, waiting: 96, waitMs: 40_000, ofOneDevice: 4 };

export interface Gate {
  readonly working: number;
  readonly waiting: number;
  readonly turnedAway: number;
  /**
   * Before a byte of the message is read: nobody fills the memory or the queue alone.
   * @param who the device, or the address where no device is known
   * @returns what to call when the message is answered or lost; calling it again changes nothing
   * @throws Fault server.busy
   */
  arrive(who: string): () => void;
  /**
   * @param left aborted when whoever waits went away
   * @returns what to call when the work is done; calling it again changes nothing
   * @throws Fault server.busy
   */
  enter(left: AbortSignal): Promise<() => void>;
}

/** First come, first served: a laptop that sent one message stands at the end with its next. */
export function createGate({ working: places, waiting: queueLength, waitMs, ofOneDevice }: AdmissionLimits): Gate {
  let working = 0;
  let turnedAway = 0;
  const queue = new Set<() => void>();
  const underWay = new Map<string, number>();
  const place = () => {
    working++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      working--;
      const [next] = queue;
      next?.();
    };
  };
  return {
    get working() {
      return working;
    },
    get waiting() {
      return queue.size;
    },
    get turnedAway() {
      return turnedAway;
    },
    arrive(who) {
      const before = underWay.get(who) ?? 0;
      if (before >= ofOneDevice) {
        turnedAway++;
        throw new Fault('server.busy');
      }
      underWay.set(who, before + 1);
      let isHere = true;
      return () => {
        if (!isHere) return;
        isHere = false;
        const others = (underWay.get(who) ?? 1) - 1;
        if (others > 0) underWay.set(who, others);
        else underWay.delete(who);
      };
    },
    enter(left) {
      if (working < places) return Promise.resolve(place());
      if (queue.size >= queueLength) {
        turnedAway++;
        return Promise.reject(new Fault('server.busy'));
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer);
          queue.delete(next);
          left.removeEventListener('abort', giveUp);
        };
        const next = () => {
          leave();
          resolve(place());
        };
        const giveUp = () => {
          leave();
          turnedAway++;
          reject(new Fault('server.busy'));
        };
        const timer = setTimeout(giveUp, waitMs);
        left.addEventListener('abort', giveUp, { once: true });
        queue.add(next);
      });
    },
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This route's messages go through the gate. */
    isAdmitted?: boolean;
  }
  interface FastifyRequest {
    /** Waits for a place to be worked on; kept until the answer is on its way. */
    admit: (() => Promise<void>) | null;
    leaveGate: (() => void) | null;
  }
}

/** @param deviceOf who asks, as the line itself proves it: no message needs to be read for it */
export function admitThroughGate(
  app: FastifyInstance,
  gate: Gate,
  deviceOf: (request: IncomingMessage) => DeviceId | undefined,
): void {
  app.decorateRequest('admit', null);
  app.decorateRequest('leaveGate', null);
  app.addHook('onRequest', async (request, reply) => {
    if (!request.routeOptions.config.isAdmitted) return;
    const gone = new AbortController();
    const depart = gate.arrive(deviceOf(request.raw) ?? request.ip);
    reply.raw.once('close', () => {
      depart();
      gone.abort();
    });
    // Called by the parser, when the whole message is there: a slow line takes nobody's place.
    request.admit = async () => {
      request.leaveGate = await gate.enter(gone.signal);
    };
  });
  // Whatever became of it, also where the laptop went away in the middle: the work is over when there is an answer.
  app.addHook('onSend', async (request: FastifyRequest, _reply, payload) => {
    request.leaveGate?.();
    return payload;
  });
}
