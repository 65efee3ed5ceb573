import type { GovernorateState } from '@nrm/domain/governorate';
import { type FeedHead, type FeedId, type FeedLink, feedId, headsText, type Sign } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import type { PullAnswer, PullRequest } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import type { LedgerContext } from './ledger-store.ts';

/** Which feeds a device is granted, in the order they must be stored: administration first. */
export function grantedFeeds(administration: GovernorateState, device: DeviceId): FeedId[] {
  const known = administration.devices[device];
  if (!known) throw new Fault('push.device-unknown');
  const always = [feedId.administration(administration.id), feedId.device(device)];
  // A revoked laptop still hears that it is, and what became of what it sent; nothing else.
  if (known.until !== null) return always;
  return [always[0] as FeedId, feedId.directory(administration.id), feedId.office(known.office), always[1] as FeedId];
}

/** Answers "what is new since": the links behind the laptop's positions, and where that leaves it under one signature. */
export async function answerPull(context: LedgerContext & { sign: Sign }, request: PullRequest): Promise<PullAnswer> {
  const stored = await context.store.findSubject({ kind: 'governorate', id: context.governorate });
  if (!stored) throw new Fault('server.not-set-up');
  const granted = grantedFeeds(stored.state as GovernorateState, request.device);
  const { epoch } = context.store;
  const sign = (heads: readonly FeedHead[]) => {
    const unsigned = { epoch, issuedAt: context.now(), heads: [...heads] };
    return { ...unsigned, signature: context.sign(headsText(unsigned)) };
  };
  if (!(await remembersTheSame(context, request)))
    return { epoch, boot: context.boot, rejoin: true, feeds: [], ended: [], more: false, heads: sign([]) };
  const positions = new Map(request.positions.map(({ feed, position }) => [feed, position]));
  const feeds: PullAnswer['feeds'] = [];
  const heads: FeedHead[] = [];
  let room = request.limit;
  let more = false;
  for (const feed of granted) {
    const from = positions.get(feed) ?? 0;
    const found = await context.store.linksAfter(feed, from, room + 1);
    const given = found.slice(0, room);
    more ||= found.length > given.length;
    room -= given.length;
    const last = given.at(-1);
    if (last) heads.push({ feed, position: last.position, chain: last.chain });
    const links = given.map(({ chain: _chain, ...link }) => (request.spareOwn ? spareOwn(link, request.device) : link));
    if (links.length > 0) feeds.push({ feed, links });
  }
  return {
    epoch,
    boot: context.boot,
    feeds,
    ended: [...positions.keys()].filter((feed) => !granted.includes(feed)),
    more,
    heads: sign(heads),
  };
}

function spareOwn(link: FeedLink, device: DeviceId): PullAnswer['feeds'][number]['links'][number] {
  if (link.entry === null) return link;
  const header = JSON.parse(link.entry.header) as { readonly device: DeviceId }; // parsed whole when it was taken
  return header.device === device ? { ...link, entry: null, spared: true } : link;
}

/**
 * Whether the laptop stands on feeds as we gave them. A position we never reached, or another chain at it, means that one
 * of us went back: a restored backup, a snapshot of a machine. Laptops of version 1 do not show their chain.
 */
export async function remembersTheSame(
  { store }: LedgerContext,
  { positions }: Pick<PullRequest, 'positions'>,
): Promise<boolean> {
  const same = await Promise.all(
    positions.map(async ({ feed, position, chain }) => {
      if (position === 0) return true;
      const ours = (await store.chainsAt(feed, [position])).get(position);
      return ours !== undefined && (chain === undefined || chain === ours);
    }),
  );
  return same.every(Boolean);
}
