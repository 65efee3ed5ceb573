/**
 * POST /v1/push, /v1/pull and /v1/fill: where a laptop's entries arrive, and where it asks what is new or for everything.
 * /v1/rejoin and /v1/hand-back: what they ask and give when one of the two went back in time.
 */
import {
  FillAnswer,
  FillRequest,
  HandBackAnswer,
  HandBackRequest,
  PullAnswer,
  PullRequest,
  PushAnswer,
  PushRequest,
  RejoinAnswer,
  RejoinRequest,
} from '@nrm/domain/sync';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { Fault } from '../../faults.ts';
import { acceptPush } from '../../ledger/accept-push.ts';
import { answerFill } from '../../ledger/answer-fill.ts';
import { answerPull } from '../../ledger/answer-pull.ts';
import { answerRejoin } from '../../ledger/answer-rejoin.ts';
import { takeHandedBack } from '../../ledger/take-handed-back.ts';
import type { ServerAuthor } from '../../ledger/write-act.ts';
import { getDevice } from '../../plugins/app/permissions.ts';

export interface LedgerOptions {
  readonly ledger: ServerAuthor;
  /** Of the server itself, Ed25519, raw, base64url. */
  readonly publicKey: string;
}

const PUSH_BYTES = 8 * 1024 * 1024;

export const ledgerRoutes: FastifyPluginAsyncZod<LedgerOptions> = async (app, { ledger, publicKey }) => {
  app.post(
    '/push',
    {
      bodyLimit: PUSH_BYTES,
      // Even a revoked laptop may hand in what was written on it: it is held, and a supervisor decides.
      config: { permission: 'device-even-revoked', maxUnpackedBytes: PUSH_BYTES, isAdmitted: true },
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
      config: { permission: 'device-even-revoked', isAdmitted: true },
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
      config: { permission: 'device', isAdmitted: true },
      schema: { body: FillRequest, response: { 200: FillAnswer } },
    },
    async (request) => {
      if (getDevice(request).id !== request.body.device) throw new Fault('request.device-not-recognised');
      return answerFill(ledger, request.body);
    },
  );
  app.post(
    '/rejoin',
    {
      config: { permission: 'device-even-revoked', isAdmitted: true },
      schema: { body: RejoinRequest, response: { 200: RejoinAnswer } },
    },
    async (request) => {
      if (getDevice(request).id !== request.body.device) throw new Fault('request.device-not-recognised');
      return answerRejoin(ledger, request.body);
    },
  );
  app.post(
    '/hand-back',
    {
      bodyLimit: PUSH_BYTES,
      config: {
        // Entries prove themselves by the server's own signature; one of them may introduce who brings them.
        permission: 'certified',
        maxUnpackedBytes: PUSH_BYTES,
        isAdmitted: true,
      },
      schema: { body: HandBackRequest, response: { 200: HandBackAnswer } },
    },
    async (request) => takeHandedBack(ledger, publicKey, request.body),
  );
};
