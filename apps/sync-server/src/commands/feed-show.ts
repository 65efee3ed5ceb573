import { FeedId } from '@nrm/domain/ledger';
import { z } from 'zod';
import { serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions } from './command.ts';
import { onServer } from './on-server.ts';

const Options = z.object({
  data: z.string().min(1),
  feed: FeedId,
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(50),
});

/** What a feed gives, in its order: ids, verdicts and places; never what an entry says. */
export const feedShow: Command = {
  name: 'feed show',
  summary: 'list the links of a feed, without what the entries say',
  options: { ...dataOption, feed: { type: 'string' }, after: { type: 'string' }, limit: { type: 'string' } },
  describe: {
    ...dataDescription,
    feed: 'for example office/mosul, directory/ninewa, administration/ninewa, device/<id>',
    after: 'position to begin behind (default 0)',
    limit: 'how many links at most (default 50)',
  },
  async run({ values, assembly, env, now, print }) {
    const { data, feed, after, limit } = readOptions(Options, values);
    return await onServer({ assembly, env, now }, data, async (server) => {
      const { store } = await serverAuthor(server);
      const links = (await store.linksAfter(feed, after, limit)).map(({ position, item, entry }) => ({
        position,
        ...item,
        carried: item.kind === 'entry' ? entry !== null : undefined,
      }));
      const lines = links.map(({ position, kind, ...rest }) => `${position}  ${kind}  ${JSON.stringify(rest)}`);
      print(lines.join('\n') || 'Nothing behind that position.', { feed, head: await store.feedHead(feed), links });
    });
  },
};
