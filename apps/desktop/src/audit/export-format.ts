import { PrepareAuditExport } from '@nrm/domain/audit';
import { Language } from '@nrm/domain/language';
import { Entry, FeedItem, Hash, Outcome, Receipt, SignedHeads } from '@nrm/domain/ledger';
import { CaseId, DeviceId, EntryId, GovernorateId, Instant, OfficeId, Refusal } from '@nrm/domain/shared';
import { z } from 'zod';

/**
 * What lies in an export, opened: the inner bag in one tar. Names say nothing about anybody; what is a person's stands
 * inside the sealed file only.
 */
export const INNER_ROOT = 'casefile';
export const SEALED_FILE = 'casefile.tar.age';
/** One file of a FAT32 stick holds less than 4 GiB, and old programs less than 2. */
export const MAX_SEALED_PART_BYTES = 1024 ** 3;
/** Where it does not fit into one file: `cat casefile.0*` puts it together again. */
export const sealedPart = (index: number): string => `casefile.${String(index + 1).padStart(3, '0')}`;
export const isSealedPart = (name: string): boolean => name === SEALED_FILE || /^casefile\.\d{3}$/.test(name);

export const README_FILE = 'readme.txt';
export const VERIFIER_FILE = 'verify.html';

/** In the payload of the inner bag. */
export const PATHS = {
  readme: README_FILE,
  export: 'export.json',
  release: 'release.ndjson',
  keys: 'keys.ndjson',
  heads: 'heads.json',
  administrationFeed: 'feeds/admin.ndjson',
  officeFeed: 'feeds/office.ndjson',
} as const;

export const caseFolder = (index: number): string => `cases/c${String(index + 1).padStart(4, '0')}`;

/** Where the server put an entry and what it said; null while the server had not heard of it. */
export const Placement = z.strictObject({
  subjectSeq: z.int().min(1),
  outcome: Outcome,
  refusal: Refusal.nullable(),
  receivedAt: Instant,
});
export const LedgerLine = z.strictObject({ entry: Entry.strict(), placement: Placement.nullable() });
export type LedgerLine = z.infer<typeof LedgerLine>;
export const LinkLine = z.strictObject({ position: z.int().min(1), item: FeedItem });
export const ReceiptLine = Receipt;

/** The office's feed and the administration's, each with the heads in which the server signed where it stands. */
export const HeadsDocument = z.strictObject({ administration: SignedHeads, office: SignedHeads });

export const ExportDocument = z.strictObject({
  v: z.literal(1),
  /** The entry that prepared it. */
  export: EntryId,
  governorate: GovernorateId,
  office: OfficeId,
  /** The laptop that wrote and signed it. */
  device: DeviceId,
  auditor: PrepareAuditExport.shape.auditor,
  language: Language,
  writtenAt: Instant,
  /** Of the rules that folded the states in `case.json`. */
  stateVersion: z.int(),
  /** In the order of their folders. */
  cases: z.array(CaseId).min(1),
  /** Why there is no readable page as PDF, where there is none. */
  pdf: z.enum(['written', 'no-printer']),
});
export type ExportDocument = z.infer<typeof ExportDocument>;

export const CaseDocument = z.strictObject({
  case: CaseId,
  /** Placed entries, and the chain over them. */
  seq: z.int().min(1),
  chain: Hash,
  /** The fold of what was applied. */
  state: z.unknown(),
});
