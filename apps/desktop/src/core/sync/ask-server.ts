import type { Result } from '@nrm/domain/shared';
import type { z } from 'zod';
import { readAnswer } from './read-answer.ts';
import { ask, createDispatcher } from './server-line.ts';

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
    const reply = await ask(dispatcher, { url: new URL(path, server), text: JSON.stringify(body) });
    return reply.kind === 'refused'
      ? { ok: false, refusal: reply.refusal }
      : { ok: true, value: readAnswer(answer, reply.value) };
  } finally {
    await dispatcher.close();
  }
}
