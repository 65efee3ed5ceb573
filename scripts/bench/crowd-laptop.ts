/** One laptop of the crowd on its line: what it sends is prepared, what it asks for is counted, and it comes back when it is told to. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { assert, type DeviceId, type OfficeId } from '@nrm/domain/shared';
import { PROTOCOL, PushAnswer } from '@nrm/domain/sync';
import { z } from 'zod';
import { BACK_OFF, createBackOff } from '../../apps/desktop/src/core/sync/back-off.ts';
import { requestText } from '../../apps/desktop/src/core/sync/index.ts';
import { type createDispatcher, readRetryAfter } from '../../apps/desktop/src/core/sync/server-line.ts';

export interface Returning {
  readonly device: DeviceId;
  readonly office: OfficeId;
  readonly sign: (text: string) => string;
  readonly dispatcher: (origin: string) => ReturnType<typeof createDispatcher>;
  readonly messages: readonly { readonly body: Buffer; readonly signature: string; readonly entries: number }[];
}

/** What the whole crowd has met so far. */
export interface Met {
  messages: number;
  askedToComeBack: number;
  brokenLines: number;
}

/** Links in one answer: what a laptop asks for on a line that carries well. */
const LINKS_IN_ANSWER = 500;

/** As much of an answer as is counted: reading all of it is a laptop's work, and here a hundred share two cores. */
const Pulled = z.object({
  rejoin: z.boolean().optional(),
  feeds: z.array(z.object({ feed: z.string(), links: z.array(z.object({ position: z.int() })) })),
  more: z.boolean(),
  heads: z.object({ heads: z.array(z.object({ feed: z.string(), position: z.int(), chain: z.string() })) }),
});

export function openReturning(laptop: Returning, origin: string, met: Met) {
  const dispatcher = laptop.dispatcher(origin);
  const backOff = createBackOff(BACK_OFF, Math.random);
  const ask = async (path: string, body: Buffer, signature: string): Promise<unknown> => {
    for (;;) {
      await backOff.pause();
      met.messages++;
      try {
        const response = await dispatcher.request({
          origin,
          path,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-encoding': 'gzip',
            'accept-encoding': 'gzip',
            'x-nrm-device': laptop.device,
            'x-nrm-signature': signature,
          },
          body,
          headersTimeout: 60_000,
        });
        const bytes = Buffer.from(await response.body.arrayBuffer());
        if (response.statusCode === 200) {
          backOff.succeeded();
          const plain = response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
          return JSON.parse(plain.toString('utf8')) as unknown;
        }
        const { statusCode } = response;
        assert(statusCode === 503 || statusCode === 429, `answered ${statusCode}: ${bytes.toString('utf8')}`);
        met.askedToComeBack++;
        backOff.failed(readRetryAfter(response.headers).retryAfterMs);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        met.brokenLines++;
        backOff.failed();
      }
    }
  };
  const stands = new Map<string, { readonly position: number; readonly chain: string }>();
  let received = 0;
  return {
    async push() {
      for (const message of laptop.messages) {
        const answer = PushAnswer.parse(await ask('/v1/push', message.body, message.signature));
        assert(answer.stopped === null && answer.receipts.length === message.entries, 'every entry has a receipt');
      }
    },
    /** Until there is no more: what colleagues wrote whole, of its own only the place. */
    async pull() {
      for (let more = true; more; ) {
        const positions = [...stands].map(([feed, at]) => ({ feed, ...at }));
        const request = {
          protocol: PROTOCOL,
          device: laptop.device,
          positions,
          limit: LINKS_IN_ANSWER,
          spareOwn: true,
        };
        const text = JSON.stringify(request);
        const signature = laptop.sign(requestText('POST', '/v1/pull', text));
        const answer = Pulled.parse(await ask('/v1/pull', gzipSync(text), signature));
        assert(!answer.rejoin, 'both remember the same');
        for (const { feed, links } of answer.feeds) {
          for (const [index, { position }] of links.entries())
            assert(position === (stands.get(feed)?.position ?? 0) + index + 1, 'no link is left out or given twice');
          if (feed === `office/${laptop.office}`) received += links.length;
        }
        for (const { feed, position, chain } of answer.heads.heads) stands.set(feed, { position, chain });
        more = answer.more;
      }
    },
    /** Links of its office so far. */
    received: () => received,
    close: () => dispatcher.close(),
  };
}
