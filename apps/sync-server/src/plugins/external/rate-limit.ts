/** A hundred laptops may come back at once behind one address of a branch office: devices are counted one by one. */

import type { IncomingMessage } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { Fault } from '../../faults.ts';

export interface RequestLimits {
  /** Of one device, or of one address where no device is known. */
  readonly perMinute: number;
  /** Tries to connect a laptop, of one address. */
  readonly connectPerMinute: number;
}

export const DEFAULT_LIMITS: RequestLimits = { perMinute: 1200, connectPerMinute: 10 };

export async function registerRateLimit(
  app: FastifyInstance,
  limits: RequestLimits,
  deviceOf: (request: IncomingMessage) => string | undefined,
): Promise<void> {
  await app.register(rateLimit, {
    max: limits.perMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => deviceOf(request.raw) ?? request.ip,
    errorResponseBuilder: (_request, context) => new Fault('request.too-many', { waitMs: context.ttl }),
  });
}
