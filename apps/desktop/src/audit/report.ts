/** Everything that can be wrong with an export. Each has a sentence in three languages (`audit.json`, `trouble.<code>`). */
export const AUDIT_TROUBLES = [
  'bag.not-a-bag',
  'bag.manifest-form',
  'bag.file-missing',
  'bag.file-added',
  'bag.file-altered',
  'bag.key-missing',
  'bag.signature-missing',
  'bag.signature-wrong',
  'bag.other-key',
  'seal.cannot-open',
  'seal.damaged',
  'content.form',
  'content.too-large',
  'server.other-key',
  'keys.entry-wrong',
  'keys.laptop-unknown',
  'feed.head-signature',
  'feed.chain',
  'case.missing',
  'case.entry-altered',
  'case.entry-signature',
  'case.entry-missing',
  'case.entry-added',
  'case.entry-order',
  'case.entry-outcome',
  'case.state',
  'case.receipts',
  'release.missing',
  'release.same-person',
  'release.other-files',
] as const;
export type AuditTroubleCode = (typeof AUDIT_TROUBLES)[number];

export interface AuditTrouble {
  readonly code: AuditTroubleCode;
  /** A path in the bag, sometimes with a place in it; never anything about a person. */
  readonly where: string;
}

export interface CheckedCase {
  readonly folder: string;
  readonly number: string;
  /** Placed by the server, in its order. */
  readonly entries: number;
  /** Signed by a laptop, not yet with the server when it was written. */
  readonly waiting: number;
  /** Words that were struck: the entry is there, its content is not. */
  readonly struck: number;
}

export interface AuditReport {
  readonly troubles: readonly AuditTrouble[];
  /** Whether it was opened: without the auditor's key only the outside can be checked. */
  readonly isOpened: boolean;
  /** Public keys as hex: to be compared with what the governorate gave on another way. */
  readonly laptopKey: string | null;
  readonly serverKey: string | null;
  readonly content: {
    readonly governorate: string;
    readonly office: string;
    readonly writtenAt: string;
    /** The server's time of the newest head: what came later cannot be in it. */
    readonly asOf: string;
    readonly preparedBy: string;
    readonly releasedBy: string;
    /** The readable pages were folded by rules of another version than this verifier's: they were not compared. */
    readonly isOtherRelease: boolean;
    readonly cases: readonly CheckedCase[];
  } | null;
}

export class Troubles {
  readonly found: AuditTrouble[] = [];
  /** Enough to know: a hostile export could name millions. */
  private static readonly MOST = 1_000;

  add(code: AuditTroubleCode, where: string): void {
    if (this.found.length < Troubles.MOST) this.found.push({ code, where });
  }
}
