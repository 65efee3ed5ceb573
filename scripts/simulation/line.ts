import type { GovernorateState } from '@nrm/domain/governorate';
import type { DeviceId } from '@nrm/domain/shared';
import { Fault } from '../../apps/desktop/src/core/faults.ts';
import type { Transport } from '../../apps/desktop/src/core/sync/transport.ts';
import { isFault as isServerFault } from '../../apps/sync-server/src/faults.ts';
import { acceptPush } from '../../apps/sync-server/src/ledger/accept-push.ts';
import { answerFill } from '../../apps/sync-server/src/ledger/answer-fill.ts';
import { answerPull } from '../../apps/sync-server/src/ledger/answer-pull.ts';
import { answerRejoin } from '../../apps/sync-server/src/ledger/answer-rejoin.ts';
import { takeHandedBack } from '../../apps/sync-server/src/ledger/take-handed-back.ts';
import type { SimulatedServer, World } from './governorate.ts';
import type { Timeline } from './timeline.ts';

/** How bad the lines of a governorate are. Chances from 0 to 1. */
export interface Weather {
  loseRequest: number;
  loseAnswer: number;
  /** The same request arrives a second time, later. */
  double: number;
  longestDelayMs: number;
}

export const CLEAR: Weather = { loseRequest: 0, loseAnswer: 0, double: 0, longestDelayMs: 50 };

/**
 * A line between one laptop and the server: every message takes its time, and may be lost, doubled or overtaken. What
 * passes it is text, as on a real one.
 * @param found is told what the server could not answer though nobody's line was bad
 * @param life changes when the server is put back: whatever was on its way to the one before is lost
 */
export function createLine(
  timeline: Timeline,
  world: World,
  server: SimulatedServer,
  weather: () => Weather,
  life: () => number,
  found: (error: unknown) => void,
): Transport {
  /** As the routes ask it, before the body is looked at. */
  const isKnown = async (device: DeviceId) => {
    const governorate = (await server.store.findSubject(server.governorateRef))?.state as GovernorateState | undefined;
    return governorate?.devices[device] !== undefined;
  };
  function carry<Request, Answer>(handle: (request: Request) => Promise<Answer>) {
    return (request: Request): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const { loseRequest, loseAnswer, double, longestDelayMs } = weather();
        const sent = life();
        const delay = () => 1 + Math.floor(world.random() * longestDelayMs);
        const lost = (fault = new Fault('server.unreachable', { reason: 'lost' })) => reject(fault);
        const text = JSON.stringify(request);
        const arrive = async (answered: (answer: Answer) => void, failed: (fault?: Fault) => void) => {
          if (life() !== sent) return failed();
          try {
            const { device } = JSON.parse(text) as { device?: DeviceId };
            if (device && !(await isKnown(device))) return failed(new Fault('server.refused-device'));
            const answer = JSON.stringify(await handle(JSON.parse(text) as Request));
            answered(JSON.parse(answer) as Answer);
          } catch (error) {
            if (!isServerFault(error)) found(error);
            failed();
          }
        };
        if (world.random() < loseRequest) return timeline.after(delay(), () => lost());
        timeline.after(
          delay(),
          () =>
            void arrive(
              (answer) =>
                world.random() < loseAnswer || life() !== sent
                  ? timeline.after(delay(), () => lost())
                  : timeline.after(delay(), () => resolve(answer)),
              lost,
            ),
        );
        if (world.random() < double)
          timeline.after(
            delay() * 40,
            () =>
              void arrive(
                () => undefined,
                () => undefined,
              ),
          );
      });
  }
  return {
    push: carry((request) => acceptPush(server, request)),
    pull: carry((request) => answerPull(server, request)),
    fill: carry((request) => answerFill(server, request)),
    rejoin: carry((request) => answerRejoin(server, request)),
    handBack: carry((request) => takeHandedBack(server, server.publicKey, request)),
  };
}
