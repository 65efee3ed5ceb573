/** POST /v1/bundles/keys, /hand-in and /hand-out: bundles over the line, whoever's they are, in pieces. */
import {
  HandInAnswer,
  HandInRequest,
  HandOutAnswer,
  HandOutRequest,
  SealingKeysAnswer,
  SealingKeysRequest,
} from '@nrm/domain/bundle';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { createCarrierDesk } from '../../bundles/carrier-desk.ts';
import type { BundleOffice } from '../../bundles/receive-bundle.ts';
import { Fault } from '../../faults.ts';
import { getDevice } from '../../plugins/app/permissions.ts';

export interface BundleRoutesOptions {
  readonly office: BundleOffice;
  /** age recipient of the server */
  readonly recipient: string;
}

export const bundleRoutes: FastifyPluginAsyncZod<BundleRoutesOptions> = async (app, { office, recipient }) => {
  const desk = createCarrierDesk(office);
  app.post(
    '/bundles/keys',
    {
      bodyLimit: 16 * 1024,
      config: { permission: 'device-even-revoked', maxUnpackedBytes: 16 * 1024 },
      schema: { body: SealingKeysRequest, response: { 200: SealingKeysAnswer } },
    },
    async (request) => {
      const { device, inbox, carrier } = request.body;
      if (getDevice(request).id !== device) throw new Fault('request.device-not-recognised');
      await office.keys.saveKeys(device, inbox, carrier);
      return { epoch: office.ledger.store.epoch, server: recipient };
    },
  );
  app.post(
    '/bundles/hand-in',
    {
      config: { permission: 'carrier', isAdmitted: true },
      schema: { body: HandInRequest, response: { 200: HandInAnswer } },
    },
    async (request) => {
      if (getDevice(request).id !== request.body.device) throw new Fault('request.device-not-recognised');
      return desk.handIn(request.body);
    },
  );
  app.post(
    '/bundles/hand-out',
    {
      config: { permission: 'carrier', isAdmitted: true },
      schema: { body: HandOutRequest, response: { 200: HandOutAnswer } },
    },
    async (request) => {
      if (getDevice(request).id !== request.body.device) throw new Fault('request.device-not-recognised');
      return desk.handOut(request.body);
    },
  );
};
