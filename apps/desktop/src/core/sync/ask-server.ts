import { Refusal, type Result } from '@nrm/domain/shared';
import { request } from 'undici';
import { z } from 'zod';
import { Fault } from '../faults.ts';
import { createDispatcher } from './server-line.ts';

/** What a refusing server says (RFC 9457): a refusal of a rule, or a fault of its own with a code. */
const Problem = z.looseObject({ refusal: Refusal.optional(), code: z.string().optional() });

/**
 * One question to a server this laptop does not belong to yet: connecting. Afterwards everything goes through the
 * transport of the replication.
 * @throws Fault server.unreachable, server.not-trusted, server.newer
 */
export async function askServer<Schema extends z.ZodType>(
  server: string,
  path: string,
  body: unknown,
  answer: Schema,
  caCertificate: string | null = null,
): Promise<Result<z.output<Schema>>> {
  const dispatcher = createDispatcher({ server, caCertificate, trustOnFirstUse: caCertificate === null });
  try {
    const reply = await request(new URL(path, server), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      dispatcher,
      headersTimeout: 20_000,
      bodyTimeout: 20_000,
    }).catch(() => {
      throw new Fault('server.unreachable');
    });
    const text = await reply.body.text();
    const read = parse(text);
    if (reply.statusCode === 200) {
      const value = answer.safeParse(read);
      if (!value.success) throw new Fault('server.newer', { reason: 'answer' });
      return { ok: true, value: value.data };
    }
    const problem = Problem.safeParse(read);
    if (problem.success && problem.data.refusal) return { ok: false, refusal: problem.data.refusal };
    throw new Fault('server.unreachable', { status: reply.statusCode });
  } finally {
    await dispatcher.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('server.newer', { reason: 'not-json' });
  }
}
