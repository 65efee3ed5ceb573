import { findExport, NATIONAL_AUDITOR, PrepareAuditExport, usableAuditor } from '@nrm/domain/audit';
import { formatDay } from '@nrm/domain/calendar';
import type { CaseState } from '@nrm/domain/case';
import type { GovernorateState } from '@nrm/domain/governorate';
import {
  CHAIN_START,
  canonicalJson,
  feedId,
  type Json,
  linkSubjectChain,
  type OpenEntry,
  type SignedHeads,
  type SubjectRef,
} from '@nrm/domain/ledger';
import type { OfficeState } from '@nrm/domain/office';
import { applyEntry, readPayload, SUBJECTS } from '@nrm/domain/registry';
import { type CaseId, dayInBaghdad, type EntryId, type Instant, ok, type Result, refuse } from '@nrm/domain/shared';
import { utf8 } from '../../audit/bytes.ts';
import { caseFolder, type ExportDocument, type LedgerLine, PATHS } from '../../audit/export-format.ts';
import type { ThisDevice } from '../ledger/ledger.ts';
import { nodeCrypto } from '../ledger/node-crypto.ts';
import { findSignedHeads } from '../ledger/signed-heads.ts';
import { openStored, readSubject, shownState } from '../ledger/subject-rows.ts';
import type { ReadableStore, SqlRow } from '../store/store.ts';
import { casePage } from './case-page.ts';
import { readmeText } from './readme.ts';
import { exportWord } from './travelling-words.ts';

/** A page of HTML as PDF, by whatever prints here: Electron's window, a browser; null where nothing does. */
export type PrintPdf = (html: string) => Promise<Uint8Array>;

/** A file of the inner bag, in two steps because a tar wants to know the length first. */
export interface InnerFile {
  /** Below `data/`; a folder ends with `/`. */
  readonly path: string;
  readonly size: number;
  chunks(): Iterable<Uint8Array>;
}

/** What is to be written, as it stood in one moment: what comes in while it is written is not in it. */
export interface ExportContent {
  readonly document: ExportDocument;
  /** age recipients: the auditor, and the national root where there is one */
  readonly recipients: readonly string[];
  /** Cases are read and printed one after the other; the files of one are in memory at a time. */
  files(printPdf: PrintPdf | null): AsyncIterable<InnerFile>;
}

interface Heads {
  readonly administration: SignedHeads;
  readonly office: SignedHeads;
}

/**
 * Refuses audit-export.unknown, audit-export.withdrawn, audit-export.not-released, auditor.*, audit-export.not-in-step (no signed heads, or not
 * those under which the replica stands), audit-export.case-not-here (transferred since).
 */
