/** POST /v1/connect/look and /v1/connect: a laptop's first words to its governorate. */

import { ConnectLook, ConnectLookRequest, ConnectReply } from '@nrm/domain/connect';
import { PublicKey } from '@nrm/domain/ledger';
import { ConnectRequest } from '@nrm/domain/sync';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type ConnectContext, lookAtConnectCode, redeemConnectCode } from '../../connect/redeem-connect-code.ts';
import { sendRefusal } from '../../plugins/app/problems.ts';

export interface ConnectOptions {
  readonly context: ConnectContext;
  readonly triesPerMinute: number;
}

export const connectRoutes: FastifyPluginAsyncZod<ConnectOptions> = async (app, { context, triesPerMinute }) => {
  app.post(
    '/connect/look',
    {
      bodyLimit: 16 * 1024,
      config: {
        permission: 'none: the one-time code is what is asked for',
        maxUnpackedBytes: 16 * 1024,
        rateLimit: { max: triesPerMinute, timeWindow: 60_000, groupId: 'connect' },
      },
      schema: { body: ConnectLookRequest, response: { 200: ConnectLook } },
    },
    async (request, reply) => {
      const result = await lookAtConnectCode(context, request.body.code);
      return result.ok ? result.value : (sendRefusal(reply, result.refusal) as never);
    },
  );
  app.post(
    '/connect',
    {
      bodyLimit: 16 * 1024,
      config: {
        permission: 'none: the one-time code is what is asked for',
        maxUnpackedBytes: 16 * 1024,
        rateLimit: { max: triesPerMinute, timeWindow: 60_000, groupId: 'connect' },
      },
      schema: { body: ConnectRequest.extend({ devicePublicKey: PublicKey }), response: { 200: ConnectReply } },
    },
    async (request, reply) => {
      const result = await redeemConnectCode(context, request.body);
      return result.ok ? result.value : (sendRefusal(reply, result.refusal) as never);
    },
  );
};
