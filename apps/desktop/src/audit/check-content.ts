import { PrepareAuditExport } from '@nrm/domain/audit';
import {
  CHAIN_START,
  type Crypto,
  type FeedItem,
  feedId,
  headsText,
  isSignedBy,
  nextFeedChain,
  type OpenEntry,
  openEntry,
  parseCanonical,
  type SignedHeads,
  type SubjectRef,
  subjectKey,
} from '@nrm/domain/ledger';
import { readPayload, SUBJECTS } from '@nrm/domain/registry';
import { EntryId } from '@nrm/domain/shared';
import { z } from 'zod';
import { findBase64Url, findText, toBase64Url, toHex } from './bytes.ts';
import { checkCase } from './check-case.ts';
import { caseFolder, ExportDocument, HeadsDocument, LedgerLine, LinkLine, PATHS } from './export-format.ts';
import type { AuditReport, Troubles } from './report.ts';

export interface CheckedContent {
  readonly serverKey: string | null;
  readonly content: AuditReport['content'];
}

interface Around {
  readonly crypto: Crypto;
  /** That signed the bag. */
  readonly laptopKey: Uint8Array | undefined;
  /** The server's, as hex, where it is known from elsewhere. */
  readonly serverKey?: string;
}

type Find = (path: string) => Uint8Array | undefined;
type EntryItem = FeedItem & { kind: 'entry' };
/** An entry of the greatest length, with every quotation mark in it escaped once more. */
const MAX_LINE = 400_000;

/** What a feed says of its subjects: for each, the entry at each place. */
export type PlacesOfFeed = ReadonlyMap<string, ReadonlyMap<number, EntryItem>>;

