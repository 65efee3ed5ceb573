/** GET /v1/metrics: how the process does, in numbers (Prometheus text format). Routes, codes and counts; never who. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Fault } from '../../faults.ts';
import { isLoopbackAddress } from './permissions.ts';

/** A number that a part of the server can tell whenever it is asked. */
export interface Measured {
  /** Behind `nrm_`, for example `held_entries`. */
  readonly name: string;
  readonly help: string;
  read(): number | Promise<number>;
}

export interface MetricsOptions {
  readonly measured: readonly Measured[];
  /** Whoever asks from beyond this computer shows it as a bearer token; null lets nobody ask from there. */
  readonly token: string | null;
}

const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 30, 60];

export function answerMetrics(app: FastifyInstance, { measured, token }: MetricsOptions): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'nrm_' });
  const requests = new Histogram({
    name: 'nrm_request_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  for (const { name, help, read } of measured)
    new Gauge({
      name: `nrm_${name}`,
      help,
      registers: [registry],
      async collect() {
        // A database that is away must not hide what the process knows of itself.
        this.set(await Promise.resolve(read()).catch(() => Number.NaN));
      },
    });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    requests.observe(
      { method, route: routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
  });
  app.get(
    '/v1/metrics',
    { config: { permission: 'none: loopback or a token, asked for by the route itself' } },
    async (request, reply) => {
      if (!isLoopbackAddress(request.socket.remoteAddress ?? '') && !isToken(token, request.headers.authorization))
        throw new Fault('request.nothing-here');
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}

/** Compared by their hashes, in the same time whatever is wrong with it. */
function isToken(token: string | null, said: string | undefined): boolean {
  if (token === null || said === undefined) return false;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(`Bearer ${token}`), hash(said));
}
