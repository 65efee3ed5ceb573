/** POST /v1/hints: the line on which a laptop is told that one of its feeds has grown (server-sent events). */
import type { GovernorateState } from '@nrm/domain/governorate';
import { HintRequest } from '@nrm/domain/sync';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { Fault } from '../../faults.ts';
import type { HintHub } from '../../hint/hint-hub.ts';
import { grantedFeeds } from '../../ledger/answer-pull.ts';
import type { LedgerContext } from '../../ledger/ledger-store.ts';
import { getDevice } from '../../plugins/app/permissions.ts';

export interface HintOptions {
  readonly ledger: LedgerContext;
  readonly hub: HintHub;
}

export const hintRoutes: FastifyPluginAsyncZod<HintOptions> = async (app, { ledger, hub }) => {
  app.post(
    '/hints',
    {
      bodyLimit: 1024,
      // A POST, because a request is authorised by the signature over its body.
      config: { permission: 'device', maxUnpackedBytes: 1024 },
      schema: { body: HintRequest },
    },
    async (request, reply) => {
      const { device } = request.body;
      if (getDevice(request).id !== device) throw new Fault('request.device-not-recognised');
      const stored = await ledger.store.findSubject({ kind: 'governorate', id: ledger.governorate });
      if (!stored) throw new Fault('server.not-set-up');
      const feeds = grantedFeeds(stored.state as GovernorateState, device);
      // First the line, then where everything stands: what grows in between is said on the line.
      const stream = hub.open(device, feeds);
      if (!stream) throw new Fault('server.busy');
      const heads = await Promise.all(feeds.map((feed) => ledger.store.feedHead(feed))).catch((error: unknown) => {
        stream.destroy();
        throw error;
      });
      hub.grew(heads.map(({ feed, position }) => ({ feed, position })));
      return (
        reply
          .type('text/event-stream')
          .header('cache-control', 'no-store')
          // Packed, a hint would wait for the next one to fill a block.
          .header('content-encoding', 'identity')
          // When the line ends so does its connection: an idle one would hold up a server that stops.
          .header('connection', 'close')
          .send(stream)
      );
    },
  );
  // A line never ends by itself: it would keep the server from closing.
  app.addHook('preClose', async () => hub.close());
};
