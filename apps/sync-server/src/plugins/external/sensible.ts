/** Small things an HTTP server needs and should not write itself: `reply.vary`, cache headers. */
import sensible from '@fastify/sensible';
import type { FastifyInstance } from 'fastify';

export async function registerSensible(app: FastifyInstance): Promise<void> {
  await app.register(sensible);
}
