/**
 * Where faults and refusals meet HTTP: problem+json (RFC 9457). The answer names a code and a request id; it never
 * repeats what was sent, and an unexpected error says nothing but that it happened.
 */

import { randomInt } from 'node:crypto';
import { Refusal } from '@nrm/domain/shared';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { errorCode, FAULT_SENTENCES, Fault, type FaultCode } from '../../faults.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** A fault of the registry, `refused`, or `bug`. */
  code: z.string(),
  /** Where in the message, as a path without values. */
  place: z.string().optional(),
  refusal: Refusal.optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;

const STATUS: Partial<Record<FaultCode, number>> = {
  'request.malformed': 400,
  'request.too-deep': 400,
  'push.entry-unreadable': 400,
  'certificate.request-invalid': 400,
  'request.device-not-recognised': 401,
  'push.device-unknown': 403,
  'request.nothing-here': 404,
  'request.too-large': 413,
  'request.encoding-unknown': 415,
  'request.too-many': 429,
  'server.busy': 503,
  'server.not-ready': 503,
  'server.not-set-up': 503,
  'postgres.unreachable': 503,
};

/** Framework errors by status; their messages may quote the request and are not passed on. */
const CODE_OF_STATUS: Readonly<Record<number, FaultCode>> = {
  404: 'request.nothing-here',
  413: 'request.too-large',
  415: 'request.encoding-unknown',
  429: 'request.too-many',
  503: 'server.busy',
};

export function answerProblems(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => sendFault(reply, 'request.nothing-here'));
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Fault) return sendFault(reply, error.code, error.params);
    if (hasZodFastifySchemaValidationErrors(error)) {
      const place = error.validation[0]?.instancePath;
      return sendProblem(reply, { ...problemOf(reply, 'request.malformed', 400), ...(place ? { place } : {}) });
    }
    if (isDatabaseBusy(error)) {
      request.log.warn({ err: error }, 'busy');
      return sendFault(reply, 'server.busy');
    }
    const status = statusOf(error);
    if (status >= 400 && status < 500)
      return sendProblem(reply, problemOf(reply, CODE_OF_STATUS[status] ?? 'request.malformed', status));
    if (status === 503) return sendFault(reply, 'server.busy');
    request.log.error({ err: error }, 'bug');
    return sendProblem(reply, {
      type: 'urn:nrm:problem:bug',
      title: 'Something is wrong in the server itself; it was written down under this request id.',
      status: 500,
      code: 'bug',
      requestId: request.id,
    });
  });
}

/** A rule said no. 403 where it is about who asks, 409 for everything else. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const status = refusal.code.startsWith('access.') ? 403 : 409;
  return sendProblem(reply, {
    type: `urn:nrm:refusal:${refusal.code}`,
    title: 'Refused: the code says why.',
    status,
    code: 'refused',
    refusal,
    requestId: reply.request.id,
  });
}

export const sendFault = (reply: FastifyReply, code: FaultCode, params: Fault['params'] = {}): FastifyReply =>
  sendProblem(reply, {
    ...problemOf(reply, code, STATUS[code] ?? 500),
    ...(Object.keys(params).length > 0 ? { params: { ...params } } : {}),
  });

const problemOf = (reply: FastifyReply, code: FaultCode, status: number): Problem => ({
  type: `urn:nrm:problem:${code}`,
  title: FAULT_SENTENCES[code],
  status,
  code,
  requestId: reply.request.id,
});

// Written out here so that no route's schema of its good answer is held against a problem.
const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply => {
  if (problem.status === 503 && !reply.hasHeader('retry-after')) void reply.header('retry-after', comeBackAfterS());
  return reply
    .code(problem.status)
    .type(PROBLEM_MEDIA_TYPE)
    .serializer((value: unknown) => JSON.stringify(value))
    .send(problem);
};

/** Seconds. Drawn anew for everybody, so that those who were sent away together do not come back together. */
const comeBackAfterS = (): number => randomInt(3, 12);

/**
 * PostgreSQL could not now and may in a moment: a lock or a statement took too long, two transactions waited for each
 * other, it is starting or stopping, or it has no connection left. Nothing was stored; the laptop sends the same again.
 */
const BUSY_CODES = /^(55P03|57014|40P01|40001|53300|57P0[1-3]|08\d{3}|ECONNREFUSED|ECONNRESET|EPIPE)$/;
const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';

function isDatabaseBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return BUSY_CODES.test(errorCode(error) ?? '') || error.message === POOL_EXHAUSTED;
}

function statusOf(error: unknown): number {
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 500;
}