export function collectExport(
  store: ReadableStore,
  device: ThisDevice,
  entry: EntryId,
  writtenAt: Instant,
  hasPrinter: boolean,
): Result<ExportContent> {
  const officeRef: SubjectRef = { kind: 'office', id: device.office };
  const officeState = shownState<OfficeState>(store, officeRef);
  const prepared = officeState && findExport(officeState, entry);
  if (!officeState || !prepared) return refuse('audit-export.unknown');
  if (prepared.withdrawn) return refuse('audit-export.withdrawn');
  if (prepared.releasedBy === null) return refuse('audit-export.not-released');
  const governorate = shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  const day = dayInBaghdad(writtenAt);
  const auditor = usableAuditor(governorate, prepared.auditor, day);
  if (!auditor.ok) return auditor;
  const national = usableAuditor(governorate, NATIONAL_AUDITOR, day);

  const heads = findHeads(store, device);
  if (!heads) return refuse('audit-export.not-in-step');
  const release = releaseLines(store, officeRef, entry);
  const [preparation] = release;
  const said = preparation && PrepareAuditExport.safeParse(payloadOf(openLine(preparation)));
  if (!said?.success || release.length < 2) return refuse('audit-export.unknown');
  const { cases, language } = said.data;
  const subjects = cases.map((id) => ({ id, ...readSubject(store, { kind: 'case', id }) }));
  const elsewhere = subjects.filter(({ state }) => (state as CaseState | undefined)?.office !== device.office).length;
  if (elsewhere > 0) return refuse('audit-export.case-not-here', { params: { count: elsewhere } });
  if (subjects.some(({ frozenAt }) => frozenAt !== null)) return refuse('ledger.type-unknown');

  const document: ExportDocument = {
    v: 1,
    export: entry,
    governorate: device.governorate,
    office: device.office,
    device: device.device,
    auditor: prepared.auditor,
    language,
    writtenAt,
    stateVersion: SUBJECTS.case.stateVersion,
    cases,
    pdf: hasPrinter ? 'written' : 'no-printer',
  };
  const workerName = (worker: string) => governorate?.workers[worker as never]?.name ?? '';
  const printed = exportWord(language, 'page.printed', {
    moment: `${formatDay(day, language, { year: true })}`,
    office: officeState.names[language] ?? officeState.names.ar,
    auditor: auditor.value.name,
  });

  return ok({
    document,
    recipients: [...new Set([auditor.value.recipient, ...(national.ok ? [national.value.recipient] : [])])],
    async *files(printPdf) {
      yield ofText(PATHS.readme, readmeText(language, { isSplit: false, hasPdf: hasPrinter }));
      yield ofText(PATHS.export, canonicalJson(document as Json));
      yield ofText(PATHS.release, linesOf(release));
      yield ofText(PATHS.keys, linesOf(keyLines(store, device.governorate, heads.administration)));
      yield ofText(PATHS.heads, canonicalJson(heads as unknown as Json));
      yield linksOf(store, PATHS.administrationFeed, feedId.administration(device.governorate), heads.administration);
      yield linksOf(store, PATHS.officeFeed, feedId.office(device.office), heads.office);
      for (const [index, { id, seq }] of subjects.entries()) {
        const folder = caseFolder(index);
        const { lines, page, texts } = readCase(store, id, seq, { language, workerName, printed });
        yield ofText(`${folder}/case.json`, texts.document);
        yield ofText(`${folder}/ledger.ndjson`, linesOf(lines));
        yield ofText(`${folder}/receipts.ndjson`, texts.receipts);
        yield ofText(`${folder}/case.html`, page);
        if (printPdf) yield ofBytes(`${folder}/case.pdf`, await printPdf(page));
        yield { path: `${folder}/attachments/`, size: 0, chunks: () => [] };
      }
    },
  });
}

interface PageAround {
  readonly language: ExportDocument['language'];
  readonly workerName: (worker: string) => string;
  readonly printed: string;
}

const ENTRY_COLUMNS =
  'header, signature, payload, salt, key_id as keyId, outcome, refusal, subject_seq as seq, received_at as receivedAt, placed';

/** @param seq places the server had given when the export was begun: what it gave since is left for the next one */
function readCase(store: ReadableStore, id: CaseId, seq: number, around: PageAround) {
  const rows = store.all(
    `select ${ENTRY_COLUMNS} from entries
     where subject_kind = 'case' and subject_id = ? and left_at is null and (placed = 0 or subject_seq <= ?)
     order by placed desc, case when placed = 1 then subject_seq end, generation, device_seq`,
    id,
    seq,
  );
  const lines = rows.map(lineOf);
  let chain = CHAIN_START;
  let state: unknown;
  const entries: { open: OpenEntry; outcome: string | null }[] = [];
  const receipts: string[] = [];
  for (const line of lines) {
    const open = openLine(line);
    const { placement } = line;
    entries.push({ open, outcome: placement?.outcome ?? null });
    if (!placement) continue;
    chain = linkSubjectChain(nodeCrypto, chain, placement.subjectSeq, open.hash, placement.outcome);
    if (placement.outcome === 'applied') state = applyEntry(state, open, placement.subjectSeq, false);
    const { outcome, refusal, subjectSeq } = placement;
    receipts.push(canonicalJson({ entry: open.header.id, outcome, refusal, subjectSeq } as Json));
  }
  return {
    lines,
    page: casePage({ ...around, state: state as CaseState, entries }),
    texts: {
      document: canonicalJson({ case: id, seq, chain, state: state as Json }),
      receipts: receipts.map((receipt) => `${receipt}\n`).join(''),
    },
  };
}

