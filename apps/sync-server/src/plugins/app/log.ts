/**
 * One line per request: what was asked of which route, and how it ended. No bodies, no addresses with what was typed
 * into them, no error messages (a database quotes the row it stumbled over); codes, route patterns and stack frames.
 */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type DestinationStream, pino } from 'pino';
import { errorCode } from '../../faults.ts';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Standard error when absent: standard output belongs to the answers of commands. */
  readonly stream?: DestinationStream;
}

export function createLogger({ level, stream }: LogOptions): FastifyBaseLogger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Whatever a dependency logs of its own accord goes through the same sieve.
      serializers: { err: withoutMessage, error: withoutMessage, req: () => undefined, res: () => undefined },
      redact: {
        paths: [
          'headers',
          'body',
          'url',
          'code',
          'password',
          'connectionString',
          '*.headers',
          '*.body',
          '*.code',
          '*.password',
        ],
      },
    },
    stream ?? pino.destination(2),
  );
}

export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        ...(request.device ? { device: request.device.id } : {}),
      },
      'request',
    );
  });
}

function withoutMessage(error: unknown): unknown {
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return { name: error.name, errorCode: errorCode(error), frames: frames.slice(0, 12).map((line) => line.trim()) };
}