/** Checks what the documents inside say of each other. Each is read as if it were hostile. */
export function checkContent(find: Find, { crypto, laptopKey, serverKey }: Around, troubles: Troubles): CheckedContent {
  const nothing: CheckedContent = { serverKey: null, content: null };
  const document = readDocument(PATHS.export, ExportDocument);
  const heads = readDocument(PATHS.heads, HeadsDocument);
  const keyLines = readLines(PATHS.keys, LedgerLine);
  const releaseLines = readLines(PATHS.release, LedgerLine);
  if (!document || !heads || !keyLines || !releaseLines) return nothing;

  const { governorate, office } = document;
  const administration = checkFeed(PATHS.administrationFeed, feedId.administration(governorate), heads.administration);
  const officeFeed = checkFeed(PATHS.officeFeed, feedId.office(office), heads.office);

  const ref: SubjectRef = { kind: 'governorate', id: governorate };
  const keys = new Map<string, string>();
  const founded = checkKeys();
  if (founded === undefined) return nothing;
  if (serverKey !== undefined && serverKey.toLowerCase() !== hexOf(founded))
    troubles.add('server.other-key', told(PATHS.keys));
  for (const [path, signed] of [
    [PATHS.administrationFeed, heads.administration],
    [PATHS.officeFeed, heads.office],
  ] as const) {
    const { signature, ...unsigned } = signed;
    if (!crypto.verify(founded, headsText(unsigned), signature)) troubles.add('feed.head-signature', told(path));
  }
  const laptop = keys.get(document.device);
  if (!laptop || !laptopKey || laptop !== toBase64Url(laptopKey))
    troubles.add('keys.laptop-unknown', told(PATHS.export));

  const people = checkRelease();
  const isOtherRelease = document.stateVersion !== SUBJECTS.case.stateVersion;
  const cases = document.cases.map((id, index) =>
    checkCase(
      { id, folder: caseFolder(index), readLines, readDocument, told },
      { crypto, keys, places: officeFeed.get(`case/${id}`) ?? new Map(), isOtherRelease },
      troubles,
    ),
  );
  return {
    serverKey: hexOf(founded),
    content: {
      governorate,
      office,
      writtenAt: document.writtenAt,
      asOf: [heads.administration.issuedAt, heads.office.issuedAt].sort().at(-1) ?? '',
      preparedBy: people.preparedBy,
      releasedBy: people.releasedBy,
      isOtherRelease,
      cases,
    },
  };

  function readDocument<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> | undefined {
    const text = findText(find(`data/${path}`) ?? new Uint8Array(0));
    const parsed = schema.safeParse(text === undefined ? undefined : parseCanonical(text));
    if (!parsed.success) troubles.add('content.form', told(path));
    return parsed.success ? parsed.data : undefined;
  }

  function readLines<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema>[] | undefined {
    const bytes = find(`data/${path}`);
    const text = bytes && findText(bytes);
    const lines = text?.split('\n') ?? [];
    if (text === undefined || lines.pop() !== '') {
      troubles.add('content.form', told(path));
      return undefined;
    }
    const read: z.output<Schema>[] = [];
    for (const [index, line] of lines.entries()) {
      const parsed = schema.safeParse(line.length <= MAX_LINE ? parseCanonical(line) : undefined);
      if (!parsed.success) {
        troubles.add('content.form', `${told(path)} ${index + 1}`);
        return undefined;
      }
      read.push(parsed.data);
    }
    return read;
  }

  /** Follows the chain of a feed from its beginning to the head the server signed. */
  function checkFeed(path: string, feed: string, signed: SignedHeads): PlacesOfFeed {
    const places = new Map<string, Map<number, EntryItem>>();
    const head = signed.heads.find((each) => each.feed === feed);
    let chain = CHAIN_START;
    let position = 0;
    for (const link of readLines(path, LinkLine) ?? []) {
      position++;
      chain = nextFeedChain(crypto, chain, link.position, link.item);
      if (link.item.kind !== 'entry') continue;
      const key = subjectKey(link.item.subject);
      const of = places.get(key) ?? new Map<number, EntryItem>();
      // A file that came back from elsewhere is linked again: the same entries at the same places.
      of.set(link.item.subjectSeq, link.item);
      places.set(key, of);
    }
    if (!head || head.position !== position || head.chain !== chain) troubles.add('feed.chain', told(path));
    return places;
  }

  /** The key of the server, and of every laptop by the entry that connected it. @returns the server's, base64url */
  function checkKeys(): string | undefined {
    const placed = administration.get(subjectKey(ref));
    let server: string | undefined;
    for (const [index, { entry, placement }] of (keyLines ?? []).entries()) {
      const where = `${told(PATHS.keys)} ${index + 1}`;
      const open = openEntry(entry, crypto);
      const item = placement && placed?.get(placement.subjectSeq);
      const introduced = open && introducedBy(open);
      if (!open || !introduced || item?.entryHash !== open.hash || item.outcome !== 'applied') {
        troubles.add('keys.entry-wrong', where);
        continue;
      }
      if (open.header.type === 'governorate.found') server ??= introduced.publicKey;
      const author = open.header.type === 'governorate.found' ? introduced.publicKey : keys.get(open.header.device);
      if (!author || !isSignedBy(open, author, crypto) || keys.has(introduced.device))
        troubles.add('keys.entry-wrong', where);
      else keys.set(introduced.device, introduced.publicKey);
    }
    if (server === undefined) troubles.add('keys.entry-wrong', told(PATHS.keys));
    return server;
  }

  function introducedBy(open: OpenEntry): z.infer<typeof Introduced> | undefined {
    const payload = readPayload(open);
    if (!payload.ok || subjectKey(open.header.subject) !== subjectKey(ref)) return undefined;
    const said = open.header.type === 'governorate.found' ? Founded.safeParse(payload.value) : undefined;
    if (said) return said.data?.server;
    return open.header.type === 'device.connect' ? Introduced.safeParse(payload.value).data : undefined;
  }

  /** Two entries of the office, by two people: one chose these files, the other let them go. */
  function checkRelease(): { preparedBy: string; releasedBy: string } {
    const nobody = { preparedBy: '', releasedBy: '' };
    const acts = (releaseLines ?? []).flatMap(({ entry, placement }, index) => {
      const open = openEntry(entry, crypto);
      const key = open && keys.get(open.header.device);
      const of = administration.get(`office/${document?.office}`);
      const item = placement && of?.get(placement.subjectSeq);
      // Released at this desk a minute ago: the server has not placed it, the laptop's signature has to do.
      const isPlaced = placement === null || (item?.entryHash === open?.hash && item?.outcome === 'applied');
      const isOfOffice = open && subjectKey(open.header.subject) === `office/${document?.office}`;
      if (open && key && isPlaced && isOfOffice && isSignedBy(open, key, crypto)) return [open];
      troubles.add('release.missing', `${told(PATHS.release)} ${index + 1}`);
      return [];
    });
    const prepared = acts.find(({ header }) => header.type === 'audit-export.prepare');
    const released = acts.find(({ header }) => header.type === 'audit-export.release');
    const chosen = prepared && PrepareAuditExport.safeParse(valueOf(prepared)).data;
    const letGo = released && Released.safeParse(valueOf(released)).data;
    if (!prepared || !released || !chosen || letGo?.export !== prepared.header.id) {
      troubles.add('release.missing', told(PATHS.release));
      return nobody;
    }
    if (prepared.header.author.worker === released.header.author.worker)
      troubles.add('release.same-person', told(PATHS.release));
    if (
      prepared.header.id !== document?.export ||
      chosen.auditor !== document.auditor ||
      chosen.cases.join() !== document.cases.join()
    )
      troubles.add('release.other-files', told(PATHS.export));
    return { preparedBy: prepared.header.author.worker, releasedBy: released.header.author.worker };
  }
}

const Introduced = z.object({ device: z.string(), publicKey: z.string() });
const Founded = z.object({ server: Introduced });
const Released = z.object({ export: EntryId });

const told = (path: string): string => `inside: data/${path}`;

function valueOf(open: OpenEntry): unknown {
  const payload = readPayload(open);
  return payload.ok ? payload.value : undefined;
}

const hexOf = (key: string): string => toHex(findBase64Url(key) ?? new Uint8Array(0));