function lineOf(row: SqlRow): LedgerLine {
  const entry = {
    header: row.header as string,
    signature: row.signature as string,
    payload: row.payload as string | null,
    salt: row.salt as string | null,
    keyId: row.keyId as string | null,
  };
  if (row.placed !== 1) return { entry, placement: null };
  const refusal = row.refusal === null ? null : JSON.parse(row.refusal as string);
  return {
    entry,
    placement: {
      subjectSeq: row.seq as number,
      outcome: row.outcome as 'applied' | 'refused',
      refusal,
      receivedAt: row.receivedAt as Instant,
    },
  };
}

const openLine = ({ entry }: LedgerLine): OpenEntry => openStored({ ...entry });
const linesOf = (lines: readonly LedgerLine[]): string =>
  lines.map((line) => `${canonicalJson(line as Json)}\n`).join('');

function payloadOf(open: OpenEntry): unknown {
  const payload = readPayload(open);
  return payload.ok ? payload.value : undefined;
}

function findHeads(store: ReadableStore, { governorate, office }: ThisDevice): Heads | undefined {
  const administration = findSignedHeads(store, feedId.administration(governorate));
  const ofOffice = findSignedHeads(store, feedId.office(office));
  return administration && ofOffice && { administration, office: ofOffice };
}

/** The entry that prepared it, then the one that released it. */
function releaseLines(store: ReadableStore, office: SubjectRef, prepared: EntryId): LedgerLine[] {
  const rows = store.all(
    `select id, ${ENTRY_COLUMNS} from entries
     where subject_kind = 'office' and subject_id = ? and type in ('audit-export.prepare', 'audit-export.release')
       and (outcome is null or outcome = 'applied')
     order by placed desc, case when placed = 1 then subject_seq end, generation, device_seq`,
    office.id,
  );
  const isOf = (row: SqlRow) => {
    if (row.id === prepared) return true;
    const payload = payloadOf(openLine(lineOf(row)));
    return typeof payload === 'object' && payload !== null && 'export' in payload && payload.export === prepared;
  };
  return rows.filter(isOf).slice(0, 2).map(lineOf);
}

/** The entries that say whose the keys are: the server's, and each laptop's. */
function keyLines(store: ReadableStore, governorate: string, signed: SignedHeads): LedgerLine[] {
  const position = positionOf(signed, feedId.administration(governorate));
  return store
    .all(
      `select ${ENTRY_COLUMNS} from entries
       where subject_kind = 'governorate' and subject_id = ? and placed = 1 and outcome = 'applied'
         and type in ('governorate.found', 'device.connect') and subject_seq <= ?
       order by subject_seq`,
      governorate,
      position,
    )
    .map(lineOf);
}

const positionOf = (signed: SignedHeads, feed: string): number =>
  signed.heads.find((head) => head.feed === feed)?.position ?? 0;

/** Every link of a feed up to the signed head, as it streams out of the replica. */
function linksOf(store: ReadableStore, path: string, feed: string, signed: SignedHeads): InnerFile {
  const upTo = positionOf(signed, feed);
  function* chunks(): Iterable<Uint8Array> {
    // In slices: the statement of an open iteration would keep everybody else from writing.
    for (let after = 0; after < upTo; after += SLICE) {
      const rows = store.all(
        'select position, item from links where feed = ? and position > ? and position <= ? order by position',
        feed,
        after,
        Math.min(upTo, after + SLICE),
      );
      const lines = rows.map(
        ({ position, item }) => `${canonicalJson({ position, item: JSON.parse(item as string) } as Json)}\n`,
      );
      yield utf8(lines.join(''));
    }
  }
  let size = 0;
  for (const chunk of chunks()) size += chunk.byteLength;
  return { path, size, chunks };
}
const SLICE = 1_000;

const ofText = (path: string, text: string): InnerFile => ofBytes(path, utf8(text));
const ofBytes = (path: string, bytes: Uint8Array): InnerFile => ({
  path,
  size: bytes.byteLength,
  chunks: () => [bytes],
});
