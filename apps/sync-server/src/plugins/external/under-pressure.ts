/** When the event loop falls behind, saying "come back" at once is better than letting everybody wait. */
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';

export async function registerUnderPressure(app: FastifyInstance): Promise<void> {
  await app.register(underPressure, { maxEventLoopDelay: 3_000, retryAfter: 10 });
}
