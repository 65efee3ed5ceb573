import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { assert } from '@nrm/domain/shared';

export interface Line {
  readonly port: number;
  /** How many answers it lost. */
  readonly lost: number;
  close(): Promise<void>;
}

export interface LineOptions {
  /** Port of the server on this computer. */
  readonly to: number;
  /** 0 finds a free one. */
  readonly port?: number;
  /** How much later each answer arrives. */
  readonly delayMs?: number;
  /** One connection, counted from 1, whose answer never arrives: what is asked does, and is carried out. */
  readonly loseAnswerOf?: {
    readonly connection: number;
    readonly tls: boolean;
    /** The server has done what it was asked: now the line is cut. */
    isDone(): Promise<boolean>;
  };
}

/** A line between laptop and server that carries bytes and knows nothing of what they say. */
export async function openLine({ to, port = 0, delayMs = 0, loseAnswerOf }: LineOptions): Promise<Line> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let lost = 0;
  const line = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
    }
    const loses = ++connections === loseAnswerOf?.connection;
    let asked = 0;
    near.on('data', (bytes) => {
      asked++;
      far.write(bytes);
    });
    // Under TLS the server must answer the first words, or nothing is asked at all.
    far.on('data', (bytes) => {
      if (loses && !(loseAnswerOf.tls && asked < 2)) return;
      if (delayMs === 0) near.write(bytes);
      else setTimeout(() => near.destroyed || near.write(bytes), delayMs);
    });
    if (loses) void cutWhenDone(loseAnswerOf, near, () => lost++);
  });
  await new Promise<void>((resolve) => line.listen(port, '127.0.0.1', resolve));
  const address = line.address();
  assert(address !== null && typeof address === 'object', 'a line has a port');
  return {
    port: (address satisfies AddressInfo).port,
    get lost() {
      return lost;
    },
    close: () =>
      new Promise((resolve) => {
        line.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function cutWhenDone(
  { isDone }: NonNullable<LineOptions['loseAnswerOf']>,
  near: Socket,
  count: () => void,
): Promise<void> {
  while (!near.destroyed && !(await isDone())) await new Promise((resolve) => setTimeout(resolve, 20));
  if (!near.destroyed) count();
  near.destroy();
}
