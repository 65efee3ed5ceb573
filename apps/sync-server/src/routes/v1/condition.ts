/** What anybody may ask: what time it is, whether the process lives, whether it can work. */

import { Instant, instantFromMs } from '@nrm/domain/shared';
import { PROTOCOL } from '@nrm/domain/sync';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendFault } from '../../plugins/app/problems.ts';

export interface ConditionOptions {
  readonly now: () => Date;
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>;
}

export const conditionRoutes: FastifyPluginAsyncZod<ConditionOptions> = async (app, { now, isReady }) => {
  app.get(
    '/time',
    {
      config: { permission: 'none: a laptop with a wrong clock asks before it can trust any certificate date' },
      schema: { response: { 200: z.object({ now: Instant, protocol: z.literal(PROTOCOL) }) } },
    },
    async () => ({ now: instantFromMs(now().getTime()), protocol: PROTOCOL }) as const,
  );
  app.get(
    '/health',
    {
      config: { permission: 'none: says only that the process lives' },
      schema: { response: { 200: z.object({ status: z.literal('ok') }) } },
    },
    async () => ({ status: 'ok' }) as const,
  );
  app.get(
    '/ready',
    {
      config: { permission: 'none: says only whether the database answers' },
      schema: { response: { 200: z.object({ status: z.literal('ready') }) } },
    },
    async (_request, reply) => {
      if (await isReady().catch(() => false)) return { status: 'ready' } as const;
      return sendFault(reply, 'server.not-ready') as never;
    },
  );
};
