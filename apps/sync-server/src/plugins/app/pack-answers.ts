/** Answers are packed with gzip where the asker can read it: a branch office pays for every kilobyte with seconds. */
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const pack = promisify(gzip);
const WORTH_PACKING_BYTES = 1024;

export function packAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const accepts = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (!accepts || reply.hasHeader('content-encoding')) return payload;
    if (payload instanceof Readable) {
      void reply.header('content-encoding', 'gzip').removeHeader('content-length').vary('accept-encoding');
      // Fastify ends the answer when the packed stream fails; nothing is left to do here.
      return pipeline(payload, createGzip(), () => undefined);
    }
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    if (Buffer.byteLength(payload) < WORTH_PACKING_BYTES) return payload;
    void reply.header('content-encoding', 'gzip').removeHeader('content-length').vary('accept-encoding');
    return await pack(payload);
  });
}
