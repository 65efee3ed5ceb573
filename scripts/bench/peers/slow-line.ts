import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { assert } from '@nrm/domain/shared';

/** What went over the line, headers and handshakes of HTTP included. */
export interface Carried {
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export interface SlowLine {
  readonly port: number;
  /** Since the last time this was asked. */
  take(): Carried;
  close(): Promise<void>;
}

const REQUEST = /^(GET|POST|PUT|DELETE|HEAD|OPTIONS) \S+ HTTP\/1\.1\r\n/;

/**
 * Plain HTTP through a line on which a question and its answer take `roundTripMs` longer, and a new connection one
 * round trip more, as TCP does. Nothing is made narrower, only later. It counts from outside, every peer alike.
 */
export async function openSlowLine(to: number, roundTripMs: number): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  let requests = 0;
  let bytesUp = 0;
  let bytesDown = 0;
  const line = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const openAt = performance.now() + roundTripMs;
    // Timers of different lengths may overtake each other; bytes and the end behind them must not.
    const queues = new Map<Socket, Promise<unknown>>();
    const later = (into: Socket, work: () => void, notBefore: number) => {
      const at = Math.max(performance.now() + roundTripMs / 2, notBefore);
      const turn = (queues.get(into) ?? Promise.resolve()).then(async () => {
        const wait = at - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        if (!into.destroyed) work();
      });
      queues.set(into, turn);
    };
    near.on('data', (bytes) => {
      bytesUp += bytes.byteLength;
      if (REQUEST.test(bytes.toString('latin1', 0, 8_192))) requests++;
      later(far, () => far.write(bytes), openAt + roundTripMs / 2);
    });
    far.on('data', (bytes) => {
      bytesDown += bytes.byteLength;
      later(near, () => near.write(bytes), 0);
    });
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        later(into, () => into.end(), openAt + roundTripMs / 2);
      });
    }
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const address = line.address();
  assert(address !== null && typeof address === 'object', 'a line has a port');
  return {
    port: (address satisfies AddressInfo).port,
    take() {
      const carried = { requests, bytesUp, bytesDown };
      requests = bytesUp = bytesDown = 0;
      return carried;
    },
    close: () =>
      new Promise((resolve) => {
        line.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
