import { createHash } from 'node:crypto';
import {
  CHAIN_START,
  type FeedHead,
  type FeedId,
  type FeedLink,
  headsText,
  itemHash,
  linkFeedChain,
  payloadHash,
} from '@nrm/domain/ledger';
import {
  type EntryId,
  type Instant,
  instantFromMs,
  type LocalDate,
  type OfficeId,
  type WorkerId,
} from '@nrm/domain/shared';
import { type FillAnswer, type FillRequest, PROTOCOL } from '@nrm/domain/sync';
import { findThisDevice, type ThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { nodeCrypto } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { answerFill } from '../../apps/sync-server/src/ledger/answer-fill.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { writeDemonstration } from '../demonstration/write-governorate.ts';
import { connectLaptop, createWorld, foundServer, seededRandom } from '../simulation/governorate.ts';

type Item = FeedLink['item'] & { kind: 'entry' };
type Heads = NonNullable<FillAnswer['heads']>;

/**
 * What a new laptop of one office is given, at any size: the invented governorate, and its people over and over again
 * under other ids, numbers and days. Hashes and chains are right and the head is signed; the signatures of the copied
 * entries are those of their originals, which no laptop looks at when it is filled.
 */
export interface InventedFeed {
  readonly device: ThisDevice;
  /** May write in the files of this laptop. */
  readonly caseworker: WorkerId;
  /** Administration and directory, and what else there is one of. */
  readonly few: FillAnswer['feeds'];
  readonly office: FeedId;
  /** The entries of all people, each person's together, in the order a server gives them. */
  people(): Iterable<FeedLink>;
  readonly links: number;
  /** Once all people were told. */
  heads(): Heads;
}

const PEOPLE_INVENTED = 200;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

export async function inventFeed(entries: number): Promise<InventedFeed> {
  const world = createWorld(42, '2026-01-01T05:00:00.000Z');
  const server = await foundServer(world, createMemoryLedger('bench'));
  const governorate = await writeDemonstration({
    world,
    server,
    today: '2026-11-22' as LocalDate,
    people: PEOPLE_INVENTED,
    providers: 60,
    progress: () => undefined,
  });
  await governorate.writePeople(0, PEOPLE_INVENTED);
  const laptop = await connectLaptop(world, server, 'mosul' as OfficeId, 1);
  const device = findThisDevice(laptop.ledger.store);
  const caseworker = governorate.staff.find(({ office, role }) => office === 'mosul' && role === 'caseworker')?.worker;
  if (!device || !caseworker) throw new Error('the invented governorate has no laptop or nobody at it');
  const { feeds, heads } = await collect((request) => answerFill(server, { ...request, device: device.device }));

  const few: { feed: FeedId; links: FeedLink[] }[] = [];
  const files = new Map<string, FeedLink[]>();
  const shared = new Set<string>();
  for (const { feed, links } of feeds)
    for (const link of links) {
      if (feed.startsWith('office/') && link.item.kind === 'entry' && link.item.subject.kind === 'case')
        files.set(link.item.subject.id, [...(files.get(link.item.subject.id) ?? []), link]);
      else {
        for (const id of `${link.entry?.header} ${link.entry?.payload}`.matchAll(UUID)) shared.add(id[0]);
        const last = few.at(-1);
        if (last?.feed === feed) last.links.push(link);
        else few.push({ feed, links: [link] });
      }
    }
  const office = `office/${device.office}` as FeedId;
  const ofOffice = few.filter(({ feed }) => feed === office).flatMap(({ links }) => links);
  const others = few.filter(({ feed }) => feed !== office);
  const templates = [...files].map(([id, links]) => templateOf(id, links, shared));
  const copies = arrange(templates, entries);
  const before = ofOffice.length;
  const positions = positionsOf(copies, before);
  const hashes = Buffer.alloc((before + positions.length) * 32);
  const keep = (position: number, item: FeedLink['item']) =>
    hashes.write(itemHash(nodeCrypto, item), (position - 1) * 32, 'hex');
  const renumbered = ofOffice.map((link, index) => ({ ...link, position: index + 1 }));
  for (const { position, item } of renumbered) keep(position, item);

  return {
    device,
    caseworker,
    office,
    few: [...others, ...(renumbered.length > 0 ? [{ feed: office, links: renumbered }] : [])],
    links: positions.length + others.reduce((sum, { links }) => sum + links.length, before),
    *people() {
      let at = 0;
      for (const [index, copy] of copies.entries())
        for (const made of copyOf(copy, index)) {
          const position = positions[at++] as number;
          keep(position, made.item);
          yield { position, ...made };
        }
    },
    heads() {
      let chain = CHAIN_START;
      const last = before + positions.length;
      for (let position = 1; position <= last; position++)
        chain = linkFeedChain(nodeCrypto, chain, position, hashes.toString('hex', (position - 1) * 32, position * 32));
      const unsigned = {
        epoch: heads.epoch,
        issuedAt: heads.issuedAt,
        heads: heads.heads.map(
          (head): FeedHead => (head.feed === office ? { feed: office, position: last, chain } : head),
        ),
      };
      return { ...unsigned, signature: server.sign(headsText(unsigned)) };
    },
  };
}

async function collect(
  ask: (request: Omit<FillRequest, 'device'>) => Promise<FillAnswer>,
): Promise<{ feeds: FillAnswer['feeds']; heads: Heads }> {
  const feeds: FillAnswer['feeds'] = [];
  let heads: Heads | null = null;
  let after: FillRequest['after'] = null;
  do {
    const at: FillRequest['at'] = heads?.heads.map(({ feed, position }) => ({ feed, position })) ?? null;
    const answer: FillAnswer = await ask({ protocol: PROTOCOL, at, after, limit: 2_000 });
    heads ??= answer.heads;
    feeds.push(...answer.feeds);
    after = answer.next;
  } while (after !== null);
  if (!heads) throw new Error('the server signed no head');
  return { feeds, heads };
}

/** A text with holes: every second part is the number of an id that is new in each copy. */
type Pattern = readonly (string | number)[];

interface Template {
  readonly subject: number;
  readonly ids: readonly string[];
  readonly entries: readonly {
    readonly item: Item;
    readonly signature: string;
    readonly salt: string;
    readonly header: Pattern;
    readonly payload: Pattern;
    readonly receivedMs: number;
  }[];
}

const HASH_HERE = -1;
const NUMBER_HERE = -2;
const HOLES = new RegExp(`${UUID.source}|(?<="payloadHash":")[0-9a-f]{64}|(?<="number":")[0-9]{8,16}`, 'g');

function templateOf(subject: string, links: readonly FeedLink[], shared: ReadonlySet<string>): Template {
  const ids: string[] = [];
  const pattern = (text: string): Pattern => {
    const parts: (string | number)[] = [];
    let from = 0;
    for (const { 0: found, index } of text.matchAll(HOLES)) {
      const isId = found.includes('-');
      if (isId && shared.has(found)) continue;
      if (isId && !ids.includes(found)) ids.push(found);
      parts.push(text.slice(from, index), isId ? ids.indexOf(found) : found.length === 64 ? HASH_HERE : NUMBER_HERE);
      from = index + found.length;
    }
    parts.push(text.slice(from));
    return parts;
  };
  const entries = links.map(({ item, entry }) => {
    if (item.kind !== 'entry' || !entry?.payload || !entry.salt) throw new Error('a file of the template is not whole');
    return {
      item,
      signature: entry.signature,
      salt: entry.salt,
      header: pattern(entry.header),
      payload: pattern(entry.payload),
      receivedMs: Date.parse(item.receivedAt),
    };
  });
  return { subject: ids.indexOf(subject), ids, entries };
}

interface Copy {
  readonly template: Template;
  readonly movedMs: number;
  readonly seed: number;
}

/** As many copies as hold that many entries, in the order of their new ids, which is the order of a server. */
function arrange(templates: readonly Template[], entries: number): Copy[] {
  const random = seededRandom(7);
  const copies: (Copy & { readonly key: string })[] = [];
  for (let count = 0, seed = 1; count < entries; seed++)
    for (const template of templates) {
      if (count >= entries) break;
      const movedMs = -Math.floor(random() * YEAR_MS);
      count += template.entries.length;
      copies.push({ template, movedMs, seed, key: movedId(template.ids[template.subject] ?? '', movedMs, seed) });
    }
  return copies.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Where each entry stands in the feed, by when the server got it. */
function positionsOf(copies: readonly Copy[], before: number): Uint32Array {
  const times = copies.flatMap(({ template, movedMs }) =>
    template.entries.map(({ receivedMs }) => receivedMs + movedMs),
  );
  const order = Uint32Array.from(times, (_, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const positions = new Uint32Array(times.length);
  order.forEach((entry, index) => {
    positions[entry] = before + index + 1;
  });
  return positions;
}

function* copyOf(
  { template, movedMs, seed }: Copy,
  index: number,
): Iterable<Omit<FeedLink, 'position'> & { item: Item }> {
  const ids = template.ids.map((id) => movedId(id, movedMs, seed));
  const fill = (pattern: Pattern, hash: string) =>
    pattern
      .map((part) =>
        typeof part === 'string'
          ? part
          : part === HASH_HERE
            ? hash
            : part === NUMBER_HERE
              ? String(1_200_000_000 + index)
              : ids[part],
      )
      .join('');
  for (const { item, header, payload, salt, signature, receivedMs } of template.entries) {
    const payloadText = fill(payload, '');
    const headerText = fill(header, payloadHash(nodeCrypto, salt, payloadText));
    yield {
      item: {
        ...item,
        subject: { kind: 'case', id: ids[template.subject] as EntryId },
        entryHash: createHash('sha256').update(headerText).digest('hex'),
        receivedAt: instantFromMs(receivedMs + movedMs) as Instant,
      },
      entry: { header: headerText, signature, payload: payloadText, salt, keyId: null },
    };
  }
}

function movedId(id: string, movedMs: number, seed: number): string {
  const time = (Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) + movedMs).toString(16).padStart(12, '0');
  const tail = ((Number.parseInt(id.slice(-8), 16) ^ Math.imul(seed, 0x9e3779b1)) >>> 0).toString(16).padStart(8, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${id.slice(13, -8)}${tail}`;
}
