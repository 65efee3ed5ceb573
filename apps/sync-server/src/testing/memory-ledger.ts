import { CHAIN_START, type FeedHead, type FeedId, type SubjectRef, subjectKey } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import { Bug } from '@nrm/domain/shared';
import type {
  DeviceLog,
  LedgerStore,
  LedgerTransaction,
  NewLink,
  StoredEntry,
  StoredSubject,
} from '../ledger/ledger-store.ts';

interface Contents {
  readonly devices: Map<DeviceId, DeviceLog>;
  readonly subjects: Map<string, StoredSubject>;
  readonly entries: Map<string, StoredEntry>;
  readonly feeds: Map<FeedId, FeedHead>;
  readonly links: Map<FeedId, (NewLink & { readonly withheld: boolean })[]>;
}

/** What a backup of it holds. */
export type MemoryImage = unknown;

export interface MemoryLedger extends LedgerStore {
  /** Contents are replaced and never changed, so an image costs nothing. */
  image(): MemoryImage;
  /** Every entry in whatever outcome, quarantined ones too. */
  entries(): readonly StoredEntry[];
  /** As the restore command does: the contents of that day, another epoch, and a new history of the server's own. */
  restore(image: MemoryImage, epoch: string, server: DeviceId): void;
}

/**
 * The ledger's store without a database, for simulations of thousands of runs: one transaction at a time, on a copy that
 * replaces the contents at the end or not at all. The same suite of tests holds it and PostgreSQL to one behaviour.
 */
export function createMemoryLedger(firstEpoch: string): MemoryLedger {
  let epoch = firstEpoch;
  let contents: Contents = {
    devices: new Map(),
    subjects: new Map(),
    entries: new Map(),
    feeds: new Map(),
    links: new Map(),
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    get epoch() {
      return epoch;
    },
    image: () => contents,
    entries: () => [...contents.entries.values()],
    restore(image, next, server) {
      const then = image as Contents;
      const generation = (then.devices.get(server)?.generation ?? 0) + 1;
      const begun = { generation, seq: 0, hash: CHAIN_START };
      contents = { ...then, devices: new Map(then.devices).set(server, begun) };
      epoch = next;
    },
    transaction(body) {
      const run = last.then(async () => {
        const copy: Contents = {
          devices: new Map(contents.devices),
          subjects: new Map(contents.subjects),
          entries: new Map(contents.entries),
          feeds: new Map(contents.feeds),
          links: new Map(contents.links),
        };
        const value = await body(memoryTransaction(copy));
        contents = copy;
        return value;
      });
      last = run.catch(() => undefined);
      return run;
    },
    async findSubject(subject) {
      return contents.subjects.get(subjectKey(subject));
    },
    async findDevice(device) {
      return contents.devices.get(device);
    },
    async linksAfter(feed, position, limit) {
      return (contents.links.get(feed) ?? []).slice(position, position + limit).map((link) => ({
        position: link.position,
        chain: link.chain,
        item: link.item,
        entry:
          link.item.kind === 'entry' && !link.withheld
            ? (contents.entries.get(link.item.entryHash)?.entry ?? null)
            : null,
      }));
    },
    async linksBySubject(feed, upTo, after, limit) {
      const key = (subject: string, position: number) => `${subject} ${String(position).padStart(12, '0')}`;
      return (contents.links.get(feed) ?? [])
        .flatMap((link) => {
          if (link.item.kind !== 'entry' || link.withheld || link.position > upTo) return [];
          const entry = contents.entries.get(link.item.entryHash)?.entry ?? null;
          return [{ position: link.position, item: link.item, entry, subject: subjectKey(link.item.subject) }];
        })
        .filter(({ subject, position }) => key(subject, position) > key(after.subject, after.position))
        .sort((a, b) => (key(a.subject, a.position) < key(b.subject, b.position) ? -1 : 1))
        .slice(0, limit);
    },
    async linksOfRest(feed, upTo, after, limit) {
      return (contents.links.get(feed) ?? [])
        .filter(
          ({ item, withheld, position }) => (item.kind !== 'entry' || withheld) && position > after && position <= upTo,
        )
        .slice(0, limit)
        .map(({ position, item }) => ({ position, item, entry: null }));
    },
    async feedHead(feed) {
      return contents.feeds.get(feed) ?? { feed, position: 0, chain: CHAIN_START };
    },
    async chainsAt(feed, positions) {
      const links = contents.links.get(feed) ?? [];
      return new Map(positions.flatMap((at) => (links[at - 1] ? [[at, links[at - 1]?.chain as string]] : [])));
    },
  };
}

function memoryTransaction(contents: Contents): LedgerTransaction {
  const all = () => [...contents.entries.values()];
  return {
    async lockDevice(device) {
      return contents.devices.get(device) ?? { generation: 1, seq: 0, hash: CHAIN_START };
    },
    async saveDevice(device, log) {
      contents.devices.set(device, log);
    },
    async lockSubjects(wanted, shared) {
      const found = new Map<string, StoredSubject>();
      for (const ref of [...wanted, ...shared]) {
        const stored = contents.subjects.get(subjectKey(ref));
        if (stored) found.set(subjectKey(ref), stored);
      }
      return found;
    },
    async saveSubjects(saved) {
      for (const { ref, stored } of saved) contents.subjects.set(subjectKey(ref), stored);
    },
    async entriesById(ids) {
      return all().filter((entry) => ids.includes(entry.header.id) && entry.placement.outcome !== 'quarantined');
    },
    async entryAt(device, generation, seq) {
      return all().find(
        ({ header }) => header.device === device && header.generation === generation && header.deviceSeq === seq,
      );
    },
    async addEntries(entries) {
      for (const entry of entries) {
        if (contents.entries.has(entry.hash)) throw new Bug('an entry was stored twice');
        contents.entries.set(entry.hash, entry);
      }
    },
    async placeHeld(hash, placement) {
      const entry = contents.entries.get(hash);
      if (entry?.placement.outcome === 'held') contents.entries.set(hash, { ...entry, placement });
    },
    async heldEntries() {
      return all().filter((entry) => entry.placement.outcome === 'held');
    },
    async entriesOf(subject: SubjectRef) {
      return all()
        .filter(
          (entry) => subjectKey(entry.header.subject) === subjectKey(subject) && entry.placement.subjectSeq !== null,
        )
        .sort((a, b) => (a.placement.subjectSeq ?? 0) - (b.placement.subjectSeq ?? 0));
    },
    async lockFeeds(feeds) {
      return new Map(
        feeds.flatMap((feed) => (contents.feeds.has(feed) ? [[feed, contents.feeds.get(feed) as FeedHead]] : [])),
      );
    },
    async addLinks(added) {
      for (const link of added) {
        const before = contents.links.get(link.feed) ?? [];
        if (link.position !== before.length + 1) throw new Bug('a feed has a hole');
        contents.links.set(link.feed, [...before, { ...link, withheld: false }]);
      }
    },
    async saveFeeds(heads) {
      for (const head of heads) contents.feeds.set(head.feed, head);
    },
    async withhold(feed, subject) {
      const links = contents.links.get(feed) ?? [];
      contents.links.set(
        feed,
        links.map((link) =>
          link.item.kind === 'entry' && subjectKey(link.item.subject) === subjectKey(subject)
            ? { ...link, withheld: true }
            : link,
        ),
      );
    },
  };
}
