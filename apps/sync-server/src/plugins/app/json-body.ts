/**
 * The one JSON reader of this server. Fastify's own guards against `__proto__` do not reach a parser of ours, and a
 * megabyte of `[` overflows the stack of any parser: so size, unpacked size and depth are looked at before parsing.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';
import { errorCode, Fault } from '../../faults.ts';

const unpack = promisify(gunzip);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Our deepest message, a link with its entry, needs seven. */
const MAX_DEPTH = 32;
const DEFAULT_UNPACKED_BYTES = 4 * 1024 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the body as it was before packing, hex; null where there was none. What a device signs. */
    bodySha256: string | null;
  }
  interface FastifyContextConfig {
    /** Bound of a body after decompression, bytes; `bodyLimit` bounds what arrives. */
    maxUnpackedBytes?: number;
  }
}

export function readJsonBodies(app: FastifyInstance): void {
  app.decorateRequest('bodySha256', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const limit = request.routeOptions.config.maxUnpackedBytes ?? DEFAULT_UNPACKED_BYTES;
      await request.admit?.();
      const bytes = await unpacked(body, request.headers['content-encoding'], limit);
      request.bodySha256 = createHash('sha256').update(bytes).digest('hex');
      return parseJson(bytes);
    },
  );
}

async function unpacked(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  if (encoding !== undefined && encoding !== 'identity' && encoding !== 'gzip')
    throw new Fault('request.encoding-unknown');
  if (encoding !== 'gzip') {
    if (body.length > limit) throw new Fault('request.too-large', { limit });
    return body;
  }
  try {
    return await unpack(body, { maxOutputLength: limit });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw new Fault('request.too-large', { limit });
    throw new Fault('request.malformed');
  }
}

/** @throws Fault request.too-deep, request.malformed; the parser's own message could quote what was sent */
export function parseJson(bytes: Buffer): unknown {
  if (isTooDeep(bytes)) throw new Fault('request.too-deep', { limit: MAX_DEPTH });
  try {
    return parse(utf8.decode(bytes), { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw new Fault('request.malformed');
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

function isTooDeep(bytes: Buffer): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (inText) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}
