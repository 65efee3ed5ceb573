/** POST /v1/push, /v1/pull and /v1/fill: where a laptop's entries arrive, and where it asks what is new or for everything. */
import type { Sign } from '@nrm/domain/ledger';
import { FillAnswer, FillRequest, PullAnswer, PullRequest, PushAnswer, PushRequest } from '@nrm/domain/sync';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { Fault } from '../../faults.ts';
import { acceptPush } from '../../ledger/accept-push.ts';
import { answerFill } from '../../ledger/answer-fill.ts';
import { answerPull } from '../../ledger/answer-pull.ts';
import type { LedgerContext } from '../../ledger/ledger-store.ts';
import { getDevice } from '../../plugins/app/permissions.ts';

export interface LedgerOptions {
  readonly ledger: LedgerContext & { readonly sign: Sign };
}

const PUSH_BYTES = 8 * 1024 * 1024;

export const ledgerRoutes: FastifyPluginAsyncZod<LedgerOptions> = async (app, { ledger }) => {
  app.post(
    '/push',
    {
      bodyLimit: PUSH_BYTES,
      // Even a revoked laptop may hand in what was written on it: it is held, and a supervisor decides.
      config: { permission: 'device-even-revoked', maxUnpackedBytes: PUSH_BYTES },
      schema: { body: PushRequest, response: { 200: PushAnswer } },
    },
    async (request) => {
      if (getDevice(request).id !== request.body.device) throw new Fault('request.device-not-recognised');
      return acceptPush(ledger, request.body);
    },
  );
  app.post(
    '/pull',
    {
      config: { permission: 'device-even-revoked' },
      schema: { body: PullRequest, response: { 200: PullAnswer } },
    },
    async (request) => {
      if (getDevice(request).id !== request.body.device) throw new Fault('request.device-not-recognised');
      return answerPull(ledger, request.body);
    },
  );
  app.post(
    '/fill',
    {
      config: { permission: 'device' },
      schema: { body: FillRequest, response: { 200: FillAnswer } },
    },
    async (request) => {
      if (getDevice(request).id !== request.body.device) throw new Fault('request.device-not-recognised');
      return answerFill(ledger, request.body);
    },
  );
};
